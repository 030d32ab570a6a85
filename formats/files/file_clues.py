"""Clues in the names of files and folders: the body, the day, and the file's name without the observer's folders."""

import re
from datetime import date

from schemas.body import split_body
from schemas.instant import mjd_of_day
from schemas.lightcurve import Clues

_DAY = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMBERED = re.compile(
    r"\(\s*(\d{1,7})\s*\)[ _]*(\d{4} [A-Z]{2}\d{0,4}|[A-Za-z][^\W\d_][\w' -]{1,30})(?=[\\/_.,\[(]|$)"
)
_DATE_AFTER = re.compile(r"(?<![ _-])[ _-]++\d{4}[-_ ]?\d\d(?!\d)")
_AFTER_DAY = re.compile(r"(?<!\d)\d{8}_(\d{1,6})_([A-Za-z][A-Za-z' -]{1,30})(?=_|\.|$)")


def bare_name(path: str) -> str | None:
    """Return the last part of a path of Unix or Windows, None where it is empty."""
    return re.split(r"[\\/]", path.strip().strip("\"'"))[-1].strip() or None


def day_of_name(text: str) -> int | None:
    """Return the last day in a name or path (``yyyymmdd``, ``yyyy-mm-dd``), UTC [MJD]; None if there is no such day."""
    for match in reversed(list(_DAY.finditer(text[-2000:]))):
        try:
            return mjd_of_day(date(int(match[1]), int(match[3]), int(match[4])))
        except ValueError:
            continue
    return None


def clues_of_path(*paths: str, camera: str | None = None) -> Clues:
    """Return the body and the day that paths name, and the camera; the first path is that of the measured file."""
    number, name = None, None
    for path in paths:
        match = _AFTER_DAY.search(path[-2000:]) or _NUMBERED.search(path[-2000:])
        if match is not None:
            body = split_body(f"({match[1]}) {_DATE_AFTER.split(match[2])[0]}")
            number, name = body.number, body.name
            break
    days = (day for path in paths if (day := day_of_name(path)) is not None)
    return Clues(
        body_number=number,
        body_name=name,
        camera=camera,
        day=next(days, None),
        measured_file=bare_name(paths[0]) if paths and paths[0] else None,
    )
