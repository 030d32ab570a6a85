"""A report: the observation of one event by one station, and the people of the station."""

from dataclasses import dataclass
from typing import TypedDict

from schemas.codes import AltitudeReference, Answer, Outcome, RecordStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One station's report of one event. Field names are the columns of ``occ.report``.

    Instants are UTC [MJD], mid-exposure unless the report states otherwise.
    """

    report_id: str | None = None
    event_id: str | None = None
    outcome: Outcome
    #: Names the observer publishes under.
    observer: str | None = None
    observer2: str | None = None
    #: ISO 3166 alpha-2.
    country: str | None = None
    site: str | None = None
    #: Longitude and latitude of the station, east and north positive [deg].
    lon: float | None = None
    lat: float | None = None
    #: Altitude [m], on the WGS84 ellipsoid where ``alt_ref`` is ``WGS84`` or ``MSL``, else as given.
    alt: float | None = None
    #: Reference of the altitude in the report: ``WGS84`` (ellipsoid), ``MSL`` (mean sea level) or ``unknown``.
    alt_ref: AltitudeReference = AltitudeReference.UNKNOWN
    #: Altitude as the report gives it [m].
    alt_given: float | None = None
    #: Datum of the coordinates in the report (value of `schemas.codes.Datum`).
    datum: str | None = None
    #: Value of `schemas.codes.Telescope`.
    telescope: str | None = None
    #: Aperture and focal length [cm].
    aperture: float | None = None
    focal_length: float | None = None
    #: Value of `schemas.codes.Method`.
    method: str | None = None
    camera: str | None = None
    #: Value of `schemas.codes.TimeSource`.
    time_source: str | None = None
    #: Exposure time [s].
    exposure: float | None = None
    time_start: float | None = None
    time_end: float | None = None
    d_time: float | None = None
    #: Uncertainty as 1 sigma [s] where ``err_level`` is known, else as given.
    d_err: float | None = None
    d_code: str | None = None
    r_time: float | None = None
    r_err: float | None = None
    r_code: str | None = None
    #: Confidence level of the uncertainty in the report: ``0.68``, ``0.95``, ``0.9973`` or ``unknown``.
    err_level: str = "unknown"
    #: Duration as the report states it [s].
    duration: float | None = None
    camera_delay_applied: Answer = Answer.UNKNOWN
    exposure_applied: Answer = Answer.UNKNOWN
    #: Correction that the reduction adds to all times of this station [s]; the times do not contain it yet.
    time_adjustment: float | None = None
    #: Personal equation of D and R that the record states [s], and whether the times are already corrected for it.
    d_personal_equation: float | None = None
    r_personal_equation: float | None = None
    reaction_time_applied: Answer = Answer.UNKNOWN
    timing_weight: int | None = None
    snr: float | None = None
    wind: str | None = None
    #: Air temperature [deg C].
    temperature: float | None = None
    #: Value of `schemas.codes.Transparency`.
    transparency: str | None = None
    #: Value of `schemas.codes.Stability`.
    stability: str | None = None
    comment: str | None = None
    software: str | None = None
    source_format: str
    #: Star, body and predicted time as this report writes them.
    star_written: str | None = None
    body_written: str | None = None
    time_predicted: float | None = None
    status: RecordStatus = RecordStatus.ACCEPTED
    #: The report that this one replaces.
    supersedes: str | None = None
    #: When the report was received, UTC [MJD].
    received: float | None = None
    #: Not published before this instant, UTC [MJD]; None: public.
    release_date: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """A further pair of D and R of a report. Field names are the columns of ``occ.timing``."""

    report_id: str | None = None
    event_id: str | None = None
    #: Number of the pair, counted from 1 in the order of the report; the main pair of the report is 0.
    seq: int
    d_time: float | None = None
    d_err: float | None = None
    d_code: str | None = None
    r_time: float | None = None
    r_err: float | None = None
    r_code: str | None = None


class PairColumns(TypedDict):
    """The columns of a pair of D and R that reports and further timings share."""

    d_time: float | None
    d_err: float | None
    d_code: str | None
    r_time: float | None
    r_err: float | None
    r_code: str | None


def pair_columns(timing: Timing) -> PairColumns:
    """Return the columns of a pair by name, from which a report is made."""
    return PairColumns(
        d_time=timing.d_time,
        d_err=timing.d_err,
        d_code=timing.d_code,
        r_time=timing.r_time,
        r_err=timing.r_err,
        r_code=timing.r_code,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Private parts of a report, which are kept in the archive and never published."""

    email: str | None = None
    address: str | None = None
    #: Further observers as written.
    more_observers: str | None = None
    #: Fields without a column, as ``key=value``, as written.
    other: tuple[str, ...] = ()
