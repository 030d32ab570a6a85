"""Ephemeris tables: a geocentric position of a body in each line."""

import numpy as np

from reduction.geometry.body_track import BodyTrack, track_from_table
from schemas.errors import FormatError
from schemas.instant import MJD_ZERO_JD


def read_table(data: bytes, source: str) -> BodyTrack:
    """Read an ephemeris table with JD (UTC), RA and Dec (ICRS [deg]) and distance [au], separated by blanks.

    Parameters
    ----------
    data
        The table.
    source
        Name of the file, for messages.

    Raises
    ------
    FormatError
        If a line does not have four numbers.
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
            raise FormatError(source, number, "", "The row is not of numbers.", "give JD RA Dec distance") from None
        if len(rows[-1]) != 4:
            raise FormatError(source, number, "", "The row does not have four numbers.", "give JD RA Dec distance")
    jd, ra_deg, dec_deg, distance_au = np.array(rows).reshape(-1, 4).T
    return track_from_table(jd - MJD_ZERO_JD, ra_deg, dec_deg, distance_au)
