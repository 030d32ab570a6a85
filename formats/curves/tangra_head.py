"""The head of Tangra's exports: the row of settings and the table of objects, decimals with points or commas.

On a computer with decimal commas Tangra writes ``1,00`` between items that commas divide as well: the settings
then have 17 items under 15 titles. Which commas are decimal ones follows from the titles, of which few have
decimals, and from the words under the others.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formats.files.delimited import guess_delimiter
from schemas.codes import Answer

#: Titles of numbers with decimals; all other items are words or whole numbers.
_DECIMALS = frozenset(
    {
        "reversed gamma",
        "reversed camera response",
        "acquisition delay (ms)",
        "aperture",
        "tolerance",
        "fwhm",
        "startingx",
        "startingy",
    }
)
#: What the items under some titles look like where they are not empty.
_WORDS: Mapping[str, re.Pattern[str]] = {
    "colour": re.compile(r"yes|no", re.IGNORECASE),
    "measured": re.compile(r"yes|no", re.IGNORECASE),
    "fixed": re.compile(r"yes|no", re.IGNORECASE),
    "measured band": re.compile(r"[A-Za-z][\w ]{0,30}"),
    "digital filter": re.compile(r"[A-Za-z][\w ]{0,40}"),
    "signal method": re.compile(r"[A-Za-z][\w ]{0,40}"),
    "background method": re.compile(r"[A-Za-z][\w ]{0,40}"),
    "instrumental delay corrections": re.compile(r"[A-Za-z][\w ]{0,40}"),
    "video file format": re.compile(r"[A-Za-z][\w .()-]{0,40}"),
    "first frame": re.compile(r"-?\d{1,10}"),
    "last frame": re.compile(r"-?\d{1,10}"),
    "type": re.compile(r"[A-Za-z]{1,30}"),
}
_WHOLE, _DIGITS = re.compile(r"[+-]?\d{1,9}"), re.compile(r"\d{1,9}")
_TYPE = re.compile(r"[A-Za-z]{3,30}")
#: Ways of reading a row that are tried.
_MAX_WAYS = 64
#: Tangra's words on the corrections for the camera's delay, and whether they mean that the times are right.
_DELAYS = {"applied": Answer.YES, "not required": Answer.YES, "not applied": Answer.NO}
_DELAY = "Instrumental Delay Corrections"


@dataclass(frozen=True, kw_only=True, slots=True)
class TangraHead:
    """What the lines before the table of readings say."""

    #: Settings by their titles; those whose value is not clear are left out.
    settings: Mapping[str, str]
    #: Type of each object by its number: ``OccultedStar``, ``GuidingStar``, ``ComparisonStar``.
    types: Mapping[int, str]
    #: Whether the times need no correction.
    camera_delay_applied: Answer
    #: True where commas in it were read as decimal points.
    has_decimal_commas: bool = False


def read_head(lines: Sequence[str]) -> TangraHead:
    """Read settings and object types from the lines before the title row of the readings."""
    settings, has_commas = _settings(lines)
    delay = settings.get(_DELAY, "").lower()
    return TangraHead(
        settings=settings,
        types=_types(lines),
        camera_delay_applied=_DELAYS.get(delay, Answer.UNKNOWN),
        has_decimal_commas=has_commas,
    )


def _settings(lines: Sequence[str]) -> tuple[dict[str, str], bool]:
    rows = _rows_after(lines, "Reversed Gamma")
    if len(rows) < 2:
        return {}, False
    titles, row = rows[0], rows[1]
    ways = _ways(titles, row)
    if not ways:
        return _known_words(row), False
    # What every way of reading the row agrees on is certain.
    sure = {
        title: ways[0][number]
        for number, title in enumerate(titles)
        if title and ways[0][number] and all(way[number] == ways[0][number] for way in ways)
    }
    return sure, len(row) > len(titles)


def _known_words(row: Sequence[str]) -> dict[str, str]:
    """Return the correction of the delay where the row fits no titles but one item says it."""
    found = [item for item in row if item.lower() in _DELAYS]
    return {_DELAY: found[0]} if len(found) == 1 else {}


def _ways(titles: Sequence[str], row: Sequence[str]) -> list[list[str]]:
    """Return every way in which the items of a row fit its titles, pairs of whole numbers joined to decimals."""
    row = list(row)
    while len(row) > len(titles) and not row[-1]:
        row.pop()
    if len(row) <= len(titles):
        return [row + [""] * (len(titles) - len(row))]
    ways: list[tuple[list[str], int]] = [([], 0)]
    for number, title in enumerate(titles):
        left = len(titles) - number
        ways = [
            ([*done, value], place + taken)
            for done, place in ways
            for value, taken in _values(title.lower(), row, place)
            if left - 1 <= len(row) - place - taken <= 2 * (left - 1)
        ][:_MAX_WAYS]
    return [done for done, _ in ways]


def _values(title: str, row: Sequence[str], place: int) -> list[tuple[str, int]]:
    """Return the values that may be under a title from an item on, and how many items each takes."""
    item = row[place]
    pattern = _WORDS.get(title)
    if pattern is not None and item and not pattern.fullmatch(item):
        return []
    found = [(item, 1)]
    is_pair = place + 1 < len(row) and _WHOLE.fullmatch(item) and _DIGITS.fullmatch(row[place + 1])
    if title in _DECIMALS and is_pair:
        found.append((f"{item}.{row[place + 1]}", 2))
    return found


def _types(lines: Sequence[str]) -> dict[int, str]:
    """Return the types of the objects: the second item of each row, whatever decimals follow."""
    types: dict[int, str] = {}
    for row in _rows_after(lines, "Object")[1:]:
        if len(row) < 2 or not re.fullmatch(r"\d{1,3}", row[0]):
            break
        if _TYPE.fullmatch(row[1]):
            types[int(row[0])] = row[1]
    return types


def _rows_after(lines: Sequence[str], word: str) -> list[list[str]]:
    """Return the title row that begins with a word, and the rows that follow it, blank ones left out."""
    for index, line in enumerate(lines):
        if line.strip().strip('"').lower().startswith(word.lower()):
            delimiter = guess_delimiter(line.encode()).decode()
            rows = [row for row in lines[index + 1 : index + 200] if row.strip(" ,;\t")]
            return [_items(row, delimiter) for row in (line, *rows)]
    return []


def _items(row: str, delimiter: str) -> list[str]:
    try:
        row = row[:10_000]
        items = next(csv.reader([row], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []
    # Where something else divides the items, a comma in a number is a decimal one.
    return [_with_point(item.strip()) if delimiter != "," else item.strip() for item in items]


def _with_point(item: str) -> str:
    return item.replace(",", ".") if re.fullmatch(r"[+-]?\d{1,9},\d{1,9}", item) else item
