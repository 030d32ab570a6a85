"""Letters that people type for digits, and other slips of one character in numbers."""

import re

_LOOKALIKES = str.maketrans("OolI|\u041e\u043e", "0011100")
# A run of digits and of letters that look like them, with no letter before it: words may end with such letters.
_RUN = re.compile(r"(?<![^\W\d_])[0-9OolI|\u041e\u043e]{2,12}")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-"})
#: Longest text that is read as one value [characters].
MAX_VALUE = 200


def fold(text: str) -> str:
    """Return a text with single blanks and every dash as a minus sign; empty where it is too long for one value."""
    if len(text) > 4 * MAX_VALUE:
        return ""
    words = " ".join(text.translate(_MINUS).split())
    return words if len(words) <= MAX_VALUE else ""


def repair(text: str) -> str:
    """Return a text with the letter O in numbers replaced by 0, and l, I and | by 1.

    >>> repair("2021/O8/1l")
    '2021/08/11'
    """
    return _RUN.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    run = match[0]
    return run.translate(_LOOKALIKES) if any(char.isdigit() for char in run) else run
