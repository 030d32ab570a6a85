"""The daily Earth orientation in the package astropy-iers-data, without downloads and global settings.

The two files are read here, not by astropy. Only four columns are needed, and of Bulletin A only the days after C04,
which takes a twentieth of the time of reading both files.
"""

from functools import cache
from pathlib import Path

import astropy_iers_data
import numpy as np
from numpy.typing import NDArray

from reduction.geometry.earth_orientation import EarthOrientation

#: Columns of C04, from 0: MJD, x and y of the pole, UT1 - UTC (header of the file).
_C04_COLUMNS = (4, 5, 6, 7)
#: The same values in Bulletin A: range of characters, from 0, the last one excluded (IERS, readme.finals2000A).
_BULLETIN_PLACES = ((7, 15), (18, 27), (37, 46), (58, 68))


@cache
def packaged_orientation() -> EarthOrientation:
    """Return the Earth's orientation: IERS C04 and, after its last day, Bulletin A with predictions."""
    measured = np.loadtxt(astropy_iers_data.IERS_B_FILE, usecols=_C04_COLUMNS)
    predicted = _read_bulletin(Path(astropy_iers_data.IERS_A_FILE), after=float(measured[-1, 0]))
    mjd, pole_x, pole_y, ut1_utc = np.concatenate([measured, predicted]).T
    return EarthOrientation(mjd=mjd, ut1_utc_s=ut1_utc, pole_x_arcsec=pole_x, pole_y_arcsec=pole_y)


def _read_bulletin(path: Path, *, after: float) -> NDArray[np.float64]:
    """Return the days of Bulletin A after an instant [MJD], up to the last day that has all values; shape (n, 4)."""
    rows = []
    for line in reversed(path.read_text("ascii").splitlines()):
        words = [line[first:last].strip() for first, last in _BULLETIN_PLACES]
        if words[0] and float(words[0]) <= after:
            break
        if all(words):
            rows.append([float(word) for word in words])
    return np.array(rows[::-1], dtype=np.float64).reshape(-1, len(_BULLETIN_PLACES))
