"""Times of calibrated points to UTC [MJD]. A time scale or centre that a table names is converted, or refused by name.

Heliocentric and barycentric times differ from those on Earth by up to 8.3 minutes. They are refused, since a table of
points does not give the position of the target that the conversion needs.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formats.words.zones import zone_in_head
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.instant import MJD_ZERO_JD, SECONDS_PER_DAY

#: A time above this is a Julian Date, as in BHTOM.
SMALLEST_JD = 2_400_000.0
_CENTRE = re.compile(r"(?<![A-Za-z])(?:[HB]JD|heliocentric|barycentric|HMJD|BMJD)(?![A-Za-z])", re.IGNORECASE)
_EDGE = re.compile(r"(?:start|begin|beginning|end|stop) of (?:the |each |every )?exposures?", re.IGNORECASE)
_PLAIN = re.compile(r"(?<![A-Za-z])UTC?(?![A-Za-z])")
#: Words of remarks on times; other remarks are ignored, since "local comparison stars" does not mean local time.
_ON_TIME = re.compile(r"time|date|JD|scale|zone|zeit|heure|exposure|UT", re.IGNORECASE)
_HINT = "write mid-exposure as JD or MJD in UTC"


def utc_times(
    values: NDArray[np.float64], name: str, remarks: Sequence[str], source: str
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Return times as UTC [MJD].

    Parameters
    ----------
    values
        Julian Dates or Modified Julian Dates as the table has them [d], shape (n,).
    name
        Name of their column.
    remarks
        Lines above the table, which may name the time scale, the centre, or the instant of the exposure.
    source
        Name of the file, for messages.

    Returns
    -------
    The times, shape (n,), and a finding if they were converted from another scale.

    Raises
    ------
    FormatError
        If the times are heliocentric or barycentric, of an edge of the exposure, or in a scale that is not convertible.
    """
    titles = [name.upper().replace("_", " "), *(remark[:400] for remark in remarks if _ON_TIME.search(remark))]
    head = " ".join(titles)[:4000]
    centre = _CENTRE.search(head)
    if centre is not None and not _PLAIN.search(head.replace(centre[0], "")):
        message = f"The times are heliocentric or barycentric ({centre[0]}), up to 8.3 minutes from those on Earth."
        raise FormatError(source, None, name, message, _HINT)
    edge = _EDGE.search(head)
    if edge is not None:
        message = f"The times are those of the {edge[0]}, not of its middle."
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
