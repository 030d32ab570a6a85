"""Clock times of Occult's records around midnight: the right day or a question, in both formats."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.occult.occult_days import EventDay, after_d, event_day, leap_clock, place_clock
from formats.occult.occult_items import Items, Notes
from formats.occult.occult_station import Edge
from schemas.finding import FindingCode, Severity
from schemas.instant import mjd_of, mjd_of_datetime
from schemas.leap_seconds import mjd_in_day
from tests.cases.examined import examined

_FIRST, _LAST = datetime(1973, 1, 2), datetime(2025, 11, 29)


@st.composite
def events(draw: st.DrawFn) -> tuple[datetime, datetime, datetime]:
    """Draw the instant of the date, D and R; half of them within minutes of a midnight."""
    middle = draw(st.datetimes(_FIRST, _LAST)).replace(microsecond=0)
    if draw(st.booleans()):
        middle = middle.replace(hour=0, minute=0, second=0) + timedelta(seconds=draw(st.integers(-900, 900)))
    d = middle + timedelta(seconds=draw(st.integers(-600, 600)))
    return middle, d, d + timedelta(seconds=draw(st.integers(1, 120)))


def clock(instant: datetime, day: datetime, *, counts_on: bool) -> str:
    """Return ``hh mm ss``; hours after the midnight that ends the day count on, or begin again."""
    hours = instant.hour + (24 * (instant.date() - day.date()).days if counts_on and instant > day else 0)
    return f"{hours:2d} {instant.minute:2d} {instant.second:2d}.00"


def xml(middle: datetime, d: datetime, r: datetime, *, counts_on: bool, has_hour: bool) -> str:
    """Return a record whose date is that of the middle."""
    hour = middle.hour + middle.minute / 60 + middle.second / 3600
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<AsteroidOccultations><FileVersion>2.15</FileVersion><Event>
<Date>{middle.year}|{middle.month}|{middle.day}|{hour if has_hour else 0:.6f}</Date>
<Details><Star>UCAC4|350-187717|3|0|20.1|-20.4|0|0|0|0|20.1|-20.4|12.5|12.5|12.5|</Star>
<Asteroid>928|Hildrun|1|1|0|0|0|0|2|0|60|0|14</Asteroid></Details>
<Observations><Prediction>1|-122 30 00.0|+37 30 00.0|{clock(middle, middle, counts_on=True)}|</Prediction>
<Observer><ID>1|A Tester|||Test City||-122 30 00.0|+37 30 00.0|100||20|3|a|a</ID><Conditions>_|_||0|</Conditions>
<D>{clock(d, middle, counts_on=counts_on)}|D|0.50|||</D>
<R>{clock(r, middle, counts_on=counts_on)}|R|0.50|||</R></Observer>
</Observations></Event></AsteroidOccultations>
"""


def fixed(middle: datetime, d: datetime, r: datetime, *, counts_on: bool, has_hour: bool) -> str:
    """Return the same record in the old columns."""
    hour = f"{middle.hour + middle.minute / 60:6.2f}" if has_hour else "      "
    head = columns("*", (1, "   928 Hildrun"), (21, f"{middle:%Y%m%d}"), (30, "4UC350-187717"), (65, hour), (137, "4"))
    predicted = columns(" 1", (3, "Predicted"), (74, packed(middle, middle, counts_on=True)))
    times = [packed(one, middle, counts_on=counts_on) for one in (d, r)]
    observer = columns(
        *(" 2", (3, "A Tester"), (41, "-1223000.00"), (52, "+373000.0")),
        *((74, f"{times[0]}D0.60"), (93, f"{times[1]}R0.60")),
    )
    return "\n".join([head, columns("#", (1, " 10.25")), columns("^"), predicted, observer, ""])


def columns(mark: str, *parts: tuple[int, str]) -> str:
    """Return a line of 149 characters with texts from the columns named, counted from 0."""
    line = list(mark.ljust(149))
    for first, text in parts:
        line[first : first + len(text)] = text
    return "".join(line)


def packed(instant: datetime, day: datetime, *, counts_on: bool) -> str:
    """Return ``hhmmss.ss`` as `clock` does ``hh mm ss.ss``."""
    hour, minute, second = clock(instant, day, counts_on=counts_on).rsplit(maxsplit=2)
    return f"{int(hour):2d}{int(minute):02d}{float(second):05.2f}"


@given(events(), st.booleans(), st.booleans())
def test_the_right_day_or_a_question(
    event: tuple[datetime, datetime, datetime], counts_on: bool, has_hour: bool
) -> None:
    for write in (xml, fixed):
        check(write(*event, counts_on=counts_on, has_hour=has_hour), event, counts_on=counts_on)


def check(text: str, event: tuple[datetime, datetime, datetime], *, counts_on: bool) -> None:
    """Expect the true instants, and a question where the file does not count the hours on."""
    middle, d, r = event
    examination = examined(text, "a.dat")
    is_asked = any(
        finding.code == FindingCode.DATE_UNSURE and finding.severity == Severity.WARNING
        for finding in examination.findings
    )
    [station] = examination.all_entries[0].stations
    seen = (station.report.d_time, station.report.r_time)
    expected = tuple(mjd_of_datetime(one.replace(tzinfo=UTC)) for one in (d, r))
    assert seen == pytest.approx(expected, abs=2e-9)
    is_plain = d.date() == r.date() == middle.date() or (counts_on and d.date() >= middle.date())
    assert is_asked != is_plain


def test_a_leap_second_is_a_time_on_its_day_only() -> None:
    middle = datetime(2016, 12, 31, 23, 59, 0)
    text = xml(middle, middle + timedelta(seconds=58), middle + timedelta(seconds=59), counts_on=True, has_hour=True)
    text = text.replace("23 59 59.00", "23 59 60.50")
    [station] = examined(text, "a.xml").entries[0].stations
    assert station.report.r_time == 57753 + 86400.5 / 86401
    other = examined(text.replace("<Date>2016", "<Date>2020"), "a.xml")
    assert other.all_entries[0].stations[0].report.r_time is None


DAY = date(2024, 6, 27)


def test_hours_of_zero_are_no_time_of_an_event() -> None:
    assert event_day(DAY, mjd_of(DAY, 0.0)).reference is None
    assert event_day(DAY, mjd_of(DAY, 3600.0)).reference == mjd_of(DAY, 3600.0)
    assert event_day(None, None).day is None
    predicted = mjd_of(DAY, 7200.0)
    assert event_day(DAY, mjd_of(DAY, 0.0), predicted).reference == predicted
    assert event_day(DAY, mjd_of(DAY, 3600.0), predicted).reference == mjd_of(DAY, 3600.0)


@pytest.mark.parametrize(
    ("seconds", "reference_s", "placed_s", "is_asked"),
    [
        (300.0, None, 300.0, False),
        (86700.0, 86390.0, 86700.0, False),
        (300.0, 86390.0, 86700.0, True),
        (86300.0, 10.0, -100.0, True),
        (43200.0, 86390.0, 43200.0, False),
    ],
)
def test_a_clock_is_moved_only_to_the_side_of_the_event(
    seconds: float, reference_s: float | None, placed_s: float, is_asked: bool
) -> None:
    items = Items(name="D", line=3, values=(), notes=Notes(source="x"))
    event = EventDay(day=DAY, reference=None if reference_s is None else mjd_of(DAY, reference_s))
    assert place_clock(seconds, "clock", event, items, "d_time") == mjd_of(DAY, placed_s)
    assert [finding.code for finding in items.notes.findings] == [FindingCode.DATE_UNSURE] * is_asked
    assert place_clock(seconds, "clock", EventDay(day=None), items, "d_time") is None


@pytest.mark.parametrize(("lag_h", "is_moved"), [(23.5, True), (20.5, True), (19.0, False), (-1.0, False)])
def test_r_almost_a_day_before_d_is_of_the_next_day(lag_h: float, is_moved: bool) -> None:
    notes = Notes(source="x")
    d, r = Edge(time=60000.9), Edge(time=60000.9 - lag_h / 24, line=4)
    assert (after_d(d, r, notes).time == pytest.approx(r.time, abs=1e-9)) is not is_moved
    assert [(finding.code, finding.line) for finding in notes.findings] == [(FindingCode.DATE_UNSURE, 4)] * is_moved


@pytest.mark.parametrize(
    ("text", "day", "instant"),
    [
        ("23 59 60.5", date(2016, 12, 31), mjd_in_day(57753, 86400.5)),
        ("235960", date(2016, 12, 31), mjd_in_day(57753, 86400.0)),
        ("23 59 60.5", date(2020, 12, 31), None),
        ("23 59 59.5", date(2016, 12, 31), None),
    ],
)
def test_leap_seconds(text: str, day: date, instant: float | None) -> None:
    assert leap_clock(text, EventDay(day=day)) == instant
