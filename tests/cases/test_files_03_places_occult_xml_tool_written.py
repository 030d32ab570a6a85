"""A program wrote longitude and latitude of a station into each other's items: the place is on land, but elsewhere."""

from pathlib import Path

from ingest.intake.examination import examine
from schemas.finding import FindingCode, Severity


def test_exchanged_coordinates_that_are_a_place_are_refused(cases: Path) -> None:
    path = cases / "files/03-occult-xml-tool-written/d_swapped_valid.xml"
    examination = examine(path, lambda name: name.open("rb"))
    (finding,) = [finding for finding in examination.findings if finding.code == FindingCode.COORDINATES_SIGN]
    assert finding.severity == Severity.ERROR
    assert "is in AQ, not in US: it seems that longitude and latitude are swapped" in finding.message
