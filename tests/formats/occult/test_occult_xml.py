"""Occult's observation archive: the shipped record, every branch of the format, and hostile files."""

from datetime import date
from pathlib import Path

import pytest

from formats.occult.occult_station import default_accuracy
from formats.occult.occult_xml import identify, read
from schemas.codes import Outcome
from schemas.finding import FindingCode, Severity
from schemas.instant import mjd_of
from schemas.reading import EventEntry
from tests.formats.occult.occult_document import (
    ASTEROID,
    ID,
    STAR,
    archive,
    at,
    entry_of,
    event,
    items,
    observer,
    station_of,
)

# The shipped record


@pytest.fixture
def theobalda(corpus: Path) -> EventEntry:
    path = corpus / "occult_obs" / "778_Theobalda_20240627_OBS-Example.xml"
    data = path.read_bytes()
    assert identify(data[:65536])
    reading = read(data, path.name)
    assert reading.format == "occult_xml"
    assert reading.findings == ()
    (entry,) = reading.entries
    return entry


def test_shipped_event(theobalda: EventEntry) -> None:
    found = theobalda.event
    assert (found.body_number, found.body_name, found.body_class) == (778, "Theobalda", "asteroid")
    assert (found.star, found.star_gaia) == ("UCAC4 260-126299", 5962282228962714112)
    assert found.ra == pytest.approx(17.6137084068 * 15, abs=1e-10)
    assert found.dec == -38.076709899
    assert (found.star_mag, found.body_mag, found.body_diameter) == (15.83, 15.7, 61.1)
    assert found.ephemeris == "JPL#61+Ephem"
    assert found.time_predicted == at(8, 2, 7.88)


def test_shipped_elements(theobalda: EventEntry) -> None:
    elements = theobalda.elements
    assert elements is not None
    assert (elements.x, elements.y) == (None, None)
    assert (elements.dx, elements.dy) == (-8.95963574, 2.07578145)
    assert (elements.d2x, elements.d2y) == (0.0010665, 0.0013935)
    assert (elements.d3x, elements.d3y) == (0.0000013, -0.0000001)
    assert elements.time_ref == at(8, 0, 0)
    assert elements.ra_apparent == pytest.approx(17.64209978 * 15, abs=1e-10)
    assert elements.dec_apparent == -38.0927604
    assert (elements.parallax, elements.parallax_rate) == (2.93202, -0.00012)


def test_shipped_fits(theobalda: EventEntry) -> None:
    (ellipse,) = (fit for fit in theobalda.fits if fit.kind == "ellipse")
    assert (ellipse.center_f, ellipse.center_g) == (0.0, 0.0)
    assert (ellipse.semi_major, ellipse.semi_minor) == (30.55, 30.55)
    assert (ellipse.position_angle, ellipse.quality) == (0.0, 1)
    assert [fit.kind for fit in theobalda.fits] == [
        "star",
        "star_issues",
        "asteroid",
        "flags",
        "ellipse",
        "ellipse_uncertainty",
        "reference_time",
        "main_body",
        "main_at_conjunction",
        "mpc",
        "added",
        "last_edited",
        "prediction",
    ]
    assert items(theobalda, "main_at_conjunction")[0].startswith("778|-455.2|-1964.8|2024|6|27.3321306|")


def test_shipped_station(theobalda: EventEntry) -> None:
    (station,) = theobalda.stations
    report = station.report
    assert report.outcome == Outcome.POSITIVE
    assert (report.observer, report.country, report.site) == ("M Camilleri", "NZ", "Auckland")
    assert report.lon == pytest.approx(174.657889, abs=5e-7)
    assert report.lat == pytest.approx(-36.835389, abs=5e-7)
    assert (report.alt, report.alt_ref, report.datum) == (21.0, "unknown", "WGS84")
    assert (report.d_time, report.r_time) == (at(8, 2, 4.6), at(8, 2, 8.0))
    assert (report.d_err, report.r_err, report.err_level) == (0.2, 0.2, "unknown")
    assert (report.d_code, report.r_code) == ("D", "R")
    assert (report.telescope, report.aperture) == ("sct", 24.0)
    assert (report.method, report.time_source) == ("video", "gps")
    assert (report.stability, report.transparency, report.snr) == ("slight", "clear", 4.1)
    assert station.lines["d_time"] == 25
    assert station.contact.other == ("seq=1",)


# Roots, several events


@pytest.mark.parametrize("root", ["AsteroidOccultations", "Observations"])
def test_both_roots_and_many_events(root: str) -> None:
    second = event(
        observer(), observer("|M||||", "|M||||"), day="2024|7|1|3.5", asteroid=ASTEROID.replace("778", "779")
    )
    data = archive(event(observer()), second, root=root)
    assert identify(data)
    reading = read(data, "x.xml")
    assert [len(entry.stations) for entry in reading.entries] == [1, 2]
    assert [entry.event.body_number for entry in reading.entries] == [778, 779]
    assert reading.entries[1].elements is not None
    assert reading.entries[1].elements.time_ref == mjd_of(date(2024, 7, 1), 3.5 * 3600)


def test_stations_are_counted_in_the_whole_file() -> None:
    timed = observer(" 8  2  4.6|D|||| ", "|C||||")
    reading = read(archive(event(timed, timed), event(timed)), "x.xml")
    found = [finding for finding in reading.findings if finding.code == FindingCode.ACCURACY_MISSING]
    assert [finding.station for finding in found] == [0, 1, 2]
    assert found[0].line == archive(event(timed)).decode().split("\n").index("<D> 8  2  4.6|D|||| </D>") + 1
    assert {finding.field for finding in found} == {"d_err"}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<?xml version='1.0'?>\n<!-- a -- comment <Event> -->\n<AsteroidOccultations><Event/>", True),
        (b"\xef\xbb\xbf<AsteroidOccultations>", True),
        ("<AsteroidOccultations>".encode("utf-16"), True),
        ("<AsteroidOccultations>".encode("utf-16-be"), True),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><AsteroidOccultations>", True),
        (b"<Observations><Event>", True),
        (b"<Observations><observation/></Observations>", False),
        (b"<Occultations><Event>", False),
        (b"see <AsteroidOccultations>", False),
        (b"", False),
        (b"<", False),
    ],
)
def test_identify(head: bytes, expected: bool) -> None:
    assert identify(head) is expected


# Stations


@pytest.mark.parametrize(
    ("d", "r", "outcome"),
    [
        (" 8  2  4.6|D|0.2|||", " 8  2  8.0|R|0.2|||", Outcome.POSITIVE),
        (" 8  2  4.6|D|0.2|||", "          |C||||", Outcome.POSITIVE),
        (" 8  2  4.6|e|0.2|||", " 8  2  8.0|f|0.2|||", Outcome.POSITIVE),
        ("|M||||", "|M||||", Outcome.NEGATIVE),
        ("|m||||", "|m||||", Outcome.NEGATIVE),
        ("|n||||", "|n||||", Outcome.NEGATIVE),
        ("|C||||", "|C||||", Outcome.NO_DATA),
        ("|M||||", "|C||||", Outcome.UNCERTAIN),
        ("|D||||", "|R||||", Outcome.POSITIVE),
        ("", "", Outcome.UNCERTAIN),
    ],
)
def test_outcomes(d: str, r: str, outcome: Outcome) -> None:
    station, findings = station_of(d, r)
    assert station.report.outcome == outcome
    assert any(finding.code == FindingCode.OUTCOME_UNKNOWN for finding in findings) == (d == "")


def test_codes_of_satellites_rings_and_artificial_times_are_kept() -> None:
    for d_code, r_code in ("dr", "GB", "gb", "NN", "ef"):
        report = station_of(f" 8  2  4.6|{d_code}|0.2|||", f" 8  2  8.0|{r_code}|0.2|||")[0].report
        assert (report.d_code, report.r_code) == (d_code, r_code)


def test_hours_over_24_belong_to_the_earlier_day() -> None:
    report = station_of("24  2  4.6|D|0.2|||", "25  0  0.25|R|0.2|||")[0].report
    assert report.d_time == at(24, 2, 4.6)
    assert report.r_time == pytest.approx(mjd_of(date(2024, 6, 28), 3600.25), abs=1e-10)


def test_time_of_a_miss_is_no_time_of_an_edge() -> None:
    station, findings = station_of(" 8  2  4.6|M||||", "|M||||")
    assert station.report.outcome == Outcome.NEGATIVE
    assert station.report.d_time is None
    assert "D time=8  2  4.6" in station.contact.other
    assert [finding.code for finding in findings] == [FindingCode.NEGATIVE_WITH_TIMES]


@pytest.mark.parametrize("clock", ["8 2", "8 61 3", "8 2 60.0", "48 0 0", "8:2", "x y z", "8 2 -4"])
def test_unreadable_time_is_kept_and_reported(clock: str) -> None:
    station, findings = station_of(f"{clock}|D|0.2|||", " 8  2  8.0|R|0.2|||")
    assert station.report.d_time is None
    assert station.report.r_time == at(8, 2, 8.0)
    assert f"D d_time={clock}" in station.contact.other
    (finding,) = findings
    assert (finding.code, finding.field, finding.station) == (FindingCode.VALUE_UNREADABLE, "d_time", 0)


def test_adjustment_equation_weight_and_plot_code() -> None:
    station, _ = station_of(
        " 8  2  4.6|D|0.2|0.35|5|x", " 8  2  8.0|R|0.3|0.5|4| ", conditions="1|3|12|-0.04|thin cloud came"
    )
    report = station.report
    assert report.time_adjustment == -0.04
    assert report.d_time == at(8, 2, 4.6), "the adjustment is not added"
    assert (report.d_personal_equation, report.r_personal_equation, report.timing_weight) == (0.35, 0.5, 5)
    assert (report.d_err, report.r_err) == (0.2, 0.3)
    assert report.comment == "thin cloud came"
    assert report.transparency == "thin_cloud"
    assert station.contact.other == ("D plot=x", "R weight=4", "seq=1")


def test_double_star_observers_stay_apart_and_further_pairs_are_timings() -> None:
    two = observer(extra="<D> 8  2  6.0|d|0.1||3| </D>\n<R> 8  2  9.0|r|0.1||| </R>\n")
    second = observer(" 8  2  6.0|d|0.1|||", " 8  2  9.0|r|0.1|||", identity=ID.replace("1|", "2|", 1))
    (entry,) = read(archive(event(two, second)), "x.xml").entries
    assert [station.report.d_code for station in entry.stations] == ["D", "d"]
    (timing,) = entry.stations[0].timings
    assert (timing.seq, timing.d_code, timing.r_code) == (1, "d", "r")
    assert (timing.d_time, timing.r_time, timing.d_err) == (at(8, 2, 6.0), at(8, 2, 9.0), 0.1)
    assert "D1 weight=3.0" not in entry.stations[0].contact.other
    assert "D1 weight=3" in entry.stations[0].contact.other


@pytest.mark.parametrize(
    ("method", "time_source", "default"),
    [
        ("a", "a", 0.5),
        ("b", "f", 0.5),
        ("c", "c", 1.5),
        ("a", "g", 1.5),
        ("a", "", None),
        ("f", "a", 1.0),
        ("", "", 1.0),
    ],
)
def test_default_accuracy_is_named_but_not_taken(method: str, time_source: str, default: float | None) -> None:
    assert default_accuracy(method, time_source) == default
    identity = "|".join([*ID.split("|")[:12], method, time_source])
    station, findings = station_of(" 8  2  4.6|D||||", "|C||||", identity=identity)
    assert station.report.d_err is None
    (finding,) = findings
    assert (finding.code, finding.severity) == (FindingCode.ACCURACY_MISSING, Severity.INFO)
    assert (f"{default} s" if default else "no default") in finding.message


def test_missing_and_extra_items() -> None:
    station, findings = station_of(
        " 8  2  4.6|D", " 8  2  8.0|R|0.2|0.1|5|z|one|two", identity=f"{ID}|more", conditions=""
    )
    assert station.report.d_code == "D"
    assert station.report.timing_weight == 5
    assert {"R extra=one|two", "ID extra=more", "R plot=z"} <= set(station.contact.other)
    fields = [finding.field for finding in findings if finding.code == FindingCode.STRUCTURE]
    assert sorted(fields) == ["D", "ID", "R"]


def test_empty_observer() -> None:
    reading = read(archive(event("<Observer></Observer>")), "x.xml")
    report = reading.entries[0].stations[0].report
    assert (report.outcome, report.observer, report.lon, report.datum) == (Outcome.UNCERTAIN, None, None, "WGS84")


def test_repeated_elements_and_strangers_are_kept() -> None:
    extra = (
        "<Conditions>1|1|9||second</Conditions><Weather>mild</Weather>"
        "<LightData>2024|6|27|8|2|0|10|3</LightData><LightValues>1,0,1</LightValues>"
    )
    station, findings = station_of(" 8  2  4.6|D|1|||", "|C||||", extra=extra)
    assert station.report.snr == 4.1
    assert {"Conditions=1|1|9||second", "Weather=mild", "LightData=2024|6|27|8|2|0|10|3", "LightValues=1,0,1"} <= set(
        station.contact.other
    )
    assert {finding.code for finding in findings} == {FindingCode.KEY_REPEATED, FindingCode.KEY_UNKNOWN}


def test_unknown_codes_are_kept_and_reported() -> None:
    identity = "1|A||0|||+174 39 28.4|-36 50  7.4|21|Q|24|9|z|0"
    station, findings = station_of(" 8  2  4.6|X|1|||", "|C||||", identity=identity, conditions="7|9|0||")
    report = station.report
    assert (report.telescope, report.method, report.time_source, report.d_code) == (None, None, None, None)
    assert (report.datum, report.stability, report.transparency, report.snr) == ("other", None, None, None)
    kept = {"datum=Q", "telescope=9", "method=z", "time_source=0", "d_code=X", "stability=7", "transparency=9"}
    assert kept <= set(station.contact.other)
    assert {finding.code for finding in findings} == {FindingCode.CODE_UNKNOWN}
    assert len(findings) == 6, "0 is an unset choice"


def test_coordinates_out_of_range_refuse_the_station() -> None:
    identity = ID.replace("39 28.4", "61 28.4")
    _, findings = station_of(" 8  2  4.6|D|1|||", "|C||||", identity=identity)
    (finding,) = findings
    assert (finding.code, finding.severity, finding.station) == (FindingCode.COORDINATES_RANGE, Severity.ERROR, 0)


def test_a_sign_against_its_hemisphere_refuses_the_station() -> None:
    identity = ID.replace("+174 39 28.4", "+174 39 28.4 W")
    [finding] = [
        found
        for found in read(archive(event(observer(identity=identity))), "x.xml").findings
        if found.code == FindingCode.COORDINATES_SIGN
    ]
    assert (finding.severity, finding.field, finding.station) == (Severity.ERROR, "lon", 0)


@pytest.mark.parametrize("day", ["24|6|27|8.0", "224|6|27|8.0", "0|6|27|8.0"])
def test_a_year_of_two_digits_is_none(day: str) -> None:
    [entry] = (reading := read(archive(event(observer(), day=day)), "x.xml")).entries
    assert (entry.stations[0].report.d_time, entry.elements) == (None, None)
    assert "is not a date" in next(found.message for found in reading.findings if found.field == "date")


def test_small_negative_angles() -> None:
    report = station_of("|M||||", "|M||||", identity=ID.replace("+174 39 28.4", "- 0  0 36.0"))[0].report
    assert report.lon == pytest.approx(-0.01)


def test_state_goes_to_the_site() -> None:
    identity = ID.replace("|NZ|+174 39 28.4|-36", "|TX|-100 39 28.4|+31")
    station, findings = station_of("|M||||", "|M||||", identity=identity)
    assert (station.report.country, station.report.site) == (None, "Auckland, TX")
    assert [(finding.code, finding.severity) for finding in findings] == [(FindingCode.VALUE_DERIVED, Severity.INFO)]


@pytest.mark.parametrize(
    ("words", "country", "site"),
    [
        ("Germany", "DE", "Auckland"),
        ("New Zealand", "NZ", "Auckland"),
        ("Nouvelle-Zelande", "NZ", "Auckland"),
        ("Georgia", None, "Auckland, Georgia"),
        ("NSW", None, "Auckland, NSW"),
    ],
)
def test_the_country_may_be_written_out(words: str, country: str | None, site: str) -> None:
    station, _ = station_of("|M||||", "|M||||", identity=ID.replace("|NZ|", f"|{words}|"))
    assert (station.report.country, station.report.site) == (country, site)


def test_addresses_are_not_published() -> None:
    station, _ = station_of("|M||||", "|M||||", conditions="1|1|||ask me@example.org about it")
    assert station.report.comment is not None
    assert "@" not in station.report.comment
    assert "comment=ask me@example.org about it" in station.contact.other


# Events


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("778", "Theobalda", (778, "Theobalda", "asteroid")),
        ("1", "Ceres", (1, "Ceres", "dwarf_planet")),
        ("", "2001 XQ72", (None, "2001 XQ72", "asteroid")),
        ("0", "C/2013 A1", (None, "C/2013 A1", "comet")),
        ("P5M01", "Io", (None, "Io", "satellite")),
        ("P7M00", "Uranus", (None, "Uranus", "planet")),
        ("P8", "", (None, "P8", "planet")),
        ("P9M00", "Pluto", (134340, "Pluto", "dwarf_planet")),
        ("P9M01", "Charon", (None, "Charon", "satellite")),
        ("2001 XQ72", "", (None, "2001 XQ72", "asteroid")),
    ],
)
def test_bodies(number: str, name: str, expected: tuple[int | None, str, str]) -> None:
    found = entry_of(asteroid=ASTEROID.replace("778|Theobalda", f"{number}|{name}"))[0].event
    assert (found.body_number, found.body_name, found.body_class) == expected


@pytest.mark.parametrize(
    ("words", "star", "gaia"),
    [
        ("HIP|123|3|5962282228962714112", "HIP 123", 5962282228962714112),
        ("Tycho2|1234-567-1|2|5962282228962714112", "TYC 1234-567-1", None),
        ("UCAC4|1-2|-1|", "UCAC4 001-000002", None),
        ("||3|5962282228962714112", "Gaia DR3 5962282228962714112", 5962282228962714112),
        ("||-1|0", None, None),
        ("|0|2|5962282228962714112", None, None),
        ("NewCat|J12|3|x", "NewCat J12", None),
    ],
)
def test_stars(words: str, star: str | None, gaia: int | None) -> None:
    entry, _ = entry_of(star="|".join([*words.split("|"), *STAR.split("|")[4:]]))
    assert (entry.event.star, entry.event.star_gaia) == (star, gaia)
    assert entry.stations[0].report.star_written == star
    assert items(entry, "star")[0].startswith(words), "other releases' ids stay in the record's words"


def test_zero_magnitudes_are_missing() -> None:
    entry, _ = entry_of(star=STAR.replace("16|15.8|15", "0|0.00|"), asteroid=ASTEROID.replace("|15.7", "|"))
    assert (entry.event.star_mag, entry.event.body_mag) == (None, None)


def test_details_are_kept_in_their_order() -> None:
    details = (
        "<EventFits><SolveFlags>1|1|1|1|1|0|0|0|0</SolveFlags>"
        "<EllipticFit>-3.5|2.0|60.0|48.0|120.5|3|0|0|0.0|0.0</EllipticFit><EllipseUncertainty></EllipseUncertainty>"
        "<ShapeModelFit><Fit>DAMIT|123|60.1|5|1.5|58|63|2024</Fit><Fit>ISAM|1|0|0|0|0|0|</Fit></ShapeModelFit>"
        "<SatelliteFit><Satellite>S1|a|b|c|d|e|f|g|h|i|j|k|l|CBET 1</Satellite></SatelliteFit>"
        "<DoubleStar><JDSO>a paper</JDSO><Solution>1|2|3|4|5|6|7|8|9</Solution>"
        "<Solution>-1|2|3|4|5|6|7|8|9</Solution></DoubleStar></EventFits>"
        "<NewThing>1|2</NewThing>"
    )
    entry, findings = entry_of(details=details)
    (ellipse,) = (fit for fit in entry.fits if fit.kind == "ellipse")
    assert (ellipse.center_f, ellipse.center_g, ellipse.semi_major, ellipse.semi_minor) == (-3.5, 2.0, 30.0, 24.0)
    assert (ellipse.position_angle, ellipse.quality) == (120.5, 3)
    assert [(fit.quality, fit.items[:5]) for fit in entry.fits if fit.kind == "shape_model"] == [
        (5, "DAMIT"),
        (0, "ISAM|"),
    ]
    assert items(entry, "satellite") == ["S1|a|b|c|d|e|f|g|h|i|j|k|l|CBET 1"]
    assert items(entry, "double_star") == ["1|2|3|4|5|6|7|8|9", "-1|2|3|4|5|6|7|8|9"]
    assert items(entry, "double_star_paper") == ["a paper"]
    assert items(entry, "new_thing") == ["1|2"]
    assert [finding.code for finding in findings] == [FindingCode.KEY_UNKNOWN]


@pytest.mark.parametrize("fit", ["0.0|0.0|0.0|0.0|0.0|3|0|0|0.0|0.0", "1.0|2.0|60.0|50.0|10.0|0|0|0|0.0|0.0"])
def test_fit_without_meaning_has_no_columns(fit: str) -> None:
    entry, _ = entry_of(details=f"<EventFits><EllipticFit>{fit}</EllipticFit></EventFits>")
    (ellipse,) = (fit for fit in entry.fits if fit.kind == "ellipse")
    assert ellipse.items == fit
    assert (ellipse.center_f, ellipse.semi_major, ellipse.semi_minor, ellipse.position_angle) == (None,) * 4


@pytest.mark.parametrize(
    "line",
    ["2|+174 43 45. |-36 37 30. | 8  2  7.88|JPL#61+Ephem", "2|+174 43 45. |-36 37 30. | 8| 2| 7.88|JPL#61+Ephem"],
)
def test_prediction_in_one_field_or_three(line: str) -> None:
    entry, findings = entry_of(observations=f"<Prediction>{line}</Prediction>")
    assert entry.event.time_predicted == at(8, 2, 7.88)
    assert entry.event.ephemeris == "JPL#61+Ephem"
    assert items(entry, "prediction") == [line]
    assert len(entry.stations) == 1
    assert findings == ()


def test_unreadable_date_leaves_no_times() -> None:
    entry, findings = entry_of(day="2024|13|27|8.0")
    assert entry.elements is None
    assert entry.stations[0].report.d_time is None
    assert items(entry, "date") == ["2024|13|27|8.0"]
    assert {(finding.code, finding.station) for finding in findings} == {
        (FindingCode.VALUE_UNREADABLE, None),
        (FindingCode.VALUE_MISSING, 0),
    }


@pytest.mark.parametrize(
    ("motion", "code"),
    [("0|0|0|0|0|0", "value_placeholder"), ("|||||", "value_missing"), ("x|1|||||", "value_missing")],
)
def test_record_without_motion_has_no_elements(motion: str, code: str) -> None:
    entry, findings = entry_of(asteroid=f"778|Theobalda|{motion}|2.9|0|61.1|3.0|15.7")
    assert entry.elements is None
    assert code in {finding.code for finding in findings}


def test_event_without_anything() -> None:
    reading = read(b"<AsteroidOccultations><Event></Event></AsteroidOccultations>", "x.xml")
    (entry,) = reading.entries
    assert entry.stations == ()
    assert entry.elements is None
    assert all(finding.severity != Severity.ERROR for finding in reading.findings)


def test_other_version_is_reported() -> None:
    data = archive(event(observer())).replace(b"2.15", b"2.16")
    (finding,) = read(data, "x.xml").findings
    assert (finding.code, finding.field, finding.line) == (FindingCode.STRUCTURE, "FileVersion", 2)
