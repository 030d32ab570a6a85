"""Findings: their kinds, their severity, and their one line of text."""

import pytest

from schemas.finding import Finding, FindingCode, Severity


def test_each_maker_has_its_severity() -> None:
    makers = {Severity.ERROR: Finding.error, Severity.WARNING: Finding.warning, Severity.INFO: Finding.info}
    for severity, make in makers.items():
        finding = make(FindingCode.VALUE_MISSING, "No time.", "give one", field="d_time", line=7, station=2)
        assert finding == Finding(
            code=FindingCode.VALUE_MISSING,
            severity=severity,
            message="No time.",
            hint="give one",
            field="d_time",
            line=7,
            station=2,
        )


@pytest.mark.parametrize(
    ("line", "field", "hint", "text"),
    [
        (7, "d_time", "give one", "a.txt:7 d_time error: No time. (give one)"),
        (None, "d_time", "", "a.txt d_time error: No time."),
        (None, "", "", "a.txt error: No time."),
    ],
)
def test_text_names_file_line_and_field(line: int | None, field: str, hint: str, text: str) -> None:
    finding = Finding.error(FindingCode.VALUE_MISSING, "No time.", hint, field=field, line=line)
    assert finding.text("a.txt") == text


def test_kinds_are_published_under_their_names() -> None:
    assert [code.value for code in FindingCode] == [code.name.lower() for code in FindingCode]
