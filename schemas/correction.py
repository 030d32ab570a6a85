"""Corrections of the times of a station: one that a person decided, and what is published of all of them."""

from dataclasses import dataclass

from schemas.codes import Answer, RecordStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedCorrection:
    """A shift of one report's times that a reviewer decided, as a file of corrections states it."""

    report_id: str
    #: Added to all times of the report [s]; 0 takes an earlier one of the same reason back.
    shift: float
    reason: str
    #: Who decided it.
    author: str | None = None
    #: Bibcode or address of what it rests on.
    reference: str | None = None
    #: When it came in, UTC [MJD].
    received: float | None = None
    #: Line of the file, counted from 1.
    line: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StationCorrection:
    """One correction of a report's times, applied or not. Field names are the columns of ``occ.correction``."""

    correction_id: str
    event_id: str
    report_id: str
    #: ``all`` times of the report, or ``D`` or ``R`` only.
    contact: str
    reason: str
    #: To be added to the reported times [s].
    shift: float
    #: Whether the reported times hold it already; only what they do not is added.
    applied: Answer
    #: Whether the chord's times hold it because it was added.
    is_added: bool
    author: str | None = None
    reference: str | None = None
    #: When it came in, UTC [MJD]; None for what follows from the report itself.
    received: float | None = None
    #: ``superseded``: by a later correction of the same reason.
    status: RecordStatus = RecordStatus.ACCEPTED
