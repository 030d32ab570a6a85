"""Event marks of a form, and their joining to pairs of D and R."""

import pytest

from formats.words.marks import Mark, pair_marks, read_marks


def mark(letter: str, number: int = 1) -> Mark:
    return Mark(letter=letter, time=None, text=f"{letter}{number}", line=number)


@pytest.mark.parametrize(
    ("text", "letter", "seconds"),
    [
        ("D20:02:30.0", "D", 72150.0),
        ("D: 20:02:30.5", "D", 72150.5),
        ("r 20h02m30s", "r", 72150.0),
        ("20:02:30", "", 72150.0),
        ("M", "M", None),
        ("missed", "M", None),
        ("No occultation", "M", None),
    ],
)
def test_letter_and_time(text: str, letter: str, seconds: float | None) -> None:
    (found,) = read_marks(text, 7)
    assert (found.letter, found.line, found.text) == (letter, 7, text)
    assert (found.time.seconds if found.time else None) == seconds


def test_several_marks_in_one_value() -> None:
    found = read_marks("D 20:02:30; d 20:02:31.5", 1)
    assert [(one.letter, one.time.seconds if one.time else None) for one in found] == [("D", 72150.0), ("d", 72151.5)]
    assert read_marks("  ", 1) == []


def test_an_accuracy_beside_the_time() -> None:
    (found,) = read_marks("D 20:02:30.0 +/- 0.04 s", 1)
    assert (found.err, found.words) == (0.04, "")
    (other,) = read_marks("D 20:02:30.0 twice", 1)
    assert (other.err, other.words) == (None, "twice")


def test_pairs_by_their_codes() -> None:
    d, r = [mark("d"), mark("D"), mark("G")], [mark("R"), mark("B"), mark("r")]
    pairs = [(pair.d and pair.d.letter, pair.r and pair.r.letter) for pair in pair_marks(d, r)]
    assert pairs == [("D", "R"), ("d", "r"), ("G", "B")]


def test_pairs_in_their_order_where_codes_do_not_fit() -> None:
    pairs = pair_marks([mark("D", 1), mark("D", 2)], [mark("R", 1), mark("X", 2)])
    assert [(pair.d and pair.d.text, pair.r and pair.r.text) for pair in pairs] == [("D1", "R1"), ("D2", "X2")]


def test_a_mark_alone_is_a_pair_with_one_side() -> None:
    (pair,) = pair_marks([mark("D")], [])
    assert pair.d is not None
    assert pair.r is None
    assert pair_marks([], []) == []
