"""The text forms of EAON and IOTA/ES: real files, the layouts that occur, messy and hostile ones."""

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.forms import legacy_form, sodis_form
from schemas.codes import Outcome
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text, mjd_of
from schemas.reading import Reading
from tests.formats.forms.legacy_text_forms import (
    FORM,
    HYPHENS,
    PADDED,
    UNCERTAIN,
    changed,
    found,
    read,
    report,
)
from tests.formats.forms.lone_station import station
from tests.formats.refusal import reads_or_refuses

# Real files


def read_real(corpus: Path, name: str) -> Reading:
    data = (corpus / "report_forms" / name).read_bytes()
    assert legacy_form.identify(data)
    return legacy_form.read(data, name)


def test_paris(corpus: Path) -> None:
    reading = read_real(corpus, "eaon_3317_Paris_20210810_positive.txt")
    event, main = reading.entries[0].event, station(reading).report
    assert (event.body_number, event.body_name, event.star) == (3317, "Paris", "UCAC4 448-069424")
    assert main.outcome == Outcome.POSITIVE
    assert (main.d_time, main.r_time) == (
        mjd_of(date(2021, 8, 10), 78044.56),
        mjd_of(date(2021, 8, 10), 78051.96),
    )
    assert (main.d_err, main.r_err, main.d_code, main.r_code, main.err_level) == (0.08, 0.08, "D", "R", "unknown")
    assert main.duration == 7.4
    assert main.lon == pytest.approx(-0.361694, abs=1e-6)
    assert main.lat == pytest.approx(44.923278, abs=1e-6)
    assert (main.alt, main.alt_ref, main.datum) == (8, "MSL", "WGS84")
    assert (main.site, main.country) == ("Izon", "FR")
    assert (main.telescope, main.aperture, main.method, main.time_source) == ("sct", 20.3, "video", "gps")
    assert (main.exposure, main.temperature, main.transparency, main.stability) == (0.32, 21, "clear", "steady")
    [repaired] = found(reading, FindingCode.LETTER_FOR_DIGIT)
    assert (repaired.field, repaired.line) == ("date", 9)
    assert "2021/O8/10" in repaired.message
    assert all(finding.severity != Severity.ERROR for finding in reading.findings)
    lines = station(reading).lines
    assert (lines["d_time"], lines["r_err"], lines["alt"], lines["lon"]) == (29, 30, 21, 19)
    assert station(reading).contact.email == "observer.a@example.org"


def test_tatjana(corpus: Path) -> None:
    reading = read_real(corpus, "eaon_769_Tatjana_20101105_negative.txt")
    event, main = reading.entries[0].event, station(reading).report
    assert (event.body_number, event.body_name, event.star) == (769, "Tatjana", "TYC 637-667-1")
    assert main.outcome == Outcome.NEGATIVE
    assert [iso_text(instant, decimals=0) for instant in (main.time_start, main.time_end) if instant] == [
        "2010-11-05T23:53:01",
        "2010-11-05T23:57:37",
    ]
    assert (main.d_time, main.r_time) == (None, None)
    assert (main.alt, main.alt_ref, main.aperture, main.focal_length) == (899, "WGS84", 7.2, 43.2)
    assert (main.telescope, main.temperature, main.exposure, main.stability) == ("refractor", 9, 0.32, "slight")
    assert "Personal Equation Substracted=No" in station(reading).contact.other
    assert all(finding.severity == Severity.INFO for finding in reading.findings)


def test_other_forms_are_not_this_one(corpus: Path) -> None:
    others = [path for path in corpus.rglob("*") if path.is_file() and not path.name.startswith("eaon")]
    assert [path for path in others if legacy_form.identify(path.read_bytes()[:65536])] == []
    fragment = (corpus / "report_forms" / "iota_1990s_list_fragment.txt").read_bytes()
    assert not sodis_form.identify(fragment)
    with pytest.raises(FormatError):
        legacy_form.read(fragment, "list.txt")


def test_truncated_anywhere(corpus: Path) -> None:
    for path in (corpus / "report_forms").glob("eaon*.txt"):
        data = path.read_bytes()
        for end in range(0, len(data), 11):
            try:
                reading = legacy_form.read(data[:end], path.name)
            except FormatError:
                assert b"DATE:" not in data[:end]
            else:
                assert len(reading.entries) == 1


# Layouts


def test_hyphens() -> None:
    reading = read(HYPHENS)
    event, main = reading.entries[0].event, station(reading).report
    assert (event.body_number, event.body_name, event.star) == (130, "Elektra", "TYC 408-29-1")
    assert (main.observer, main.observer2) == ("Observer E", "Observer F")
    assert (main.site, main.country, main.alt, main.alt_ref) == ("Bellinzona", "CH", 240, "WGS84")
    assert main.lon == pytest.approx(9 + 51 / 3600)
    assert main.d_time == mjd_of(date(2018, 4, 21), 31 * 60 + 34.78)
    assert (main.d_err, main.d_personal_equation, main.r_err) == (0.08, None, 0.08)
    assert (main.duration, main.exposure, main.focal_length) == (16.21, 0.16, 70)
    assert main.software == "Virtualdub v. 1.8"
    assert main.comment == "Prediction:\n-Rank: 100"


def test_padded() -> None:
    reading = read(PADDED)
    main = station(reading).report
    assert (main.d_time, main.r_time) == (
        mjd_of(date(2010, 6, 4), 85282.29),
        mjd_of(date(2010, 6, 4), 85288.03),
    )
    assert (main.d_err, main.r_err, main.duration, main.exposure) == (0.2, 0.21, 5.74, 0.32)
    assert main.time_end == mjd_of(date(2010, 6, 5), 300)
    assert (main.site, main.country, main.alt, main.temperature) == ("Paris", "FR", 67, 16)
    assert main.comment == (
        "8 frame integration used\ncall [removed]\nD: Video integration 0.320 s\nR: Video integration 0.320 s\n"
        "I 23:50:00-23:50:30 cloud"
    )
    assert "Phone=+33 1 23 45 67 89" in station(reading).contact.other


def test_uncertain() -> None:
    reading = read(UNCERTAIN)
    main = station(reading).report
    assert main.outcome == Outcome.UNCERTAIN
    assert main.time_predicted == reading.entries[0].event.time_predicted == mjd_of(date(2020, 10, 21), 80486)
    assert (main.d_time, main.r_time, main.comment) == (None, None, "B 22:21:30.8 +-1 s")
    assert (main.alt, main.alt_ref, main.wind, main.temperature) == (123, "MSL", "20 km/h", 8)
    assert (main.telescope, main.method, main.time_source) == ("newtonian", "images", "ntp")
    assert station(reading).contact.address == "Observatory Institute, A. University, Street 36, Poznan, Poland"


@pytest.mark.parametrize(
    "text",
    [
        FORM.lower(),
        FORM.upper(),
        FORM.replace("  ", "\t"),
        FORM.replace("\n", "\r\n"),
        "\n".join(f"> {line}" for line in FORM.splitlines()),
        FORM.replace("|", " ").replace("+--", "   "),
        "From: someone\nSubject: report\n\n" + FORM,
        FORM.replace("1 DATE", "1.DATE").replace("2 OBS", "2. OBS").replace("4 TIM", "4) TIM"),
    ],
)
def test_the_same_in_other_clothes(text: str) -> None:
    main = report(text)
    assert main.lat == pytest.approx(44.923278, abs=1e-6)
    assert (main.outcome, main.alt, main.aperture) == (Outcome.POSITIVE, 8, 20.3)
    assert main.d_time == mjd_of(date(2021, 8, 10), 78044.56)
    assert (main.d_err, main.duration, main.country) == (0.08, 7.4, "FR")


# Fields


@pytest.mark.parametrize(
    ("old", "new", "column", "value"),
    [
        ("EVENT REPORTED: POSITIVE", "OCCULTATION RECORDED: NEGATIVE", "outcome", Outcome.NEGATIVE),
        ("EVENT REPORTED: POSITIVE", "Occultation recorded:  uncertain", "outcome", Outcome.UNCERTAIN),
        ("EVENT REPORTED: POSITIVE  |", "EVENT REPORTED:  |\n|  POSITIVE  |", "outcome", Outcome.POSITIVE),
        ("2021/08/10", "10 août 2021", "time_start", mjd_of(date(2021, 8, 10), 77988)),
        ("2021/08/10", "10 Aug. 2021", "time_start", mjd_of(date(2021, 8, 10), 77988)),
        ("N°: 3317", "No: 3317", "body_written", "3317 Paris"),
        ("N°: 3317", "Nr. : 3317", "body_written", "3317 Paris"),
        ("N°: 3317", "NM-BM-0: 3317", "body_written", "3317 Paris"),
        ("Paris     N°: 3317", "(3317) Paris", "body_written", "(3317) Paris"),
        ("W 00 21 42.1 (WGS84)", "00 21 42.1 W", "lon", -(21 / 60 + 42.1 / 3600)),
        ("W 00 21 42.1 (WGS84)", "-0° 21' 42.1\"", "lon", -(21 / 60 + 42.1 / 3600)),
        ("N 44 55 23.8 (WGS84)", "44 55 23,8 Nord", "lat", 44 + 55 / 60 + 23.8 / 3600),
        ("N 44 55 23.8 (WGS84)", "\n    N 44 55 23.8", "lat", 44 + 55 / 60 + 23.8 / 3600),
        ("8 m (MSL)", "450 ft (MSL)", "alt", 137.16),
        ("8 m (MSL)", "120", "alt", 120),
        ("8 m (MSL)", "120", "alt_ref", "unknown"),
        ("N 44 55 23.8 (WGS84)", "N 44 55 23.8 (ED50)", "datum", "ED1950"),
        ("203 mm", "20,3cm", "aperture", 20.3),
        ("203 mm", "203", "aperture", 20.3),
        ("203 mm", "0.203 m", "aperture", 20.3),
        ("203 mm", "8 inch", "aperture", 20.32),
        ("2032 mm", "2.032m", "focal_length", 203.2),
        ("2032 mm", "f/10", "focal_length", None),
        ("7.40 +/- 0.11 s", "7.40 ± 0.11", "duration", 7.4),
        ("7.40 +/- 0.11 s", "7,40 sec", "duration", 7.4),
        ("21 deg", "294.15 K", "temperature", 21),
        ("21 deg", "70 °F", "temperature", 21.11),
        ("0.32 s integration (8 frames)", "It=320ms", "exposure", 0.32),
        ("0.32 s integration (8 frames)", "fast", "exposure", None),
        ("SCHMIDT-CASSEGRAIN", "Doublet APO", "telescope", "refractor"),
        ("SCHMIDT-CASSEGRAIN", "Dobson 16", "telescope", "dobsonian"),
        ("SCHMIDT-CASSEGRAIN", "thing", "telescope", None),
        ("GPS 1PPS", "DCF77", "time_source", "radio"),
        ("GPS 1PPS", "church bell", "time_source", "other"),
        ("Wind: NO", "Wind (km/h): 20", "wind", "20 km/h"),
        ("Observer A", "A. B. & C. D. & E. F.", "observer", "A. B."),
        ("Observer A", "A. B. & C. D. & E. F.", "observer2", "C. D."),
        ("Observer A", "A. B. a@example.org", "observer", "A. B. [removed]"),
        ("clear night", "from 1 rue de la Gare 75000 Paris, a@example.org", "comment", "from [removed], [removed]"),
        ("GOOD\n  Wind", "cirrus\n  Wind", "transparency", "thin_cloud"),
        ("Izon (33 - France)", "Retz, Österreich", "country", "AT"),
        ("Izon (33 - France)", "Izon\n  Country: F", "country", "FR"),
    ],
)
def test_values(old: str, new: str, column: str, value: Any) -> None:  # noqa: ANN401
    expected = pytest.approx(value, abs=1e-9) if isinstance(value, float) else value
    assert getattr(report(changed(old, new)), column) == expected


@pytest.mark.parametrize(
    ("line", "clock", "err", "personal_equation"),
    [
        ("D   -  21:40:44.56 -      - 0.08 :", 44.56, 0.08, None),
        ("D: 21:40:44.56", 44.56, None, None),
        ("-D : 21:40:44.56 ± 0.08 s", 44.56, 0.08, None),
        ("- D - 21h40m44.56s   -   +/-0.08", 44.56, 0.08, None),
        ("d 21 40 44,56  0.30  0,08", 44.56, 0.08, 0.3),
        ("D - 21:40:44.56   0.3   -   :", 44.56, None, 0.3),
        ("D - 21:40:44.56   0.08", 44.56, 0.08, None),
        ("D   -  21:40:44.56 UT  -  80 ms : step", 44.56, 0.08, None),
        ("D   -  21:4O:44.56 -      - 0.08 :", 44.56, 0.08, None),
        ("Disappearance: 21:40:44.56   -   0.08", 44.56, 0.08, None),
        ("D   -  21:40   - 60 :", 0, 60, None),
        ('"D" - 21:40:44.56  -  - 0.08', 44.56, 0.08, None),
    ],
)
def test_event_lines(line: str, clock: float, err: float | None, personal_equation: float | None) -> None:
    main = report(changed("D   -  21:40:44.56 -      - 0.08 :", line))
    assert main.d_time == mjd_of(date(2021, 8, 10), 21 * 3600 + 40 * 60 + clock)
    assert (main.d_err, main.d_personal_equation, main.d_code) == (err, personal_equation, "D")


@pytest.mark.parametrize("line", ["D - - -", "D :", "D - -   - :", "D: -", "", "D: Disappearance"])
def test_empty_event_lines(line: str) -> None:
    reading = read(changed("D   -  21:40:44.56 -      - 0.08 :", line))
    assert station(reading).report.d_time is None
    assert all(finding.severity != Severity.ERROR for finding in reading.findings)


def test_several_pairs_and_interruptions() -> None:
    lines = """D - 21:40:44.56 - - 0.08 :
   I - 21:39:50
   I - 21:39:55
   B - 21:40:00.5 - - 0.2 : short
   D - 21:41:00.0 - - 0.1
   R - 21:41:01.0 - - 0.2"""
    found_station = station(read(changed("D   -  21:40:44.56 -      - 0.08 :", lines)))
    [timing] = found_station.timings
    assert (timing.seq, timing.d_err, timing.d_code) == (1, 0.1, "D")
    comment = found_station.report.comment or ""
    assert "I 21:39:50-21:39:55" in comment
    assert "B 21:40:00.5 +-0.2 s short" in comment


@pytest.mark.parametrize(
    ("old", "new", "code", "severity", "field", "word"),
    [
        ("2021/08/10", "2021/O8/10", FindingCode.LETTER_FOR_DIGIT, Severity.WARNING, "date", "2021/O8/10"),
        ("2021/08/10", "someday", FindingCode.VALUE_UNREADABLE, Severity.ERROR, "date", "someday"),
        ("POSITIVE", "POSITIVE/NEGATIVE", FindingCode.TEMPLATE_UNFILLED, Severity.ERROR, "outcome", "more than one"),
        ("EVENT REPORTED: POSITIVE", "", FindingCode.OUTCOME_UNKNOWN, Severity.ERROR, "outcome", "does not say"),
        ("21:40:44.56", "21:x0:44", FindingCode.VALUE_UNREADABLE, Severity.ERROR, "d_time", "21:x0:44"),
        ("21:39:48", "23:39:48 CEST", FindingCode.TIME_ZONE, Severity.WARNING, "time_start", "CEST"),
        ("21:39:48", "23:39:48 Ortszeit", FindingCode.TIME_ZONE, Severity.ERROR, "time_start", "Ortszeit"),
        ("R   -", "X   -", FindingCode.CODE_UNKNOWN, Severity.ERROR, "d_code", "X"),
        ("44 55 23.8", "44 65 23.8", FindingCode.COORDINATES_RANGE, Severity.ERROR, "lat", "44 65"),
        ("W 00 21 42.1", "00 21 42.1", FindingCode.VALUE_DERIVED, Severity.WARNING, "lon", "east"),
        ("W 00 21 42.1", "O 00 21 42.1", FindingCode.VALUE_UNREADABLE, Severity.ERROR, "lon", "O 00"),
        ("203 mm", "big", FindingCode.VALUE_UNREADABLE, Severity.WARNING, "aperture", "big"),
        ("Mount:", "Colour:", FindingCode.KEY_UNKNOWN, Severity.INFO, "Colour", "Colour"),
        ("Wind: NO", "Wind: NO\n  Wind: 5", FindingCode.KEY_REPEATED, Severity.WARNING, "wind", "Wind"),
    ],
)
def test_findings(old: str, new: str, code: FindingCode, severity: Severity, field: str, word: str) -> None:
    reading = read(changed(old, new))
    [finding] = [finding for finding in found(reading, code) if finding.field == field]
    assert finding.severity == severity
    assert word in finding.message


def test_swapped_lines_of_longitude_and_latitude() -> None:
    text = FORM.replace("Longitude:", "L#").replace("Latitude: ", "Longitude:").replace("L#", "Latitude: ")
    reading = read(text)
    main = station(reading).report
    assert main.lon == pytest.approx(-0.361694, abs=1e-6)
    assert main.lat == pytest.approx(44.923278, abs=1e-6)
    assert any(finding.severity == Severity.WARNING for finding in found(reading, FindingCode.VALUE_DERIVED))


def test_missing_sections_and_other_order() -> None:
    blocks = FORM.split("\n\n")
    shuffled = "\n\n".join([blocks[0], *blocks[:0:-1]])
    main = report(shuffled)
    assert (main.aperture, main.site, main.outcome) == (20.3, "Izon", Outcome.POSITIVE)
    assert report("\n\n".join([blocks[0], blocks[1], blocks[3]])).d_err == 0.08


def test_sections_without_numbers() -> None:
    text = "\n".join(line[2:] if line[:1].isdigit() else line for line in FORM.splitlines())
    main = report(text)
    assert (main.aperture, main.alt, main.d_err, main.comment) == (20.3, 8, 0.08, "clear night")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str) -> None:
    data = FORM.encode(encoding)
    assert legacy_form.identify(data)
    assert legacy_form.read(data, "form.txt").entries[0].event.body_number == 3317


def test_blank_form_is_refused() -> None:
    title = "ASTEROIDAL OCCULTATION - REPORT FORM\n"
    reading = read(f"{title}1 DATE:     STAR:     ASTEROID:    N°:\n4 TIMING OF EVENTS:  EVENT REPORTED:\n")
    assert {finding.code for finding in reading.findings} >= {FindingCode.OUTCOME_UNKNOWN, FindingCode.VALUE_MISSING}


# Any input


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00\x01", b"ASTEROIDAL OCCULTATION - REPORT FORM\n"])
def test_nothing_to_read(data: bytes) -> None:
    with pytest.raises(FormatError):
        legacy_form.read(data, "x.txt")


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    legacy_form.identify(data)
    assert reads_or_refuses(data, legacy_form.read)


_JUNK = st.text(max_size=40) | st.sampled_from(
    [
        "-",
        "4 TIMING OF EVENTS",
        "D - 21",
        "R R",
        "I 21:00:00",
        "9" * 30,
        "1e99",
        "N:",
        "99:99:99",
        "(",
        "1/0 s",
        "١٢:٣٤",
        "²",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([FORM, HYPHENS, PADDED, UNCERTAIN]),
    st.lists(st.tuples(st.integers(0, 30), _JUNK), max_size=12),
    st.randoms(use_true_random=False),
)
def test_mutated_forms(text: str, changes: list[tuple[int, str]], random: Any) -> None:  # noqa: ANN401
    lines = text.splitlines()
    for number, junk in changes:
        head = lines[number].partition(":")[0]
        lines[number] = random.choice([f"{head}: {junk}", junk, f"{lines[number]}{junk}", f"{junk}\t{lines[number]}"])
    try:
        reading = read("\n".join(lines))
    except FormatError:
        return
    assert "example.org" not in (station(reading).report.comment or "")


@pytest.mark.parametrize(
    "filling", ["a", " ", "-", "|", "1 ", "N:", "S - 1:2:3 - -", "foo: bar\n", "D - 20:20:20\n", "(", "\t"]
)
@pytest.mark.parametrize(
    "head",
    [
        pytest.param("1 DATE: ", marks=pytest.mark.slow),
        pytest.param("3 OBSERVING STATION:\nNearest city: ", marks=pytest.mark.slow),
        "4 TIMING OF EVENTS:\n",
        pytest.param("8 COMMENTS:\n", marks=pytest.mark.slow),
    ],
)
def test_a_megabyte_takes_no_time(head: str, filling: str) -> None:
    data = f"1 DATE: x\n{head}{filling * (900_000 // len(filling))}".encode()
    start = time.process_time()
    reading = legacy_form.read(data, "x.txt")
    assert time.process_time() - start < 4
    assert len(reading.findings) < 600


@pytest.mark.parametrize(
    ("line", "lon"),
    [
        ("Longitude (W): 00 21 42.1", -0.3616944),
        ("Longitude (E): 00 21 42.1", 0.3616944),
        ("Longitude (DD MM SS): 00 21 42.1 W", -0.3616944),
    ],
)
def test_a_hemisphere_beside_the_key_counts(line: str, lon: float) -> None:
    text = FORM.replace("Longitude: W 00 21 42.1 (WGS84)", line)
    assert report(text).lon == pytest.approx(lon, abs=1e-6)
