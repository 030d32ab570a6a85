"""On which day a clock time of Occult's records is: hours above 24 after midnight, and the slips of other programs.

Occult counts the hours of one event on from its first day (help pages of Occult 4, archive of observations): 24 5 3.12
is five minutes past the midnight that ends it. Other programs write 0 5 3.12, the same clock on the wrong day.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from formats.occult.occult_items import Items, Notes
from formats.occult.occult_station import Edge
from schemas.finding import FindingCode
from schemas.instant import SECONDS_PER_DAY, clock_text, day_of_mjd, mjd_of, mjd_of_day
from schemas.leap_seconds import has_leap_second, mjd_in_day

#: A time is moved by a day only if that brings it this near to the event [d].
NEAR_EVENT = 3 / 24
#: R before D by more than this is R after midnight [d].
_ALMOST_A_DAY = 20 / 24
_LEAP = re.compile(r"23[\s:]{0,2}59[\s:]{0,2}60(?:[.,](\d{0,9}))?")
_HINT = "count hours on after midnight: write 24 5 3.12 for five past it"


@dataclass(frozen=True, kw_only=True, slots=True)
class EventDay:
    """The day that an event's clock times count from, and when the event was."""

    day: date | None
    #: An instant of the event, UTC [MJD]; None where nothing but the day is known.
    reference: float | None = None


def event_day(day: date | None, time_ref: float | None) -> EventDay:
    """Return the day of an event whose date has hours; hours of exactly zero mean a missing value."""
    return EventDay(day=day, reference=None if time_ref is None or time_ref % 1 == 0 else time_ref)


def place_clock(seconds: float, words: str, event: EventDay, items: Items, field: str) -> float | None:
    """Return the instant of a clock time, UTC [MJD], None without a day; warn where it was moved to the event's side.

    Parameters
    ----------
    seconds
        Seconds after 0 h of the event's day.
    words
        The time as written.
    event
        The event's day.
    items
        Items with the time, for findings.
    field
        Its column.
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
        f" {_text(event.reference)}; it was placed on {day_of_mjd(moved).isoformat()}."
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
    """Return R on the day after that of D where it is almost a day before it; with a warning."""
    if d.time is None or r.time is None or not _ALMOST_A_DAY < d.time - r.time < 1:
        return r
    time = r.time + 1
    message = f"R {clock_text(r.time)} is {(d.time - r.time) * 24:.1f} h before D; it was placed on {day_of_mjd(time)}."
    notes.warning(FindingCode.DATE_UNSURE, message, name="r_time", line=r.line, hint=_HINT)
    return replace(r, time=time)
