"""Clock times of Occult's records around midnight: the right day or a question, in both formats."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.finding import FindingCode, Severity
from schemas.instant import mjd_of_datetime
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
    assert seen == pytest.approx(expected, abs=1.3e-5)
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
