"""A limb: the ellipse fitted to the chords of one event."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.chord import Component


class Constrained(StrEnum):
    """The free parameters of a fit of the limb."""

    #: Centre, both axes and position angle. Where the chords do not determine the axes, a weak prior against very
    #: elongated bodies decides (`reduction.limb.limb_fit.SHAPE_PRIOR`), and the errors are large.
    FREE = "free"
    #: Centre and radius.
    CIRCLE = "circle"
    #: The centre only; axes and position angle are fixed.
    FIXED_SHAPE = "fixed shape"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limb:
    """One ellipse fit of one event. Field names are the columns of ``occ.limb``.

    Every ``_err`` is 1 sigma; that of a parameter that was held fixed is None.
    """

    limb_id: str
    event_id: str | None = None
    component: Component = Component.MAIN
    n_chords: int
    n_points: int
    #: Centre relative to the body's position in the ephemeris, east and north [km].
    center_f: float
    center_f_err: float
    center_g: float
    center_g_err: float
    #: Semi-axes [km].
    semi_major: float
    semi_major_err: float | None = None
    semi_minor: float
    semi_minor_err: float | None = None
    #: Oblateness, 1 - semi_minor / semi_major.
    oblateness: float
    oblateness_err: float | None = None
    #: Radius of the circle of the same area [km].
    equivalent_radius: float
    equivalent_radius_err: float | None = None
    #: Position angle of the major axis, from north through east, 0 to 180 [deg]; None for a circle.
    position_angle: float | None = None
    position_angle_err: float | None = None
    #: Root mean square of the points' radial distances from the limb [km].
    rms: float
    chi2: float
    dof: int
    #: Standard deviation of the true limb from an ellipse that is included in the weights [km].
    model_err: float
    #: Offset of the body from its ephemeris, to the east (times cos(dec)) and to the north [mas].
    ra_offset: float | None = None
    ra_offset_err: float | None = None
    dec_offset: float | None = None
    dec_offset_err: float | None = None
    #: Position of the body at ``time_ref`` as seen from the geocentre, ICRS [deg].
    ra: float | None = None
    dec: float | None = None
    #: Instant of the position, UTC [MJD].
    time_ref: float | None = None
    constrained: Constrained
    #: Name and version of the ephemeris that the centre is relative to.
    ephemeris: str
    #: The ellipse on the sky: ``POLYGON ICRS ra dec ...`` [deg].
    outline: str | None = None
    #: The same polygon, widened where databases could not compute with it.
    s_region: str | None = None
    #: Uncertainty of the limb's distance from the centre at position angles 0, 5, ... 355 deg, 1 sigma [km].
    outline_err: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LimbResidual:
    """Distance of one end of a chord from a fitted limb. Field names are the columns of ``occ.limb_residual``."""

    limb_id: str
    event_id: str | None = None
    chord_id: str
    #: ``D`` or ``R``.
    contact: str
    #: Distance along the chord [km], positive in the direction of motion: the time is too late by this over the speed.
    along: float
    #: Distance along the ray from the centre [km], positive outside of the limb.
    radial: float
    #: Error along the chord that gave the weight, 1 sigma, with the model error [km].
    sigma: float
