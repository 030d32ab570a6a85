"""The daily Earth orientation that comes with the package astropy-iers-data: no download, no global setting."""

from functools import cache

import astropy_iers_data
import numpy as np
from astropy.utils.iers import IERS_A, IERS_B
from numpy.typing import NDArray

from reduction.earth_orientation import EarthOrientation


@cache
def packaged_orientation() -> EarthOrientation:
    """Return the packaged tables: IERS C04 as far as it goes, then Bulletin A with its predictions.

    The tables are read by name of file. Astropy's ``IERS_Auto``, which downloads newer ones as a global
    setting allows, is not involved.
    """
    measured = IERS_B.read(astropy_iers_data.IERS_B_FILE)
    predicted = IERS_A.read(astropy_iers_data.IERS_A_FILE)
    last = float(measured["MJD"][-1].value)

    def joined(name: str, unit: str) -> NDArray[np.float64]:
        later = predicted["MJD"].value > last
        return np.concatenate([measured[name].to_value(unit), predicted[name].to_value(unit)[later]])

    values = {name: joined(name, unit) for name, unit in _COLUMNS.items()}
    is_known = np.all([np.isfinite(column) for column in values.values()], axis=0)
    return EarthOrientation(
        mjd=values["MJD"][is_known],
        ut1_utc_s=values["UT1_UTC"][is_known],
        pole_x_arcsec=values["PM_x"][is_known],
        pole_y_arcsec=values["PM_y"][is_known],
    )


_COLUMNS = {"MJD": "d", "UT1_UTC": "s", "PM_x": "arcsec", "PM_y": "arcsec"}
