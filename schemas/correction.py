"""Corrections of the times of a station: one that a reviewer decided, and the published form of every correction."""

from dataclasses import dataclass

from schemas.codes import Answer, RecordStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedCorrection:
    """A shift of the times of one report, decided by a reviewer, from a file of corrections."""

    report_id: str
    #: Seconds added to all times of the report [s]; 0 withdraws an earlier correction of the same reason.
    shift: float
    reason: str
    #: Person who decided it.
    author: str | None = None
    #: Bibcode or address of its source.
    reference: str | None = None
    #: When it was received, UTC [MJD].
    received: float | None = None
    #: Line of the file, counted from 1.
    line: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StationCorrection:
    """One correction of the times of a report, added or not. Field names are the columns of ``occ.correction``."""

    correction_id: str
    event_id: str
    report_id: str
    #: ``all`` times of the report, or ``D`` or ``R`` only.
    contact: str
    reason: str
    #: Seconds to add to the reported times [s].
    shift: float
    #: Whether the reported times already contain it; it is added only if they do not.
    applied: Answer
    #: Whether it was added to the times of the chord.
    is_added: bool
    author: str | None = None
    reference: str | None = None
    #: When it was received, UTC [MJD]; None for a correction that follows from the report itself.
    received: float | None = None
    #: ``superseded`` if a later correction of the same reason replaces it.
    status: RecordStatus = RecordStatus.ACCEPTED
