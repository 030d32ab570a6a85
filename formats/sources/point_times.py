"""Times of calibrated points to UTC [MJD]: what a table says of their scale and place is obeyed, or refused by name.

Heliocentric and barycentric times are off by up to 8.3 minutes, which the position of the target would tell; a table of
points does not give that place, so that they are refused.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formats.words.zones import zone_in_head
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.instant import MJD_ZERO_JD, SECONDS_PER_DAY

#: A time above this is a Julian Date (BHTOM's own rule).
SMALLEST_JD = 2_400_000.0
_CENTRE = re.compile(r"(?<![A-Za-z])(?:[HB]JD|heliocentric|barycentric|HMJD|BMJD)(?![A-Za-z])", re.IGNORECASE)
_EDGE = re.compile(r"(?:start|begin|beginning|end|stop) of (?:the |each |every )?exposures?", re.IGNORECASE)
_PLAIN = re.compile(r"(?<![A-Za-z])UTC?(?![A-Za-z])")
#: Only remarks on times count: "local comparison stars" are no local time.
_ON_TIME = re.compile(r"time|date|JD|scale|zone|zeit|heure|exposure|UT", re.IGNORECASE)
_HINT = "write mid-exposure as JD or MJD in UTC"


def utc_times(
    values: NDArray[np.float64], name: str, remarks: Sequence[str], source: str
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Return times as UTC [MJD].

    Parameters
    ----------
    values
        Julian Dates or Modified Julian Dates as the table has them (n,).
    name
        Name of their column.
    remarks
        Lines above the table, which may name scale, reference and instant.
    source
        Name of the file, for messages.

    Raises
    ------
    FormatError
        If the times cannot be converted exactly.
    """
    titles = [name.upper().replace("_", " "), *(remark[:400] for remark in remarks if _ON_TIME.search(remark))]
    head = " ".join(titles)[:4000]
    centre = _CENTRE.search(head)
    if centre is not None and not _PLAIN.search(head.replace(centre[0], "")):
        message = f"The times are heliocentric or barycentric ({centre[0]}), up to 8.3 minutes from those on Earth."
        raise FormatError(source, None, name, message, _HINT)
    edge = _EDGE.search(head)
    if edge is not None:
        message = f"The times are those of the {edge[0]}."
        raise FormatError(source, None, name, message, _HINT)
    mjd = np.where(values > SMALLEST_JD, values - MJD_ZERO_JD, values)
    zone = zone_in_head(head)
    if zone is None:
        return mjd, ()
    days = np.floor(mjd)
    ahead = {
        day: zone.ahead_of_utc_s(int(day)) for day in np.unique(days[np.isfinite(days) & (np.abs(days) < 1e7)]).tolist()
    }
    if any(one is None for one in ahead.values()):
        message = f"The times are in {zone.name}, which {zone.trouble or 'cannot be converted'}."
        raise FormatError(source, None, name, message, _HINT)
    shift = np.array([ahead.get(day, np.nan) for day in days.tolist()], dtype=np.float64)
    note = Finding.info(FindingCode.VALUE_DERIVED, f"The times, in {zone.name}, were converted to UTC.", field=name)
    return mjd - shift / SECONDS_PER_DAY, (note,)
