"""Words of a column to numbers."""

import numpy as np
import pytest

from formats.sources.source_words import Numbers, read_words
from schemas.finding import FindingCode, Severity


def read(*words: str, role: str = "mag") -> Numbers:
    return read_words(words, role, "COLUMN", np.arange(1, len(words) + 1), row_word="line")


@pytest.mark.parametrize(
    "word", ["", "nan", "-nan", "NaN", "INDEF", "null", "None", "--", "-", "N/A", "masked", ".", "*", "********", "inf"]
)
def test_placeholders_are_missing_and_no_finding(word: str) -> None:
    read_column = read("15.5", word)
    assert not np.isfinite(read_column.values[1])
    assert read_column.findings == ()


@pytest.mark.parametrize(
    ("word", "value"), [("1.5D+01", 15.0), ("-2d0", -2.0), (".5D1", 5.0), ("+1e1", 10.0), ("\N{MINUS SIGN}9.5", -9.5)]
)
def test_numbers_of_other_programs(word: str, value: float) -> None:
    assert read(word).values.tolist() == [value]


def test_decimal_commas_are_read_and_said() -> None:
    column = read("15,5", "16.5", "-0,25")
    assert column.values.tolist() == [15.5, 16.5, -0.25]
    (finding,) = column.findings
    assert (finding.code, finding.severity, finding.line) == (FindingCode.VALUE_DERIVED, Severity.INFO, 1)
    assert "1, 3" in finding.message


@pytest.mark.parametrize("word", ["abc", "1_000", "1,234.5", "1.5.2", "15.5mag", "0x10"])
def test_other_words_are_named_with_their_line(word: str) -> None:
    column = read("15.5", word)
    assert np.isnan(column.values[1])
    (finding,) = column.findings
    assert (finding.code, finding.line, finding.field) == (FindingCode.VALUE_UNREADABLE, 2, "COLUMN")
    assert word[:20] in finding.message


@pytest.mark.parametrize(
    "words", [("10:00:01.5",), ("10h00m01.5s",), ("10 00 01.5",), ("10h 00m 01.5s",), ("nan", "10:00:00", "10:00:01.5")]
)
def test_hours_minutes_and_seconds(words: tuple[str, ...]) -> None:
    column = read(*words, role="ra")
    assert column.unit == "h"
    assert column.values[-1] == pytest.approx(10 + 1.5 / 3600)


def test_degrees_minutes_and_seconds() -> None:
    column = read("-00d30m00s", "+89:59:59", role="dec")
    assert column.unit == "deg"
    np.testing.assert_allclose(column.values, [-0.5, 89 + 3599 / 3600])


def test_right_ascension_beyond_24_is_in_degrees() -> None:
    assert read("150:00:01.5", "3:00:00", role="ra").unit == "deg"


def test_a_number_among_angles_is_no_angle() -> None:
    """It would be degrees among hours."""
    column = read("10:00:00", "150.5", "10:00:01", role="ra")
    assert np.isnan(column.values).tolist() == [False, True, False]
    assert column.findings[0].line == 2
    assert np.isnan(read("150.5", "10:00:00", "150.6", role="ra").values).tolist() == [False, True, False]
