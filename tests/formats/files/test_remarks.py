"""Findings of one reading: in the order of the lines, of one station, and not without end."""

from formats.files.remarks import MAX_FINDINGS, Remarks, quote
from schemas.finding import FindingCode, Severity


def test_findings_come_in_the_order_of_the_lines() -> None:
    remarks = Remarks(station=2)
    remarks.info(FindingCode.VALUE_DERIVED, "Third.", line=9)
    remarks.error(FindingCode.VALUE_MISSING, "First.", field="d_time", hint="give one")
    remarks.warning(FindingCode.VALUE_UNREADABLE, "Second.", line=3)
    found = remarks.findings()
    assert [(finding.message, finding.severity) for finding in found] == [
        ("First.", Severity.ERROR),
        ("Second.", Severity.WARNING),
        ("Third.", Severity.INFO),
    ]
    assert {finding.station for finding in found} == {2}
    assert (found[0].field, found[0].hint, found[0].line) == ("d_time", "give one", None)


def test_too_many_remarks_are_counted() -> None:
    remarks = Remarks()
    for number in range(MAX_FINDINGS + 3):
        remarks.info(FindingCode.VALUE_DERIVED, "Again.", line=number)
    found = remarks.findings()
    assert len(found) == MAX_FINDINGS + 1
    assert (found[-1].message, found[-1].severity) == ("3 further remarks are left out.", Severity.ERROR)


def test_quotes_are_short_and_on_one_line() -> None:
    assert quote("a\n  b\tc") == "'a b c'"
    assert quote("x" * 80) == f"'{'x' * 80}'"
    assert quote("x" * 81) == f"'{'x' * 80}...'"
