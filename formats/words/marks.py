"""Event marks of a form (code letter, time and accuracy), and how they are joined to pairs of D and R."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from formats.words.digits import fold
from formats.words.quantity import parse_seconds
from formats.words.time_of_day import TimeOfDay, parse_time
from schemas.codes import CODE_PAIRS

_SPLIT = re.compile(r"\s?[;,/&]\s?(?=[A-Za-z]?\s?\d{1,2}\s?[:hH]\s?\d{2}|[A-Za-z]$)")
_LETTER = re.compile(r"([A-Za-z])(?![A-Za-z])\s?[:=.-]?\s?")
_MISS = re.compile(r"(?:miss(?:ed)?|none|nothing|no occultation|non detection)$", re.IGNORECASE)
_ACCURACY = re.compile(r"(?:\+\s?/\s?-|\+-|±)\s?\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One mark: a disappearance, a reappearance, or another event that a code letter names."""

    #: Letter as written, empty without one.
    letter: str
    time: TimeOfDay | None
    #: Accuracy and personal equation [s] where the form gives them beside the time.
    err: float | None = None
    personal_equation: float | None = None
    #: Words after the time.
    words: str = ""
    #: The mark as written, and its line.
    text: str
    line: int


def read_marks(text: str, line: int) -> list[Mark]:
    """Return the marks of a value such as ``D20:02:30.0``, ``M``, ``20h02m30s`` or ``D 20:02:30; d 20:02:31``."""
    return [_mark(part, line) for part in _SPLIT.split(fold(text) or text[:200]) if part.strip()]


def _mark(text: str, line: int) -> Mark:
    match = _LETTER.match(text)
    letter = match[1] if match else ("M" if _MISS.match(text) else "")
    rest = text[match.end() :] if match else text
    time = parse_time(rest)
    err = None
    words = time.rest if time else ""
    if _ACCURACY.match(words):
        quantity = parse_seconds(words)
        err = quantity.value if quantity else None
        words = "" if quantity and not quantity.has_rest else words
    return Mark(letter=letter, time=time, err=err, words=words, text=text, line=line)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A disappearance and the reappearance that ends it."""

    d: Mark | None
    r: Mark | None


def pair_marks(d_marks: Sequence[Mark], r_marks: Sequence[Mark]) -> list[Pair]:
    """Join marks of D and R to pairs: by their codes if every D has an R of its code, else in their order.

    The first pair with the code D or R, which is the event of the main star, comes first.
    """
    order = _order_by_code(d_marks, r_marks)
    size = max(len(d_marks), len(r_marks))
    pairs = []
    for number in range(size):
        d = d_marks[number] if number < len(d_marks) else None
        r = r_marks[order[number]] if number < len(r_marks) else None
        if any(mark is not None and (mark.text.strip() or mark.err is not None) for mark in (d, r)):
            pairs.append(Pair(d=d, r=r))
    main = next((pair for pair in pairs if _is_main(pair)), None)
    if main is None:
        return pairs
    return [main, *(pair for pair in pairs if pair is not main)]


def _is_main(pair: Pair) -> bool:
    letters = {mark.letter for mark in (pair.d, pair.r) if mark is not None}
    return bool(letters & {"D", "R"})


def _order_by_code(d_marks: Sequence[Mark], r_marks: Sequence[Mark]) -> list[int]:
    """Return the index of the R of each D."""
    plain = list(range(len(r_marks)))
    if len(d_marks) != len(r_marks):
        return plain
    free: dict[str, list[int]] = {}
    for number in reversed(plain):
        free.setdefault(r_marks[number].letter, []).append(number)
    order = []
    for mark in d_marks:
        places = free.get(CODE_PAIRS.get(mark.letter, ""))
        if not places:
            return plain
        order.append(places.pop())
    return order
