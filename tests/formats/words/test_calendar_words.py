"""Names of the months in the languages of the observers."""

import pytest

from formats.words.calendar_words import month_of


@pytest.mark.parametrize(
    ("word", "month"),
    [
        *(("Jänner", 1), ("styczeń", 1), ("févr", 2), ("März", 3), ("Maerz", 3), ("mrt", 3), ("avril", 4), ("kwi", 4)),
        *(("Mai", 5), ("mei", 5), ("maj", 5), ("maggio", 5), ("giu", 6), ("juil", 7), ("luglio", 7), ("août", 8)),
        *(
            ("Okt", 10),
            ("out", 10),
            ("ottobre", 10),
            ("paź", 10),
            ("listopada", 11),
            ("Dez", 12),
            ("dic.", 12),
            ("XII", 12),
            ("března", 3),
            ("mar", 3),
            ("kvě", 5),
            ("мая", 5),
            ("maj", 5),
            ("července", 7),
            ("června", 6),
            ("Kasım", 11),
            ("нояб", 11),
            ("desember", 12),
        ),
    ],
)
def test_months(word: str, month: int) -> None:
    assert month_of(word) == month


@pytest.mark.parametrize("word", ["jui", "ma", "ju", "UT", "", "augustine", "x1"])
def test_no_months(word: str) -> None:
    assert month_of(word) is None


@pytest.mark.parametrize("word", ["AUGUST", "Août", "aou\u0302t", " aug. ", "VIII", "août"])
def test_case_accents_and_points_do_not_matter(word: str) -> None:
    assert month_of(word) == 8
