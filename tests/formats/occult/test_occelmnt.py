"""Event elements: the shipped files of OccultWatcher Cloud and of another writer, and damaged ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.occult.occelmnt import identify, read
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.reading import Reading

ELEMENTS = (
    "JPL#62,1.46,2026,2,17,22.0409466,0.1468824,0.4272929,-8.0434878,2.7652469,0.000275,0.0014403,0.0000015,-6e-7"
)
EARTH = "30.2531,-1.9922,-147.13,-11.73,False"
STAR = "UCAC4 441-051313,9.89474609,-1.8667179,14.80,14.35,13.73,0.0,0,,9.91737514,-1.9922160,3.17,2.96,0,0,0"
OBJECT = "5301,Novobranets,17.48,22.000,2.6371,0,0,-1.789,9.22,,1.8,0,17.45,16.62"
ERRORS = "1.032,0.0019,0.0004,110,0.0019,Known errors,1.05,0,-1,-1"


def document(
    elements: str = ELEMENTS,
    earth: str = EARTH,
    star: str = STAR,
    target: str = OBJECT,
    errors: str = f"<Errors>{ERRORS}</Errors>",
    extra: str = "",
    copies: int = 1,
) -> bytes:
    event = (
        f"<Event>\n<Elements>{elements}</Elements>\n<Earth>{earth}</Earth>\n<Star>{star}</Star>\n"
        f"<Object>{target}</Object>\n<Orbit>{','.join('0' * 14)}</Orbit>\n{errors}{extra}"
        "<ID>20260217_051313,61045.04</ID>\n</Event>\n"
    )
    return f"<Occultations>\n{event * copies}</Occultations>".encode()


def read_file(corpus: Path, name: str) -> Reading:
    data = (corpus / "occelmnt" / name).read_bytes()
    assert identify(data[:65536])
    return read(data, name)


def test_occultwatcher_cloud(corpus: Path) -> None:
    reading = read_file(corpus, "owc_5301_Novobranets_20260217.xml")
    assert reading.format == "occelmnt"
    assert reading.findings == ()
    (entry,) = reading.entries
    event, elements = entry.event, entry.elements
    assert (event.body_number, event.body_name, event.body_class) == (5301, "Novobranets", "asteroid")
    assert (event.star, event.star_gaia) == ("UCAC4 441-051313", None)
    assert event.ra == pytest.approx(9.89474609 * 15, abs=1e-10)
    assert event.dec == -1.8667179
    assert (event.star_mag, event.body_mag, event.mag_drop) == (14.35, 17.45, 3.17)
    assert (event.body_diameter, event.body_distance) == (22.0, 2.6371)
    assert event.ephemeris == "JPL#62:2025-11-27@2026-02-17[OWC]"
    assert event.time_predicted == pytest.approx(61088 + 22.0409466 / 24, abs=1e-9)
    assert elements is not None
    assert elements.time_ref == event.time_predicted
    assert (elements.x, elements.y, elements.dx, elements.dy) == (0.1468824, 0.4272929, -8.0434878, 2.7652469)
    assert (elements.d2x, elements.d2y, elements.d3x, elements.d3y) == (0.000275, 0.0014403, 0.0000015, -0.0000006)
    assert (elements.max_duration, elements.path_err, elements.path_err_basis) == (1.46, 0.0019, "Known errors")
    assert (elements.substellar_lon, elements.substellar_lat) == (30.2531, -1.9922)
    assert (elements.subsolar_lon, elements.subsolar_lat) == (-147.13, -11.73)
    assert elements.ra_apparent == pytest.approx(9.91737514 * 15, abs=1e-10)
    assert [fit.kind for fit in entry.fits] == ["elements", "earth", "star", "object", "orbit", "errors", "id"]
    assert entry.fits[-1].items == "20260217_051313|61045.04"
    assert entry.stations == ()
    assert entry.lines["time_predicted"] == 3


def test_third_party_file_has_no_geometry(corpus: Path) -> None:
    reading = read_file(corpus, "thirdparty_italoccult_minimal.xml")
    assert len(reading.entries) == 16
    for entry in reading.entries:
        assert entry.elements is None
        assert (entry.event.body_number, entry.event.body_name) == (34713, "Yesiltas")
        assert entry.event.star_gaia is not None
        assert entry.event.star == f"Gaia DR3 {entry.event.star_gaia}"
        assert entry.event.time_predicted is not None
        assert [fit.items.split("|")[6] for fit in entry.fits if fit.kind == "elements"] == ["0.00000000"]
    assert {finding.severity for finding in reading.findings} == {Severity.WARNING}
    geometry = [finding for finding in reading.findings if "no geometry" in finding.message]
    assert [finding.code for finding in geometry] == [FindingCode.VALUE_PLACEHOLDER] * 16
    assert geometry[0].line == 3


def test_list_for_one_site_is_not_recognised(corpus: Path) -> None:
    assert not identify((corpus / "occelmnt" / "owc_reference_14events.csv").read_bytes())


def test_several_events_and_a_planet_with_moons() -> None:
    moons = "<Moons><Moon>1,a,b</Moon><Moon>2,a,b</Moon></Moons><PlanetPhysical>x</PlanetPhysical><Ring>r</Ring>"
    data = document(target=OBJECT.replace("5301,Novobranets", "P8M01,Triton"), extra=moons, copies=3)
    reading = read(data, "x.xml")
    assert len(reading.entries) == 3
    event = reading.entries[2].event
    assert (event.body_number, event.body_name, event.body_class) == (None, "Triton", "satellite")
    kept = [(fit.kind, fit.items) for fit in reading.entries[0].fits if fit.kind in {"moon", "planet_physical", "ring"}]
    assert kept == [("moon", "1|a|b"), ("moon", "2|a|b"), ("planet_physical", "x"), ("ring", "r")]
    assert {finding.code for finding in reading.findings} == {FindingCode.KEY_UNKNOWN}


def test_provisional_designation() -> None:
    event = read(document(target=OBJECT.replace("5301,Novobranets", ",2001 XQ72")), "x.xml").entries[0].event
    assert (event.body_number, event.body_name, event.body_class) == (None, "2001 XQ72", "asteroid")


def test_missing_errors_are_no_obstacle() -> None:
    reading = read(document(errors=""), "x.xml")
    elements = reading.entries[0].elements
    assert elements is not None
    assert elements.path_err is None
    (finding,) = reading.findings
    assert (finding.code, finding.field) == (FindingCode.VALUE_MISSING, "Errors")


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        (ELEMENTS.replace("0.1468824", ""), FindingCode.VALUE_MISSING),
        (ELEMENTS.replace("-8.0434878,2.7652469", "0,0"), FindingCode.VALUE_PLACEHOLDER),
        (ELEMENTS.replace("2026,2,17", "2026,2,30"), FindingCode.VALUE_UNREADABLE),
        (ELEMENTS.replace("22.0409466", "nan"), FindingCode.VALUE_UNREADABLE),
        ("JPL#62,1.46,2026,2,17,22.04", FindingCode.VALUE_MISSING),
    ],
)
def test_event_without_usable_elements(elements: str, code: FindingCode) -> None:
    reading = read(document(elements), "x.xml")
    (entry,) = reading.entries
    assert entry.elements is None
    assert entry.event.star == "UCAC4 441-051313"
    assert entry.fits[0].items == elements.replace(",", "|")
    assert code in {finding.code for finding in reading.findings}


def test_one_zero_is_a_value() -> None:
    elements = read(document(ELEMENTS.replace("0.1468824", "0.0")), "x.xml").entries[0].elements
    assert elements is not None
    assert elements.x == 0.0


def test_zero_places_on_the_earth_are_none() -> None:
    reading = read(document(earth="0,0,0.0,0.0,0"), "x.xml")
    elements = reading.entries[0].elements
    assert elements is not None
    assert (elements.substellar_lon, elements.subsolar_lat) == (None, None)
    assert [finding.field for finding in reading.findings] == ["subsolar_lon"]


@pytest.mark.parametrize(
    "data",
    [b"", b"<Occultations></Occultations>", document()[:-20], b"<Observations><Event/></Observations>", b"\0\1\2"],
)
def test_broken_files(data: bytes) -> None:
    with pytest.raises(FormatError):
        read(data, "x.xml")


ITEMS = st.text("0123456789.,-+PMe x", max_size=60)


@given(ITEMS, ITEMS, ITEMS, ITEMS, ITEMS)
def test_any_items(elements: str, earth: str, star: str, target: str, errors: str) -> None:
    reading = read(document(elements, earth, star, target, f"<Errors>{errors}</Errors>"), "x.xml")
    assert len(reading.entries) == 1


def test_a_document_pasted_into_a_mail_is_cut_out_and_keeps_its_lines() -> None:
    data = b"Dear all,\r\nthe elements:\r\n\r\n" + document(errors="").replace(b"\n", b"\r\n") + b"\r\n\r\nregards\r\n"
    assert identify(data)
    reading = read(data, "x.txt")
    assert reading.entries[0].event.body_number == 5301
    missing = next(finding for finding in reading.findings if finding.field == "Errors")
    assert missing.line == 5
    assert [(finding.line, finding.message) for finding in reading.findings if "text" in finding.message] == [
        (1, "There is text before the XML; it was left out.")
    ]


@pytest.mark.parametrize(
    "shifted",
    [
        document(elements=ELEMENTS.replace(",2026,2,17,22.0409466,", ",2026,2,17,22,0409466,")),
        document(star=STAR.replace("9.89474609", "9,89474609")),
        document(target=OBJECT.replace("Novobranets", "Novo, branets").replace("1.8,0", "1.8,0,0")),
    ],
)
def test_a_comma_too_many_leaves_the_event_out(shifted: bytes) -> None:
    with pytest.raises(FormatError, match="the event is left out") as caught:
        read(shifted, "x.xml")
    assert caught.value.line is not None
    both = shifted.replace(b"</Occultations>", b"") + document().replace(b"<Occultations>", b"")
    reading = read(both, "x.xml")
    assert [entry.event.body_number for entry in reading.entries] == [5301]
    assert [finding.severity for finding in reading.findings] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("ra", "dec", "field"),
    [("148.42", "-1.8667179", "ra"), ("-9.9", "-1.8667179", "ra"), ("9.89474609", "-91.5", "dec")],
)
def test_a_place_that_is_not_on_the_sky_is_none(ra: str, dec: str, field: str) -> None:
    reading = read(document(star=STAR.replace("9.89474609,-1.8667179", f"{ra},{dec}")), "x.xml")
    assert getattr(reading.entries[0].event, field) is None
    [finding] = reading.findings
    assert (finding.field, finding.severity) == (field, Severity.WARNING)
