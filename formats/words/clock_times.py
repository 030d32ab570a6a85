"""Times of day of light curves, such as ``[hh:mm:ss.ffff]``, to seconds after 0 h; fast for millions of them."""

import re

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.bytes_]
FloatArray = NDArray[np.float64]

_CLOCK = re.compile(rb"\[?\s*(\d{1,2})\s*:\s*(\d{1,2})\s*:\s*(\d{1,2})(?:[.,](\d{0,12}))?\s*\]?")
#: What the programs write for a missing time: nothing, ``[]``, Limovie's ``[::]``, R-OTE's ``[NA]``.
_BLANKS = frozenset({b"", b"[]", b"[::]", b"[NA]", b"NA", b"[ ]", b"[nan]", b"nan"})
#: Largest number of layouts tried among texts of one length; texts in further layouts are read one by one.
_MAX_LAYOUTS = 4


_SIXTY = re.compile(r"(?<!\d)(?!23[\s:h]{1,5}59)\d{1,2}[\s:h]{1,5}\d{1,2}[\s:m]{1,5}60(?!\d)")


def is_sixty(text: str) -> bool:
    """Return whether a text has a time of day with a second of 60 other than 23:59:60, which a leap second explains."""
    return _SIXTY.search(text[:200]) is not None


def parse_clock(text: str) -> float | None:
    """Return the seconds after 0 h of ``hh:mm:ss.f`` or ``[hh:mm:ss.f]``; None for any other text."""
    match = _CLOCK.fullmatch(text.strip().encode("ascii", "replace"))
    return None if match is None else _seconds(match)


def parse_clocks(texts: Bytes) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Read many times of day.

    Parameters
    ----------
    texts
        One text for each reading, shape (n,), without blanks around it.

    Returns
    -------
    The seconds after 0 h, shape (n,), NaN where there is no time; and a mask, shape (n,), of the texts that are
    neither a time nor a program's mark for a missing time.
    """
    seconds = np.full(texts.shape, np.nan)
    lengths = np.strings.str_len(texts)
    for length in np.unique(lengths):
        if length:
            rows = np.flatnonzero(lengths == length)
            seconds[rows] = _same_length(texts[rows], int(length))
    missing = np.isnan(seconds)
    unreadable = np.zeros(texts.shape, dtype=np.bool_)
    for row in np.flatnonzero(missing & (lengths > 0)):
        unreadable[row] = bytes(texts[row]) not in _BLANKS
    return seconds, unreadable


def _same_length(texts: Bytes, length: int) -> FloatArray:
    """Read times of the same length. Those that share a layout are read together, one column of digits at a time."""
    letters = np.ascontiguousarray(texts).view(np.uint8).reshape(texts.size, -1)[:, :length]
    is_digit = (letters >= ord("0")) & (letters <= ord("9"))
    seconds = np.full(texts.shape, np.nan)
    left = np.arange(texts.size)
    for _ in range(_MAX_LAYOUTS):
        if left.size == 0:
            return seconds
        first = left[0]
        layout = is_digit[first]
        alike = (is_digit[left] == layout).all(axis=1)
        alike &= (letters[left][:, ~layout] == letters[first, ~layout]).all(axis=1)
        rows = left[alike]
        match = _CLOCK.fullmatch(bytes(texts[first]))
        if match is not None:
            seconds[rows] = _by_columns(letters[rows], match)
        left = left[~alike]
    for row in left:
        match = _CLOCK.fullmatch(bytes(texts[row]))
        value = None if match is None else _seconds(match)
        seconds[row] = np.nan if value is None else value
    return seconds


def _by_columns(letters: NDArray[np.uint8], match: re.Match[bytes]) -> FloatArray:
    hours, minutes, whole = (_whole(letters[:, slice(*match.span(part))]) for part in (1, 2, 3))
    fraction = np.zeros(len(letters))
    if match[4]:
        fraction = _whole(letters[:, slice(*match.span(4))]) / 10.0 ** len(match[4])
    seconds = hours * 3600.0 + minutes * 60.0 + whole + fraction
    return np.where((hours < 24) & (minutes < 60) & (whole < 61), seconds, np.nan)


def _whole(letters: NDArray[np.uint8]) -> NDArray[np.int64]:
    powers = 10 ** np.arange(letters.shape[1] - 1, -1, -1, dtype=np.int64)
    return np.asarray((letters.astype(np.int64) - ord("0")) @ powers)


def _seconds(match: re.Match[bytes]) -> float | None:
    hours, minutes, whole = int(match[1]), int(match[2]), int(match[3])
    if hours > 23 or minutes > 59 or whole > 60:
        return None
    fraction = int(match[4]) / 10.0 ** len(match[4]) if match[4] else 0.0
    return hours * 3600.0 + minutes * 60.0 + whole + fraction
