"""Ephemeris tables: positions of a body, line by line."""

import numpy as np

from reduction.geometry.body_track import BodyTrack, track_from_table
from schemas.errors import FormatError
from schemas.instant import MJD_ZERO_JD


def read_table(data: bytes, source: str) -> BodyTrack:
    """Read an ephemeris table: JD (UTC), RA and Dec (ICRS, deg), distance (au), whitespace between.

    Parameters
    ----------
    data
        The table.
    source
        Its name, for messages.

    Raises
    ------
    FormatError
        If a line is not four numbers.
    EphemerisTableError
        If the rows cannot be interpolated.
    """
    rows = []
    for number, line in enumerate(data.decode("ascii", "replace").splitlines(), start=1):
        words = line.split("#")[0].split()
        if not words:
            continue
        try:
            rows.append([float(word) for word in words])
        except ValueError:
            raise FormatError(source, number, "", "This is not a row of numbers.", "give JD RA Dec distance") from None
        if len(rows[-1]) != 4:
            raise FormatError(source, number, "", "A row has four numbers.", "give JD RA Dec distance")
    jd, ra_deg, dec_deg, distance_au = np.array(rows).reshape(-1, 4).T
    return track_from_table(jd - MJD_ZERO_JD, ra_deg, dec_deg, distance_au)
