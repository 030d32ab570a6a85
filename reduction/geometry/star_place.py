"""The star's position at the event, as seen from the Earth's centre."""

from dataclasses import dataclass
from typing import NamedTuple

import erfa
import numpy as np

from reduction.geometry.time_scales import J2000_JD, tdb_of
from schemas.errors import UmbraError

_DAYS_PER_YEAR = 365.25
_MAS = np.pi / (180 * 3600 * 1000)


class StarMotionError(UmbraError):
    """A star whose proper motion is missing or a placeholder."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"The star's proper motion {words}: its position at the event cannot be computed.",
            "give the proper motion of Gaia DR3, or the star's position at the epoch of the event",
        )


class StarPlace(NamedTuple):
    """A direction from the geocentre, ICRS axes [deg]."""

    ra_deg: float
    dec_deg: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueStar:
    """A star in a catalogue, ICRS, as seen from the barycentre at the epoch of the catalogue; None is unknown.

    Parallax and radial velocity may be unknown: for all but few stars, they change the position by less than the
    uncertainty of the proper motion does.
    """

    ra_deg: float
    dec_deg: float
    #: Epoch of the position, Julian year (TDB).
    epoch: float
    #: Proper motion [mas/yr]; ``pm_ra_mas`` is multiplied by cos(dec).
    pm_ra_mas: float | None
    pm_dec_mas: float | None
    parallax_mas: float | None = None
    radial_velocity_km_s: float | None = None


def star_place(star: CatalogueStar, time_utc: float) -> StarPlace:
    """Return the position of a star at an instant, with space motion, and parallax as seen from the geocentre.

    Neither light deflection nor aberration is applied, since they are the same for star and body. Space motion and
    parallax are ERFA's ``pmpx``; the barycentric position of the Earth is ``epv00`` (correct to 5 km; SOFA, Tools for
    Earth Attitude).

    Parameters
    ----------
    star
        Values of the catalogue.
    time_utc
        The instant, UTC [MJD].

    Raises
    ------
    StarMotionError
        If the proper motion is missing, or zero in both coordinates, which is a placeholder.
    """
    if star.pm_ra_mas is None or star.pm_dec_mas is None:
        raise StarMotionError("is missing")
    if star.pm_ra_mas == 0 and star.pm_dec_mas == 0:
        raise StarMotionError("is zero in both coordinates, which means unknown")
    tdb = tdb_of(time_utc)
    years = float((tdb.day - J2000_JD + tdb.fraction) / _DAYS_PER_YEAR) - (star.epoch - 2000.0)
    dec = np.radians(star.dec_deg)
    _, earth = erfa.epv00(*tdb)
    vector = erfa.pmpx(
        np.radians(star.ra_deg),
        dec,
        star.pm_ra_mas * _MAS / np.cos(dec),
        star.pm_dec_mas * _MAS,
        max(star.parallax_mas or 0.0, 0.0) / 1000,
        star.radial_velocity_km_s or 0.0,
        years,
        earth["p"],
    )
    ra, declination = erfa.c2s(vector)
    return StarPlace(float(np.degrees(ra) % 360), float(np.degrees(declination)))
