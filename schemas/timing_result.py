"""A timing result: D and R as a program that fitted a light curve states them."""

from dataclasses import dataclass, field
from enum import StrEnum
from statistics import NormalDist

from schemas.codes import Answer
from schemas.lightcurve import Clues, TimeKind


class TimingKind(StrEnum):
    """The origin of D and R."""

    #: Fitted by a program to an observation.
    FIT = "fit"
    #: The true times of a synthetic light curve, which are not an observation.
    SYNTHETIC_TRUTH = "synthetic_truth"


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorBar:
    """An uncertainty at a confidence level; plus and minus are both positive or zero.

    ``level`` is ``0.68``, ``0.95``, ``0.9973``, any other probability with its digits, or ``unknown``.
    """

    level: str
    plus: float
    minus: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """One disappearance or reappearance as a program states it."""

    #: Time, seconds after 0 h UTC; above 86400 for an R after midnight. None: the program states a frame only.
    seconds: float | None = None
    #: Error bars [s], one for each level, in the order of the file.
    errors: tuple[ErrorBar, ...] = ()
    #: Frame number; x.0 is the start of a frame, x.5 its middle.
    frame: float | None = None
    frame_errors: tuple[ErrorBar, ...] = ()
    #: Length of the transition [frames].
    transition_frames: float | None = None
    snr: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TimingResult:
    """One drop of light as the log or report of a program states it."""

    kind: TimingKind = TimingKind.FIT
    #: Number of the event, counted from 1 in the order of the file.
    seq: int = 1
    #: True where the program found no event.
    is_miss: bool = False
    d: Edge | None = None
    r: Edge | None = None
    #: Duration [s].
    duration: float | None = None
    duration_errors: tuple[ErrorBar, ...] = ()
    mag_drop: float | None = None
    mag_drop_err: float | None = None
    mag_drop_level: str = "unknown"
    #: Drop of the flux [percent].
    percent_drop: float | None = None
    #: Drop over noise of the unocculted star.
    dnr: float | None = None
    snr: float | None = None
    #: Probability that noise made the drop.
    false_positive: float | None = None
    #: Levels and their scatter in the unit of the light curve: unocculted (B) and occulted (A).
    baseline: float | None = None
    bottom: float | None = None
    baseline_noise: float | None = None
    bottom_noise: float | None = None
    #: Step of the readings [s].
    cadence: float | None = None
    time_kind: TimeKind = TimeKind.UNKNOWN
    camera_delay_applied: Answer = Answer.UNKNOWN
    exposure_applied: Answer = Answer.UNKNOWN
    aperture_name: str | None = None
    software: str | None = None
    source_format: str
    clues: Clues = field(default_factory=Clues)
    #: Settings on which the meaning of the times depends, in the file's words.
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedTiming:
    """One drop of light as a program's log or report states it, with its date.

    Field names are the columns of ``occ.timing_result``.
    """

    result_id: str | None = None
    event_id: str | None = None
    report_id: str | None = None
    kind: TimingKind = TimingKind.FIT
    #: Counted from 1 in the order of the file.
    seq: int
    is_miss: bool = False
    #: Instant of D, UTC [MJD].
    d_time: float | None = None
    #: Uncertainty as 1 sigma [s] where ``err_level`` is known, else as given.
    d_err: float | None = None
    r_time: float | None = None
    r_err: float | None = None
    #: Confidence level that the file states for the errors: ``0.68``, ``0.95``, ``0.9973``, another one or ``unknown``.
    err_level: str = "unknown"
    #: Duration [s].
    duration: float | None = None
    mag_drop: float | None = None
    #: Drop over noise of the unocculted star.
    dnr: float | None = None
    snr: float | None = None
    #: Probability that noise made the drop.
    false_positive: float | None = None
    time_kind: TimeKind = TimeKind.UNKNOWN
    camera_delay_applied: Answer = Answer.UNKNOWN
    exposure_applied: Answer = Answer.UNKNOWN
    aperture_name: str | None = None
    software: str | None = None
    source_format: str
    #: Why it was accepted although it contradicts its report or event; None if it does not.
    override_reason: str | None = None
    #: True where the report states no times, so that these are its times in ``occ.report``.
    is_used: bool = False


def one_sigma(bar: ErrorBar) -> float | None:
    """Return an error bar as 1 sigma of a normal distribution, None if its level is unknown.

    Plus and minus are averaged. The level ``0.68`` is one sigma and ``0.9973`` three; the error of any other level is
    divided by the quantile of the normal distribution for this two-sided probability.
    """
    width = (bar.plus + bar.minus) / 2
    named = {"0.68": 1.0, "0.9973": 3.0}.get(bar.level)
    if named is not None:
        return width / named
    try:
        level = float(bar.level)
    except ValueError:
        return None
    return width / NormalDist().inv_cdf((1 + level) / 2) if 0 < level < 1 else None


def best_error(errors: tuple[ErrorBar, ...]) -> ErrorBar | None:
    """Return the error bar that is published: that of the lowest known level, else the first one, or None."""
    known = [bar for bar in errors if bar.level != "unknown"]
    return min(known, key=lambda bar: float(bar.level)) if known else next(iter(errors), None)
