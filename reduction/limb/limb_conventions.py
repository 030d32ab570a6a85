"""An ellipse in the conventions of other programs.

Umbra: semi-axes, position angle of the **major** axis from north through east, 0 to 180 deg.
SORA (2022MNRAS.511.1167G): equatorial radius (semi-major axis), oblateness, position angle of the **minor** axis.
Occult (Herald et al. 2020MNRAS.499.4570H, and the Small Bodies Occultations bundle of the PDS): full axes,
position angle of the **major** axis.
"""

from typing import NamedTuple

from schemas.errors import UmbraError

_HALF_TURN = 180.0
_QUARTER_TURN = 90.0


class ConventionError(UmbraError):
    """Numbers that do not describe an ellipse."""


class Ellipse(NamedTuple):
    """An ellipse in Umbra's convention [km, deg]."""

    center_f: float
    center_g: float
    semi_major: float
    semi_minor: float
    position_angle: float


class SoraEllipse(NamedTuple):
    """An ellipse as SORA's ``fit_ellipse`` returns it [km, deg]."""

    center_f: float
    center_g: float
    equatorial_radius: float
    oblateness: float
    position_angle: float


class OccultEllipse(NamedTuple):
    """An ellipse as Occult's element ``EllipticFit`` states it [km, deg]."""

    center_x: float
    center_y: float
    major_axis: float
    minor_axis: float
    position_angle: float


def from_sora(ellipse: SoraEllipse) -> Ellipse:
    """Return SORA's ellipse in Umbra's convention.

    Raises
    ------
    ConventionError
        If the radius is not positive or the oblateness is not between 0 and 1.
    """
    if not (ellipse.equatorial_radius > 0 and 0 <= ellipse.oblateness < 1):
        raise ConventionError("SORA's ellipse needs a positive radius and an oblateness from 0 to 1.")
    return Ellipse(
        center_f=ellipse.center_f,
        center_g=ellipse.center_g,
        semi_major=ellipse.equatorial_radius,
        semi_minor=ellipse.equatorial_radius * (1 - ellipse.oblateness),
        position_angle=(ellipse.position_angle + _QUARTER_TURN) % _HALF_TURN,
    )


def to_sora(ellipse: Ellipse) -> SoraEllipse:
    """Return an ellipse in SORA's convention."""
    return SoraEllipse(
        center_f=ellipse.center_f,
        center_g=ellipse.center_g,
        equatorial_radius=ellipse.semi_major,
        oblateness=1 - ellipse.semi_minor / ellipse.semi_major,
        position_angle=(ellipse.position_angle + _QUARTER_TURN) % _HALF_TURN,
    )


def from_occult(ellipse: OccultEllipse) -> Ellipse:
    """Return Occult's ellipse in Umbra's convention; axes in the wrong order are swapped.

    Raises
    ------
    ConventionError
        If an axis is not positive.
    """
    if not (ellipse.major_axis > 0 and ellipse.minor_axis > 0):
        raise ConventionError("Occult's ellipse needs two positive axes.")
    major, minor, angle = ellipse.major_axis, ellipse.minor_axis, ellipse.position_angle
    if minor > major:
        major, minor, angle = minor, major, angle + _QUARTER_TURN
    return Ellipse(
        center_f=ellipse.center_x,
        center_g=ellipse.center_y,
        semi_major=major / 2,
        semi_minor=minor / 2,
        position_angle=angle % _HALF_TURN,
    )


def to_occult(ellipse: Ellipse) -> OccultEllipse:
    """Return an ellipse in Occult's convention."""
    return OccultEllipse(
        center_x=ellipse.center_f,
        center_y=ellipse.center_g,
        major_axis=2 * ellipse.semi_major,
        minor_axis=2 * ellipse.semi_minor,
        position_angle=ellipse.position_angle % _HALF_TURN,
    )
