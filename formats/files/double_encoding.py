"""Text that was encoded as UTF-8 twice: ``MÃ¼ller`` back to ``Müller``.

A program that takes the bytes of UTF-8 for letters of an old code page and writes those as UTF-8 does this; the code
page is that of its country.
"""

import re

#: A letter beyond ASCII with none beside it: no encoding makes one of two.
_ALONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
#: Code pages of the programs, the usual ones first.
_PAGES = ("cp1252", "cp1250", "cp1251", "mac-roman", "cp1253", "cp1254", "cp1257")
#: More than this many times no text was encoded.
_MOST = 3


def _bytes_of(page: str) -> dict[int, int | None]:
    """Return the byte of each letter of a code page; a byte that has none stands for the control of its number."""
    table: dict[int, int | None] = {}
    for byte in range(128, 256):
        letter = bytes([byte]).decode(page, "ignore") or chr(byte)
        table[ord(letter)] = byte
    return table


_TABLES = {page: _bytes_of(page) for page in _PAGES}


def repair(text: str) -> tuple[str, int | None]:
    """Undo a second encoding, line by line.

    Returns
    -------
    The text, and the number of the first line that was changed; None where none was.
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
        better = next((found for table in _TABLES.values() if (found := _once(line, table)) is not None), None)
        if better is None:
            break
        line = better
        if all(_is_likely(letter) for letter in line):
            best = line
    return best


def _once(line: str, table: dict[int, int | None]) -> str | None:
    """Return the line of whose letters the bytes are UTF-8 themselves, None where they are not all."""
    codes = [ord(letter) for letter in line]
    if any(code > 127 and code not in table for code in codes):
        return None
    try:
        text = bytes(code if code < 128 else table[code] or 0 for code in codes).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(text) < len(line) else None


def _is_likely(letter: str) -> bool:
    """Return whether a letter occurs in names; controls do not, nor the letters of phonetics."""
    is_latin = letter < "\x7f" or "\xa0" <= letter < "\u0180" or letter in "șțȘȚ"
    return is_latin or "\u0370" <= letter < "\u0600" or letter >= "\u2010"
