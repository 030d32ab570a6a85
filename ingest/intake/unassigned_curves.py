"""Light curves and timing results of no known event, as they are shown where nothing is assigned."""

from collections.abc import Sequence

from ingest.intake.lightcurve_dates import with_date, with_own_date
from ingest.intake.stated_timing import stated
from ingest.intake.tying import trace_of
from schemas.event import Event
from schemas.lightcurve import LightCurve
from schemas.reading import EventEntry
from schemas.timing_result import TimingResult


def as_read(curves: Sequence[LightCurve], results: Sequence[TimingResult]) -> tuple[EventEntry, ...]:
    """Return curves and results of no known event as a nameless entry, dated by what the file itself says."""
    if not curves and not results:
        return ()
    day = trace_of(curves, results).clues.day
    dated = [with_own_date(curve) for curve in curves]
    if day is not None:
        dated = [with_date(curve, day + 0.5) for curve in dated]
    return (
        EventEntry(
            event=Event(),
            lightcurves=tuple(dated),
            timing_results=tuple(stated(result, float("nan") if day is None else day + 0.5) for result in results),
        ),
    )
