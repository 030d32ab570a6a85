"""What the head of a file states of all light curves in its table."""

from dataclasses import dataclass, field

from schemas.codes import Answer
from schemas.lightcurve import Clues, TimeKind


@dataclass(frozen=True, kw_only=True, slots=True)
class CurveFacts:
    """What all light curves of a file share. The fields are those of `schemas.lightcurve.LightCurve`."""

    software: str
    source_format: str
    #: The occulted star: its designation as normalised by `schemas.star.normalise_star` and its position [deg].
    star: str | None = None
    ra: float | None = None
    dec: float | None = None
    #: [s]
    exposure: float | None = None
    time_kind: TimeKind = TimeKind.UNKNOWN
    #: Day of frame 0, UTC [MJD at 0 h].
    date_frame0: int | None = None
    is_derived: bool = False
    is_normalised: bool = False
    camera_delay_applied: Answer = Answer.UNKNOWN
    clues: Clues = field(default_factory=Clues)
    settings: tuple[tuple[str, str], ...] = ()
