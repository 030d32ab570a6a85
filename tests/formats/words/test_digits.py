"""Letters typed for digits, and dashes typed for a minus sign."""

import pytest

from formats.words.digits import MAX_VALUE, fold, repair


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("2021/O8/1l", "2021/08/11"),
        ("2O:O2:3I.5", "20:02:31.5"),
        ("-l2 30 |5", "-12 30 15"),
        ("\u041e8", "08"),
        ("OO", "OO"),
        ("Il", "Il"),
        ("Oslo", "Oslo"),
        ("Solo10", "Solo10"),
        ("X1O", "X1O"),
        ("2022", "2022"),
    ],
)
def test_only_inside_of_numbers(text: str, repaired: str) -> None:
    assert repair(text) == repaired


@pytest.mark.parametrize("dash", "-\u2212\u2013\u2014\u2010\u2011")
def test_every_dash_is_a_minus(dash: str) -> None:
    assert fold(f"  {dash}12\t 30 \n 15 ") == "-12 30 15"


def test_what_is_too_long_is_no_value() -> None:
    assert fold("1" * MAX_VALUE) == "1" * MAX_VALUE
    assert fold("1" * (MAX_VALUE + 1)) == ""
    assert fold(" " * (4 * MAX_VALUE + 1)) == ""
