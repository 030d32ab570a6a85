"""Corrects text that was encoded as UTF-8 twice: ``MÃ¼ller`` to ``Müller``.

Programs make this error that take the bytes of UTF-8 for letters of an old code page and write these as UTF-8. The code
page is that of the computer's country.
"""

import codecs
import re
from typing import Any

#: A single character beyond ASCII. A second encoding makes at least two, so a line with a single one is right.
_ALONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
#: Code pages of the programs, the usual ones first.
_PAGES = ("cp1252", "cp1250", "cp1251", "mac-roman", "cp1253", "cp1254", "cp1257")
#: Signs above U+2010 that occur beside names.
_SIGNS = "‐–—‘’‚“”„†•…‰′″€№™"
#: Largest number of second encodings that are undone.
_MOST = 3


def _letters_of(page: str) -> str:
    """Return the 256 characters of a code page; a byte without a letter is the control character of its number."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in range(256))


_TABLES = tuple(codecs.charmap_build(_letters_of(page)) for page in _PAGES)


def repair(text: str) -> tuple[str, int | None]:
    """Undo a second encoding, line by line.

    Returns
    -------
    The text, and the number of the first line that was changed, counted from 1; None if no line was changed.
    """
    if text.isascii():
        return text, None
    lines = text.split("\n")
    first = None
    for number, line in enumerate(lines, 1):
        if line.isascii() or _ALONE.search(line):
            continue
        better = _repaired(line)
        if better != line:
            lines[number - 1] = better
            first = first or number
    return "\n".join(lines), first


def _repaired(line: str) -> str:
    best = line
    for _ in range(_MOST):
        better = next((found for table in _TABLES if (found := _once(line, table)) is not None), None)
        if better is None:
            break
        line = better
        if all(_is_likely(letter) for letter in line):
            best = line
    return best


def _once(line: str, table: Any) -> str | None:  # noqa: ANN401 - codecs' map of letters to bytes has no name
    """Return a line with one encoding undone, None where the bytes of its letters are not UTF-8."""
    try:
        text = codecs.charmap_encode(line, "strict", table)[0].decode("utf-8")
    except UnicodeError:
        return None
    return text if len(text) < len(line) else None


def _is_likely(letter: str) -> bool:
    """Return whether a letter occurs in names; control characters and phonetic letters do not."""
    is_latin = letter < "\x7f" or "\xa0" <= letter < "\u0180" or letter in "șțȘȚ"
    is_other = letter >= "\u2010" and (letter.isalpha() or letter in _SIGNS)
    return is_latin or "\u0370" <= letter < "\u0600" or is_other
