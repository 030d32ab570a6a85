"""Files of corrections: read as they are meant, or refused with the line and the reason."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formats import corrections_csv, identify
from schemas.correction import RecordedCorrection
from schemas.errors import FormatError
from schemas.finding import FindingCode

HEADER = "report_id,shift_s,reason,author,reference\n"


def read(text: str) -> list[tuple[FindingCode, int | None, str]]:
    reading = corrections_csv.read(text.encode(), "a.csv")
    return [(finding.code, finding.line, finding.field) for finding in reading.findings]


def test_corrections_are_read() -> None:
    text = f'# remark\n{HEADER}e_r01, -0.25 ,"clock, by GPS",A. Reviewer,2022MNRAS.511.1167G\n\ne_r02,0,clock,,\n'
    assert identify(text.encode()) == "corrections_csv"
    reading = corrections_csv.read(text.encode(), "a.csv")
    assert not reading.findings
    assert reading.corrections == (
        RecordedCorrection(
            report_id="e_r01",
            shift=-0.25,
            reason="clock, by GPS",
            author="A. Reviewer",
            reference="2022MNRAS.511.1167G",
            line=3,
        ),
        RecordedCorrection(report_id="e_r02", shift=0.0, reason="clock", line=5),
    )


def test_columns_may_stand_in_another_order() -> None:
    reading = corrections_csv.read(b"reason,report_id,shift_s\nclock,e_r01,1\n", "a.csv")
    assert (reading.corrections[0].report_id, reading.corrections[0].shift) == ("e_r01", 1.0)


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ("e_r01,fast,clock,,", FindingCode.VALUE_UNREADABLE, "shift_s"),
        ("e_r01,nan,clock,,", FindingCode.VALUE_UNREADABLE, "shift_s"),
        ("e_r01,,clock,,", FindingCode.VALUE_MISSING, "shift_s"),
        (",1,clock,,", FindingCode.VALUE_MISSING, "report_id"),
        ("e_r01,1,,,", FindingCode.VALUE_MISSING, "reason"),
        ("e_r01,7200,clock,,", FindingCode.UNIT_UNLIKELY, "shift_s"),
        ("e_r01,0.2", FindingCode.STRUCTURE, ""),
    ],
)
def test_what_cannot_be_taken_is_named(line: str, code: FindingCode, field: str) -> None:
    assert read(f"{HEADER}e_r00,1,clock,,\n{line}\n") == [(code, 3, field)]


@pytest.mark.parametrize("text", [HEADER, "report_id,shift_s\na,1\n", f"{HEADER.strip()},more\na,1,b,c,d,e\n", "\n"])
def test_another_header_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        corrections_csv.read(text.encode(), "a.csv")


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda tail: (HEADER + tail).encode())))
@example(HEADER.encode() + b'"')
def test_anything_is_read_or_refused(data: bytes) -> None:
    corrections_csv.identify(data)
    with contextlib.suppress(FormatError):
        corrections_csv.read(data, "a.csv")


def test_an_endless_cell_is_refused() -> None:
    with pytest.raises(FormatError, match="damaged"):
        read(f"{HEADER}e_r00,1,{'x' * 140_000},,\n")
