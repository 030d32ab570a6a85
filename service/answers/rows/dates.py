"""Dates and times as text (ISO 8601), as Python's ``isoformat`` writes what psycopg2 reads."""

import numpy as np

from service.answers.rows.bytes_access import store8
from service.answers.rows.compiled import Word, part
from service.answers.rows.fields import get_int32, get_int64

_DATE, _TIMESTAMP, _TIMESTAMPTZ = 9, 10, 11
#: Days from 0000-03-01 to 2000-01-01, PostgreSQL's epoch.
_EPOCH = 730425
#: Days from the epoch to the first and behind the last that Python knows: years 1 to 9999.
_FIRST, _LAST = -730119, 2921940
_DAY = 86_400_000_000


@part
def _put_number(at: Word, number: Word, n_digits: Word) -> Word:
    for i in range(n_digits):
        store8(at + n_digits - 1 - i, np.uint8(48 + number % 10))
        number //= 10
    return at + n_digits


@part
def _put_date(at: Word, days: Word) -> Word:
    """Write a day of the Gregorian calendar (Howard Hinnant, chrono-compatible date algorithms, civil_from_days)."""
    shifted = days + _EPOCH
    era = shifted // 146097
    day_of_era = shifted - era * 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    at = _put_number(at, year, 4)
    store8(at, 45)
    at = _put_number(at + 1, month, 2)
    store8(at, 45)
    return _put_number(at + 1, day, 2)


@part
def _put_time(at: Word, microseconds: Word) -> Word:
    seconds = microseconds // 1_000_000
    at = _put_number(at, seconds // 3600, 2)
    store8(at, 58)
    at = _put_number(at + 1, seconds // 60 % 60, 2)
    store8(at, 58)
    at = _put_number(at + 1, seconds % 60, 2)
    if microseconds % 1_000_000:
        store8(at, 46)
        at = _put_number(at + 1, microseconds % 1_000_000, 6)
    return at


@part
def put_instant(at: Word, source: Word, to: Word) -> Word:
    """Write a date or a time.

    Infinity is the last or first instant that Python knows, which psycopg2 makes of it.

    Returns
    -------
    Word
        Number of characters; -1 for years before 1 and after 9999.
    """
    if source == _DATE:
        days = get_int32(at)
        if days == 2**31 - 1 or days == -(2**31):
            days = _LAST - 1 if days > 0 else _FIRST
        return _put_date(to, days) - to if _FIRST <= days < _LAST else -1
    microseconds = get_int64(at)
    if microseconds == 2**63 - 1:
        microseconds = _LAST * _DAY - 1
    elif microseconds == -(2**63):
        microseconds = _FIRST * _DAY
    days = microseconds // _DAY
    if not _FIRST <= days < _LAST:
        return -1
    end = _put_date(to, days)
    store8(end, 84)
    end = _put_time(end + 1, microseconds - days * _DAY)
    if source == _TIMESTAMPTZ:
        store8(end, 43)
        end = _put_number(end + 1, 0, 2)
        store8(end, 58)
        end = _put_number(end + 1, 0, 2)
    return end - to
