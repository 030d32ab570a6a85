"""A chord: one report on the fundamental plane, and the corrections of its times."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.codes import Answer, Outcome


class Component(StrEnum):
    """The star and the body of a chord: main or second star, body or satellite; each pair is fitted separately."""

    MAIN = "main"
    SECOND_STAR = "second star"
    SATELLITE = "satellite"
    SATELLITE_SECOND_STAR = "satellite, second star"
    RING = "ring"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chord:
    """One report on the fundamental plane. Field names are the columns of ``occ.chord``.

    ``f`` is east and ``g`` north of the body's position in the ephemeris, in the plane through the body
    perpendicular to the star's direction [km]. East and north are those of the ICRS for an ephemeris, and those of the
    equator of date for the elements of an occultation record; positions on the sky are always ICRS. D is the point of
    disappearance and R that of reappearance. For a negative report, D and R are the ends of the recording, and the
    mid-point is the point of the path that is closest to the body's position in the ephemeris.
    """

    chord_id: str
    event_id: str | None = None
    report_id: str | None = None
    outcome: Outcome
    component: Component = Component.MAIN
    #: Instants of the two ends, UTC [MJD], with all shifts added.
    d_time: float | None = None
    r_time: float | None = None
    d_f: float | None = None
    d_g: float | None = None
    r_f: float | None = None
    r_g: float | None = None
    #: Uncertainty along the chord, 1 sigma [km].
    d_err_km: float | None = None
    r_err_km: float | None = None
    #: Length of the chord [km]; None for the path of a negative, and where an end is missing.
    length: float | None = None
    length_err: float | None = None
    #: Speed of the station across the plane [km/s].
    speed: float | None = None
    mid_f: float | None = None
    mid_g: float | None = None
    #: Position of the star relative to the body, for a body at its position in the ephemeris, ICRS [deg].
    d_ra: float | None = None
    d_dec: float | None = None
    r_ra: float | None = None
    r_dec: float | None = None
    #: The chord widened by its uncertainty: ``POLYGON ICRS ra dec ...`` [deg].
    outline: str | None = None
    #: The same polygon, widened where databases could not compute with it.
    s_region: str | None = None
    #: Name and version of the ephemeris that (f, g) are relative to.
    ephemeris: str
    #: Seconds added to all reported times, and further seconds added to D and to R only [s].
    time_shift: float = 0.0
    d_shift: float = 0.0
    r_shift: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """One correction of the times of a report: its reason, its size, and whether the report contains it already.

    ``shift`` is **added** to the reported times [s], but only if ``applied`` is `Answer.NO`, so that the reported times
    do not contain it yet. If this is unknown, nothing is added.
    """

    reason: str
    shift: float
    applied: Answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Corrections:
    """All corrections of the times of one report.

    Those in ``both`` are for D, R and the recording (clock of the station, delay of the camera, half an exposure),
    those in ``d`` and ``r`` for D or R only (personal equation).
    """

    both: tuple[Correction, ...] = ()
    d: tuple[Correction, ...] = ()
    r: tuple[Correction, ...] = ()

    @property
    def shift(self) -> float:
        """Sum of the corrections that are added to all times [s]."""
        return _total(self.both)

    @property
    def d_shift(self) -> float:
        """Sum of the further corrections that are added to D [s]."""
        return _total(self.d)

    @property
    def r_shift(self) -> float:
        """Sum of the further corrections that are added to R [s]."""
        return _total(self.r)


def _total(corrections: tuple[Correction, ...]) -> float:
    return sum((one.shift for one in corrections if one.applied == Answer.NO), 0.0)
