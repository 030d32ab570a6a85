"""The day of a clock time in Occult's records, where hours count on after midnight, and errors of other programs in it.

Occult counts the hours of an event from 0 h of its first day (help pages of Occult 4, archive of observations):
24 5 3.12 is five minutes after the midnight that ends it. Other programs write 0 5 3.12, which is a day too early.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from formats.occult.occult_items import Items, Notes
from formats.occult.occult_station import Edge
from schemas.finding import FindingCode
from schemas.instant import SECONDS_PER_DAY, clock_text, day_of_mjd, mjd_of, mjd_of_day
from schemas.leap_seconds import has_leap_second, mjd_in_day

#: A time is moved by a day only if it is then closer to the event than this [d].
NEAR_EVENT = 3 / 24
#: An R that is earlier than its D by more than this [d] is on the next day.
_ALMOST_A_DAY = 20 / 24
_LEAP = re.compile(r"23[\s:]{0,2}59[\s:]{0,2}60(?:[.,](\d{0,9}))?")
_HINT = "count hours on after midnight: write 24 5 3.12 for 0 5 3.12 of the next day"


@dataclass(frozen=True, kw_only=True, slots=True)
class EventDay:
    """The day from whose 0 h the clock times of an event are counted, and the instant of the event."""

    day: date | None
    #: An instant of the event, UTC [MJD]; None where only the day is known.
    reference: float | None = None


def event_day(day: date | None, time_ref: float | None, time_predicted: float | None = None) -> EventDay:
    """Return the day of an event and its instant [MJD, UTC], which is the predicted one where the record has none.

    An instant of the record at exactly 0 h means a missing value.
    """
    return EventDay(day=day, reference=time_predicted if time_ref is None or time_ref % 1 == 0 else time_ref)


def place_clock(seconds: float, words: str, event: EventDay, items: Items, field: str) -> float | None:
    """Return the instant of a clock time, UTC [MJD], or None without a day; warn if it was moved to another day.

    Parameters
    ----------
    seconds
        Seconds after 0 h of the event's day.
    words
        The time as written.
    event
        Day and instant of the event.
    items
        The items that hold the time, for findings.
    field
        Name of the time's column.
    """
    if event.day is None:
        return None
    written = mjd_of(event.day, seconds)
    if event.reference is None or seconds >= SECONDS_PER_DAY:
        return written
    moved = mjd_of(day_of_mjd(written - round(written - event.reference)), seconds)
    if moved == written or abs(moved - event.reference) > NEAR_EVENT:
        return written
    gap_h = (written - event.reference) * 24
    side = "after" if gap_h > 0 else "before"
    message = (
        f"{words.strip()!r} on {event.day.isoformat()} is {abs(gap_h):.1f} h {side} the event,"
        f" {_text(event.reference)}; it was read on {day_of_mjd(moved).isoformat()}."
    )
    items.warning(FindingCode.DATE_UNSURE, message, field, _HINT)
    return moved


def leap_clock(text: str, event: EventDay) -> float | None:
    """Return the instant of ``23 59 60.5`` on a day that ends with a leap second, UTC [MJD]; else None."""
    match = _LEAP.fullmatch(text.strip())
    if match is None or event.day is None or not has_leap_second(mjd_of_day(event.day)):
        return None
    return mjd_in_day(mjd_of_day(event.day), SECONDS_PER_DAY + float(f"0.{match[1] or 0}"))


def _text(instant: float) -> str:
    return f"{day_of_mjd(instant).isoformat()} {clock_text(instant, decimals=0)}"


def after_d(d: Edge, r: Edge, notes: Notes) -> Edge:
    """Return an R that is almost a day before its D on the next day, with a warning; any other R unchanged."""
    if d.time is None or r.time is None or not _ALMOST_A_DAY < d.time - r.time < 1:
        return r
    time = r.time + 1
    message = f"R {clock_text(r.time)} is {(d.time - r.time) * 24:.1f} h before D; it was read on {day_of_mjd(time)}."
    notes.warning(FindingCode.DATE_UNSURE, message, name="r_time", line=r.line, hint=_HINT)
    return replace(r, time=time)
