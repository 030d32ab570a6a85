"""Orientation of the Earth: UT1 and the pole, interpolated between daily values of the IERS."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schemas.errors import UmbraError

#: A larger step of UT1 - UTC from one day to the next [s] is a leap second.
_LEAP_S = 0.5


class EarthOrientationError(UmbraError):
    """An instant outside of the table of the Earth's orientation."""

    def __init__(self, time_utc: float, first: float, last: float) -> None:
        super().__init__(
            f"The Earth's orientation at MJD {time_utc:.1f} is not known: the table covers {first:.0f} to {last:.0f}.",
            "update the package astropy-iers-data, or use the event's Besselian elements",
        )


class Orientation(NamedTuple):
    """UT1 - UTC [s] and coordinates of the pole [arcsec] at some instants, arrays of the same shape."""

    ut1_utc_s: NDArray[np.float64]
    pole_x_arcsec: NDArray[np.float64]
    pole_y_arcsec: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class EarthOrientation:
    """Daily values of the Earth's orientation (IERS C04 and Bulletin A), arrays of shape (n,).

    Parameters
    ----------
    mjd
        Days, UTC [MJD], ascending.
    ut1_utc_s
        UT1 - UTC, which has a step at each leap second.
    pole_x_arcsec, pole_y_arcsec
        Coordinates of the pole (IERS Conventions 2010, section 5.4.1).
    """

    mjd: NDArray[np.float64]
    ut1_utc_s: NDArray[np.float64]
    pole_x_arcsec: NDArray[np.float64]
    pole_y_arcsec: NDArray[np.float64]

    def at(self, time_utc: ArrayLike) -> Orientation:
        """Return the orientation at UTC instants [MJD], interpolated linearly between the days; any shape.

        Raises
        ------
        EarthOrientationError
            If an instant is outside of the table.
        """
        mjd = np.asarray(time_utc, dtype=np.float64)
        outside = ~((mjd >= self.mjd[0]) & (mjd < self.mjd[-1]))
        if outside.any():
            raise EarthOrientationError(float(mjd[outside].flat[0]), float(self.mjd[0]), float(self.mjd[-1]))
        return self._between_days(mjd)

    def nearest(self, time_utc: ArrayLike) -> Orientation:
        """Return the orientation at UTC instants [MJD]; before and after the table, that of its first or last day.

        There, a station is wrong by 420 m at most, since UT1 - UTC stays within 0.9 s.
        """
        mjd = np.asarray(time_utc, dtype=np.float64)
        return self._between_days(np.clip(mjd, self.mjd[0], np.nextafter(self.mjd[-1], 0.0)))

    def _between_days(self, mjd: NDArray[np.float64]) -> Orientation:
        before = np.searchsorted(self.mjd, mjd, side="right") - 1
        part = (mjd - self.mjd[before]) / (self.mjd[before + 1] - self.mjd[before])
        step = self.ut1_utc_s[before + 1] - self.ut1_utc_s[before]
        step = step - np.where(np.abs(step) > _LEAP_S, np.round(step), 0.0)
        return Orientation(
            ut1_utc_s=self.ut1_utc_s[before] + part * step,
            pole_x_arcsec=_between(self.pole_x_arcsec, before, part),
            pole_y_arcsec=_between(self.pole_y_arcsec, before, part),
        )


def _between(values: NDArray[np.float64], before: NDArray[np.intp], part: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values[before] + part * (values[before + 1] - values[before]))
