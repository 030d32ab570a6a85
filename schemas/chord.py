"""A chord: one report on the fundamental plane, and what was added to its times."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.codes import Answer, Outcome


class Component(StrEnum):
    """Which drop of light a chord belongs to: one star behind one body. Each is fitted apart."""

    MAIN = "main"
    SECOND_STAR = "second star"
    SATELLITE = "satellite"
    SATELLITE_SECOND_STAR = "satellite, second star"
    RING = "ring"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chord:
    """One report on the fundamental plane. Field names are the columns of ``occ.chord``.

    ``f`` is east and ``g`` north of the body's position in the ephemeris, in the plane through the body
    perpendicular to the star [km]. East and north are those of the ICRS for an ephemeris, and those of the
    equator of date for the elements of an occultation record; positions on the sky are always ICRS. D is where
    the star disappeared and R where it reappeared; of a negative report they are the ends of its recording,
    and the mid-point is where the station came closest to the body's position in the ephemeris.
    """

    chord_id: str
    event_id: str | None = None
    report_id: str | None = None
    outcome: Outcome
    component: Component = Component.MAIN
    #: Instants of the two ends, UTC [MJD], ``time_shift`` included.
    d_time: float | None = None
    r_time: float | None = None
    d_f: float | None = None
    d_g: float | None = None
    r_f: float | None = None
    r_g: float | None = None
    #: Uncertainty along the chord, 1 sigma [km].
    d_err_km: float | None = None
    r_err_km: float | None = None
    #: [km]; None for the path of a negative and where an end is missing.
    length: float | None = None
    length_err: float | None = None
    #: Speed of the station across the plane [km/s].
    speed: float | None = None
    mid_f: float | None = None
    mid_g: float | None = None
    #: The star relative to the body, drawn at the body's position in the ephemeris, ICRS [deg].
    d_ra: float | None = None
    d_dec: float | None = None
    r_ra: float | None = None
    r_dec: float | None = None
    #: The chord widened by its uncertainty: ``POLYGON ICRS ra dec ...`` [deg].
    outline: str | None = None
    #: The same, widened to what databases can compute with.
    s_region: str | None = None
    #: Name and version of the ephemeris that (f, g) are relative to.
    ephemeris: str
    #: What was added to the reported times [s]: the same for D and R, and to each of them besides.
    time_shift: float = 0.0
    d_shift: float = 0.0
    r_shift: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """One correction of the times of a report: what it is for, how large, and whether it is needed.

    ``shift`` is **added** to the reported times [s]. It is added only where ``applied`` is `Answer.NO`,
    that is where the report's times do not hold it yet; an unknown state is never corrected silently.
    """

    reason: str
    shift: float
    applied: Answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Corrections:
    """All corrections of one report's times, each one explicit.

    ``both`` concern D, R and the recording alike (clock of the station, camera delay, half an exposure),
    ``d`` and ``r`` one of them (personal equation).
    """

    both: tuple[Correction, ...] = ()
    d: tuple[Correction, ...] = ()
    r: tuple[Correction, ...] = ()

    @property
    def shift(self) -> float:
        """What is added to all times [s]."""
        return _total(self.both)

    @property
    def d_shift(self) -> float:
        """What is added to the time of D besides [s]."""
        return _total(self.d)

    @property
    def r_shift(self) -> float:
        """What is added to the time of R besides [s]."""
        return _total(self.r)


def _total(corrections: tuple[Correction, ...]) -> float:
    return sum((one.shift for one in corrections if one.applied == Answer.NO), 0.0)
