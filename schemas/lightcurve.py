"""A light curve: the readings of one aperture in one recording, and the clues of its file to the event."""

from dataclasses import dataclass, field
from enum import IntFlag, StrEnum

import numpy as np
from numpy.typing import NDArray

from schemas.codes import Answer

FloatArray = NDArray[np.float64]
FlagArray = NDArray[np.uint8]


class Role(StrEnum):
    """What the aperture of a light curve measured."""

    TARGET = "target"
    COMPARISON = "comparison"
    #: Target divided by comparison stars, with unocculted level 1; computed by Umbra.
    RATIO = "ratio"
    #: Not a star: an aperture on the sky, or a model curve.
    OTHER = "other"
    #: A star that may be the occulted one; the file does not state it.
    UNKNOWN = "unknown"


class TimeKind(StrEnum):
    """The instant of the exposure that times are of."""

    MID = "mid"
    START = "start"
    END = "end"
    UNKNOWN = "unknown"


class ReadingFlag(IntFlag):
    """Doubts about one reading; a bit mask of eight bits. Zero: no doubt."""

    #: No usable value: blank, minus zero, unreadable or not finite. The flux is NaN.
    DROPPED = 1
    #: The file gives no readable time; where the neighbours allow it the time was interpolated.
    TIME_MISSING = 2
    #: The time is not the file's: interpolated between its neighbours.
    TIME_REPAIRED = 4
    #: The time as given is not after that of the reading before.
    TIME_BACKWARDS = 8
    #: The time contradicts the frame rate of the recording by most of a frame or more, but its neighbours do not.
    TIME_SUSPECT = 16
    #: The frame number is that of the reading before.
    DUPLICATE_FRAME = 32
    #: The frame number is lower than that of the reading before.
    FRAME_BACKWARDS = 64
    #: The aperture held a pixel known to be defective.
    DEFECT = 128


@dataclass(frozen=True, kw_only=True, slots=True)
class Clues:
    """Statements of a file about its event and station, by which these are found. They are never published."""

    body_number: int | None = None
    body_name: str | None = None
    #: EPN-TAP target class where the file gives it.
    body_class: str | None = None
    #: Designation as normalised by `schemas.star.normalise_star`.
    star: str | None = None
    #: Further designations of the star, normalised.
    star_aliases: tuple[str, ...] = ()
    #: Position of the star [deg].
    ra: float | None = None
    dec: float | None = None
    observer: str | None = None
    telescope: str | None = None
    camera: str | None = None
    #: Place of the station, east and north positive [deg], altitude [m].
    lon: float | None = None
    lat: float | None = None
    alt: float | None = None
    #: Predicted mid-time, UTC [MJD].
    time_predicted: float | None = None
    #: A day in the name of the file or of a folder, UTC [MJD at 0 h]; it may be wrong by one day.
    day: int | None = None
    #: Name of the recording or light curve that was measured, without its folder.
    measured_file: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """The release date of an embargoed light curve that was named after the curve was received."""

    lightcurve_id: str
    #: UTC [MJD].
    release_date: float


def readonly(values: NDArray[np.generic] | None, kind: type[np.generic]) -> NDArray[np.generic] | None:
    """Return a read-only one-dimensional view, or converted copy, of an array; None for None."""
    if values is None:
        return None
    view = np.atleast_1d(np.asarray(values, dtype=kind)).view()
    view.setflags(write=False)
    return view


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LightCurve:
    """One light curve of one star. Field names are the columns of ``occ.lightcurve``; the clues are not published.

    All arrays are read-only and have an element for each reading, shape (n,). A light curve without a date has
    ``seconds``, but no ``mjd`` until the date is known (`ingest.intake.lightcurve_dates`).

    Raises
    ------
    ValueError
        If the arrays differ in length.
    """

    lightcurve_id: str | None = None
    event_id: str | None = None
    report_id: str | None = None
    role: Role
    #: Designation as normalised by `schemas.star.normalise_star`.
    star: str | None = None
    ra: float | None = None
    dec: float | None = None
    filter: str | None = None
    band_name: str | None = None
    #: Exposure time [s].
    exposure: float | None = None
    #: Median step in time [s].
    cadence: float | None = None
    software: str | None = None
    aperture_name: str | None = None
    #: Times, UTC [MJD]; None until the date is known.
    mjd: FloatArray | None = None
    #: Brightness as delivered; the unocculted level of a ratio is 1. NaN: dropped reading.
    flux: FloatArray
    #: Error of the flux, 1 sigma, in its unit.
    flux_err: FloatArray | None = None
    time_kind: TimeKind = TimeKind.UNKNOWN
    source_format: str
    #: Seconds after 0 h of the day of the first reading, counted on after midnight; NaN: no time. None: the file has no
    #: times.
    seconds: FloatArray | None = None
    #: Day of frame 0 where the header has it, UTC [MJD at 0 h].
    date_frame0: int | None = None
    #: Frame numbers as given; for fields, x.5 is the second field of a frame.
    frames: FloatArray | None = None
    #: Bit masks of `ReadingFlag`; None: all zero.
    flags: FlagArray | None = None
    #: True where ``seconds`` count the leap second at the end of the first day, since the file has it too.
    has_leap_second: bool = False
    #: Number of frames that were lost, as times show, between readings with successive frame numbers.
    n_lost: int = 0
    #: True where the values are computed, not measured.
    is_derived: bool = False
    #: True where the measuring program already divided by a comparison star.
    is_normalised: bool = False
    #: True for a file that must not be published before its release date.
    is_embargoed: bool = False
    #: Why it was accepted although it contradicts its report or event; None if it does not.
    override_reason: str | None = None
    #: When the file was received, UTC [MJD].
    received: float | None = None
    #: Not published before this instant, UTC [MJD]; None: public, unless it is embargoed.
    release_date: float | None = None
    #: True for a placeholder, in which all values are the same and nothing was measured.
    is_placeholder: bool = False
    camera_delay_applied: Answer = Answer.UNKNOWN
    exposure_applied: Answer = Answer.UNKNOWN
    clues: Clues = field(default_factory=Clues)
    #: Settings of the measurement on which the meaning of times and values depends, in the file's words.
    settings: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Make the arrays read-only, and check that they have the same length."""
        for name in ("mjd", "flux", "flux_err", "seconds", "frames"):
            object.__setattr__(self, name, readonly(getattr(self, name), np.float64))
        object.__setattr__(self, "flags", readonly(self.flags, np.uint8))
        arrays = (self.mjd, self.flux_err, self.seconds, self.frames, self.flags)
        if any(array is not None and array.shape != self.flux.shape for array in arrays):
            raise ValueError("The arrays of a light curve differ in length.")

    @property
    def n_points(self) -> int:
        """Number of readings, dropped ones included."""
        return int(self.flux.size)

    @property
    def n_dropped(self) -> int:
        """Number of readings without a value, and of frames that were lost between the readings."""
        return int(np.count_nonzero(np.isnan(self.flux))) + self.n_lost

    @property
    def trusted(self) -> NDArray[np.bool_]:
        """Mask of the readings whose times are not in doubt, shape (n,); all True where all times are in doubt."""
        flags = self.flags
        if flags is None or not flags.any():
            return np.ones(self.flux.shape, dtype=np.bool_)
        is_sure = ((flags & np.uint8(ReadingFlag.TIME_SUSPECT)) == 0) | (
            (flags & np.uint8(ReadingFlag.TIME_REPAIRED)) != 0
        )
        return is_sure if is_sure.any() else np.ones(self.flux.shape, dtype=np.bool_)

    @property
    def span_s(self) -> tuple[float, float] | None:
        """First and last time of day that are not in doubt [s], or None."""
        known = self.seconds[self.trusted] if self.seconds is not None else np.empty(0)
        known = known[np.isfinite(known)]
        return (float(known.min()), float(known.max())) if known.size else None

    @property
    def time_start(self) -> float | None:
        """Earliest time that is not in doubt, UTC [MJD]; None while the date is unknown."""
        return self._extreme_time(np.fmin)

    @property
    def time_end(self) -> float | None:
        """Latest time that is not in doubt, UTC [MJD]; None while the date is unknown."""
        return self._extreme_time(np.fmax)

    def _extreme_time(self, choose: np.ufunc) -> float | None:
        if self.mjd is None or self.mjd.size == 0:
            return None
        # Most curves have no flags, and a selection would copy all their times.
        is_plain = self.flags is None or not self.flags.any()
        value = float(choose.reduce(self.mjd if is_plain else self.mjd[self.trusted]))
        return None if np.isnan(value) else value


def cadence_of(seconds: FloatArray) -> float | None:
    """Return the median step of times [s], shape (n,), rounded to a nanosecond; None if fewer than two are known."""
    with np.errstate(over="ignore"):
        steps = np.diff(seconds[np.isfinite(seconds)])
    steps = steps[(steps > 0) & np.isfinite(steps)]
    return round(float(np.median(steps)), 9) if steps.size else None
