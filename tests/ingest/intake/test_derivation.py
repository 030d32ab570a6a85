"""What follows from a file's own values is filled in, and every derived value is marked."""

from dataclasses import replace

import pytest

from ingest.ephemerides.geoid import undulation
from ingest.intake import derivation
from ingest.intake.derivation import complete
from schemas.codes import AltitudeReference
from schemas.finding import Finding
from schemas.reading import EventEntry
from schemas.report import Report
from tests.records import ELEMENTS, EVENT, REPORT, entry


def completed(report: Report) -> tuple[Report, list[Finding]]:
    done, findings = complete(entry(report))
    return done.stations[0].report, list(findings)


def named(number: int | None, name: str | None) -> tuple[int | None, str | None, list[str]]:
    done, findings = complete(EventEntry(event=replace(EVENT, body_number=number, body_name=name, body_class=None)))
    return done.event.body_number, done.event.body_name, [str(finding.code) for finding in findings]


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        (928, "Hildrun", (928, "Hildrun", [])),
        (928, None, (928, "Hildrun", ["value_derived"])),
        (None, "Hildrun", (928, "Hildrun", ["value_derived"])),
        (928, "HILDRUN", (928, "Hildrun", ["body_name"])),
        (928, "hildrun ", (928, "Hildrun", ["body_name"])),
        (None, "Europa", (None, "Europa", [])),
        (None, "2001 XQ72", (None, "2001 XQ72", [])),
        (15094, "1999 WB2", (15094, "1999 WB2", [])),
        (929, "Hildrun", (929, "Hildrun", [])),
    ],
)
def test_number_and_name(
    number: int | None, name: str | None, expected: tuple[int | None, str | None, list[str]]
) -> None:
    assert named(number, name) == expected


def test_the_class_follows_from_the_number() -> None:
    done, _ = complete(EventEntry(event=replace(EVENT, body_number=136199, body_name="Eris", body_class=None)))
    assert done.event.body_class == "dwarf_planet"


def test_a_european_datum_is_converted_and_said() -> None:
    report, (finding,) = completed(replace(REPORT, datum="ED1950"))
    assert finding.code == "datum_converted"
    assert "105 m" in finding.message
    # ED50 coordinates in Berlin are some 85 m too far north and 80 m too far east (EPSG Dataset).
    assert report.lat == pytest.approx(52.9801 - 0.00077, abs=1e-4)
    assert report.lon == pytest.approx(13.3705 - 0.0011, abs=2e-4)
    assert report.datum == "ED1950"


def test_an_unnamed_datum_is_kept_with_a_warning() -> None:
    report, (finding,) = completed(replace(REPORT, datum="other"))
    assert (finding.code, finding.severity) == ("datum_unknown", "warning")
    assert (report.lon, report.lat) == (REPORT.lon, REPORT.lat)


def test_an_altitude_above_the_sea_becomes_one_above_the_ellipsoid() -> None:
    report, (finding,) = completed(replace(REPORT, alt_ref=AltitudeReference.MSL))
    rise = undulation(13.3705, 52.9801)
    assert rise == pytest.approx(38.68, abs=0.05)
    assert report.alt == pytest.approx(37.4 + 38.68, abs=0.05)
    assert (report.alt_given, report.alt_ref, finding.code) == (37.4, "MSL", "value_derived")


@pytest.mark.parametrize("reference", ["WGS84", "unknown"])
def test_any_other_altitude_stays_as_given(reference: str) -> None:
    report, findings = completed(replace(REPORT, alt_ref=AltitudeReference(reference)))
    assert (report.alt, report.alt_given, findings) == (37.4, 37.4, [])


def test_a_missing_geoid_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derivation, "undulation", lambda lon, lat: None)
    report, (finding,) = completed(replace(REPORT, alt_ref=AltitudeReference.MSL))
    assert (report.alt, finding.code, finding.severity) == (37.4, "altitude_reference", "warning")


def test_closest_approach_follows_from_elements() -> None:
    elements = replace(ELEMENTS, time_ref=60000.0, x=-1.0, y=0.5)
    done, _ = complete(EventEntry(event=EVENT, elements=elements))
    assert done.event.time_closest == pytest.approx(60000.0 + 0.125 / 24, abs=1e-9)
    assert done.event.shadow_speed == pytest.approx(8.0 * 6378.137 / 3600, rel=1e-9)
