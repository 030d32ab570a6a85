"""Times of forms near midnight and far from it, in any zone: the right day or a question, no silent other day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formats.forms import iota_text_form, legacy_form, sodis_form
from ingest.intake.examination import judge
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.instant import day_of_mjd, mjd_of_datetime
from schemas.leap_seconds import LEAP_DAYS, mjd_in_day
from schemas.report import Report
from tests.cases.examined import examined
from tests.example_counts import examples
from tests.workbooks import new_workbook

_ZONES = ("", "UT", "MEZ", "CEST", "UT-7", "NZDT", "UTC+05:30")
_OFFSETS_H = dict(zip(_ZONES, (0, 0, 1, 2, -7, 13, 5.5), strict=True))
_FIRST, _LAST = datetime(1973, 1, 1), datetime(2024, 12, 30)


@dataclass(frozen=True)
class Night:
    """An observation as it was, and how its form is written."""

    start: datetime
    d: datetime
    r: datetime
    end: datetime
    #: The date on the form.
    day: date
    zone: str = ""
    is_positive: bool = True
    #: How the predicted time is written: not at all, without its date, with it, with that of another day.
    predicted: str = ""
    is_middle_given: bool = False
    hours_above_24: bool = False

    def clock(self, instant: datetime) -> str:
        """Return a time as the form has it."""
        shown = instant + timedelta(hours=_OFFSETS_H[self.zone])
        hour = shown.hour + 24 * (shown.date() - self.day).days if self.hours_above_24 else shown.hour
        return f"{hour:02d}:{shown.minute:02d}:{shown.second:02d}.{shown.microsecond // 100000}"


@st.composite
def nights(draw: st.DrawFn) -> Night:
    """Draw an observation, half of them within minutes of a midnight."""
    if draw(st.booleans()):
        midnight = draw(st.datetimes(_FIRST, _LAST).map(lambda one: one.replace(hour=0, minute=0, second=0)))
        d = midnight + timedelta(seconds=draw(st.integers(-900, 900)))
    else:
        d = draw(st.datetimes(_FIRST, _LAST))
    d = d.replace(microsecond=draw(st.integers(0, 9)) * 100000)
    r = d + timedelta(seconds=draw(st.integers(1, 60)))
    start = d - timedelta(seconds=draw(st.integers(1, 900)))
    end = r + timedelta(seconds=draw(st.integers(1, 900)))
    zone = draw(st.sampled_from(_ZONES))
    local = [one + timedelta(hours=_OFFSETS_H[zone]) for one in (start, d)]
    day = draw(st.sampled_from([one.date() for one in local] + [d.date()]))
    return Night(
        start=start,
        d=d,
        r=r,
        end=end,
        day=day,
        zone=zone,
        is_positive=draw(st.booleans()),
        predicted=draw(st.sampled_from(["", "clock", "date", "day before", "day after", "other hour"])),
        is_middle_given=draw(st.booleans()),
        hours_above_24=not zone and day == start.date() and draw(st.booleans()),
    )


def sodis(night: Night) -> str:
    """Return the night's SODIS form."""
    behind = f" {night.zone}" if night.zone else ""
    predicted = {
        "": "",
        "clock": f"{night.d:%H:%M:%S} UT",
        "date": f"{night.d:%d %b; %Y %H:%M:%S} UT",
        "other hour": f"{night.day:%d %b; %Y} {(night.d.hour + 7) % 24:02d}:00:00 UT",
        "day before": f"{night.d - timedelta(days=1):%d %b; %Y %H:%M:%S} UT",
        "day after": f"{night.d + timedelta(days=1):%d %b; %Y %H:%M:%S} UT",
    }[night.predicted]
    marks = ("M", "M")
    if night.is_positive:
        marks = (f"D{night.clock(night.d)}{behind}", f"R{night.clock(night.r)}{behind}")
    return f"""#IOTA-ES ASTEROIDAL OCCULTATION - REPORT FORM 2.03
#Occultation: {"POSITIVE" if night.is_positive else "NEGATIVE"}
#DATE: {night.day:%d %B %Y}
#PREDICTTIME: {predicted}
#STAR: UCAC4 350-187717
#ASTEROID: Hildrun
#Nr: 928
#Observer1: A Tester
#Countrycode: DE
#Latitude: +52 58 48.5
#Longitude: +013 22 13.7
#Altitude: 37.4
#StartObs: {night.clock(night.start)}{behind}
#D: {marks[0]}
#Acc_D: 0.1
#R: {marks[1]}
#Acc_R: 0.1
#EndObs: {night.clock(night.end)}{behind}
#Timesource: a
#Comments: none
"""


def eaon(night: Night) -> str:
    """Return the night's EAON form."""
    events = [("S", night.start), ("E", night.end)]
    if night.is_positive:
        events[1:1] = [("D", night.d), ("R", night.r)]
    lines = [f"    {code}  - {night.clock(one).replace(':', ' ')}   -   0.1   :" for code, one in events]
    middle = night.d + (night.r - night.d) / 2
    if night.is_middle_given and night.is_positive:
        lines.append(f"          Mid-event : {middle:%Y-%m-%dT%H:%M:%S.%f} UTC")
    if night.predicted in {"clock", "date"}:
        day = f"{night.d:%Y-%m-%d} " if night.predicted == "date" else ""
        lines.append(f"          Predicted mid time: {day}{night.d:%H:%M:%S}")
    return "\n".join(
        [
            "  ASTEROIDAL OCCULTATION - REPORT FORM",
            f"1 DATE: {night.day.isoformat()}     STAR: TYC 1234-00567-1",
            "  ASTEROID: Sappho     No: 80",
            "2 OBSERVER: Name: A. Tester",
            "3 OBSERVING STATION: Nearest city: Testville",
            "  Latitude:  N 43 55 54.812",
            "  Longitude: E 05 42 48.511",
            "  Altitude: 650",
            f"4 TIMING OF EVENTS:    OCCULTATION RECORDED: {'POSITIVE' if night.is_positive else 'NEGATIVE'}",
            f"  Event   Time ({night.zone or 'UT'})    P.E.   Acc.",
            *lines,
            "8 ADDITIONAL COMMENTS:",
            "  none",
            "",
        ]
    )


def iota_text(night: Night) -> str:
    """Return the night's form in IOTA's old text."""
    events = [("Started Observing", night.start), ("Stopped Observing", night.end)]
    if night.is_positive:
        events[1:1] = [("Disappearance", night.d), ("Reappearance", night.r)]
    rows = [f"   {words}:    {night.clock(one)}      0.2    0.1" for words, one in events]
    predicted = {"clock": f"{night.d:%H:%M:%S}", "date": f"{night.d:%Y-%m-%d %H:%M:%S}"}.get(night.predicted, "")
    return "\n".join(
        [
            "Asteroid (or other object): (479) Caprera          Star: HIP 95942",
            f"Date (U.T.): {night.day:%Y %B %d}      Predicted Time (U.T.): {predicted}",
            "Observer Name: A Tester",
            "Observing site name: Testville",
            "Longitude: 10 45 30 E          Latitude: 35 40 12 N",
            "Height above sealevel: 25 m",
            f"EVENT TIMINGS: (All times in {night.zone or 'Universal Time'})",
            "   Star and Object Merged:    __:__:__.__",
            *rows,
            "   Estimated Closest Approach:__:__:__.__",
            "",
        ]
    )


def workbook(night: Night) -> bytes:
    """Return the night's workbook, whose date is that of the predicted time, in UT."""
    cells: dict[str, str | int | float] = {
        "A2": "Positive" if night.is_positive else "Negative",
        "E7": 428,
        "K7": "Monachia",
        "S7": "UCAC4     xxx - xxxxxx",
        "X7": "523-052466",
        "D9": "A Tester",
        "E15": "Tucson, AZ, USA",
        "E18": "32.22170",
        "J18": "N",
        "N18": "110.92650",
        "R18": "W",
        "V18": 728.5,
        "W18": "m",
        "D5": night.d.year,
        "K5": night.d.month,
        "P5": night.d.day,
        "Y5": night.d.hour,
        "AA5": night.d.minute,
        "AC5": night.d.second,
        "W38": "no" if night.is_positive else "yes",
    }
    for row, one in ((31, night.start), (32, night.d), (36, night.r), (37, night.end)):
        if night.is_positive or row in {31, 37}:
            cells |= {f"F{row}": one.hour, f"H{row}": one.minute, f"J{row}": one.second + one.microsecond / 1e6}
    return new_workbook(cells)


def check(text: str | bytes, night: Night) -> None:
    """Expect the true instants, a question of the day, or a refusal."""
    examination = examined(text)
    is_asked = any(
        finding.code == FindingCode.DATE_UNSURE and finding.severity == Severity.WARNING
        for finding in examination.findings
    )
    if examination.is_refused or is_asked:
        return
    [station] = examination.entries[0].stations
    days = {day_of_mjd(instant) for instant in instants(station.report) if instant is not None}
    if night.predicted in {"day before", "day after"} and night.day in days:
        return  # date and predicted time agree with each other: nothing in the form shows that both are wrong
    for written, expected in zip(instants(station.report), truth(night), strict=True):
        assert written is not None
        assert abs(written - expected) < 2e-9, [finding.text("form") for finding in examination.findings]


def instants(report: Report) -> list[float | None]:
    events = [report.d_time, report.r_time] if report.outcome == "positive" else []
    return [report.time_start, *events, report.time_end]


def truth(night: Night) -> list[float]:
    events = [night.d, night.r] if night.is_positive else []
    return [mjd_of_datetime(one.replace(tzinfo=UTC)) for one in (night.start, *events, night.end)]


EVENING = Night(
    start=datetime(2022, 8, 25, 23, 57),
    d=datetime(2022, 8, 26, 0, 1, 10),
    r=datetime(2022, 8, 26, 0, 1, 14),
    end=datetime(2022, 8, 26, 0, 5),
    day=date(2022, 8, 25),
)


@pytest.mark.parametrize("write", [sodis, eaon, iota_text])
@examples(300)
@example(night=EVENING)
@given(night=nights())
def test_a_form_in_text_has_the_right_day_or_a_question(write: Callable[[Night], str | bytes], night: Night) -> None:
    check(write(night), night)


@examples(50)
@given(nights())
def test_a_workbook_has_the_right_day(night: Night) -> None:
    examination = examined(workbook(night), "form.xlsx")
    assert not any(finding.code == FindingCode.DATE_UNSURE for finding in examination.findings)
    [station] = examination.entries[0].stations
    assert instants(station.report) == pytest.approx(truth(night), abs=2e-9)


@given(st.sampled_from(LEAP_DAYS), st.integers(0, 99), st.booleans())
def test_a_leap_second_is_a_time_on_its_days_only(leap_day: int, hundredths: int, is_leap: bool) -> None:
    day = day_of_mjd(leap_day if is_leap else leap_day - 1)
    d = datetime(day.year, day.month, day.day, 23, 59, 57)
    night = Night(start=d - timedelta(minutes=1), d=d, r=d, end=d + timedelta(minutes=1), day=day, predicted="date")
    for text, clock in ((sodis(night), night.clock(d)), (eaon(night), night.clock(d).replace(":", " "))):
        head, _, tail = text.rpartition(clock)
        examination = examined(f"{head}{clock[:-4]}60.{hundredths:02d}{tail}")
        [station] = examination.all_entries[0].stations
        if is_leap:
            assert not examination.is_refused
            assert station.report.r_time == mjd_in_day(leap_day, 86400 + hundredths / 100)
        else:
            assert station.report.r_time is None
            assert any("seconds of 60" in finding.message for finding in examination.findings)


@examples(100)
@given(nights())
def test_far_from_midnight_nothing_is_asked_and_all_is_right(night: Night) -> None:
    hour = night.d.hour
    shift = timedelta(hours=12 - hour)
    moved = Night(
        start=night.start.replace(day=night.d.day, month=night.d.month, year=night.d.year) + shift
        if night.start.date() == night.d.date()
        else night.d + shift - timedelta(minutes=3),
        d=night.d + shift,
        r=night.r + shift,
        end=night.r + shift + timedelta(minutes=2),
        day=(night.d + shift).date(),
        is_positive=night.is_positive,
        predicted=night.predicted if night.predicted in {"", "clock", "date"} else "",
        is_middle_given=night.is_middle_given,
    )
    for text in (sodis(moved), eaon(moved)):
        examination = examined(text)
        [station] = examination.entries[0].stations
        times = [instant for instant in instants(station.report) if instant is not None]
        assert all(first < second for first, second in pairwise(times))
        assert {int(instant) for instant in times} == {int(mjd_of_datetime(moved.d.replace(tzinfo=UTC)))}
        assert not any(finding.code == FindingCode.DATE_UNSURE for finding in examination.findings)


_JUNK = (
    *(
        "",
        "23:59:60",
        "00:30 MEZ",
        "D00:30 MEZ",
        "24:10",
        "47:59:59.9",
        "D 12:00:00 TT",
        "M",
        "-",
        "2022-08-26T00:01",
        "X",
    ),
    *(
        "00:00:00 local",
        "23:59:59.9999999",
        "2016-12-31 23:59:60.5",
        "31 December 2016",
        "25/26 August 2022",
        "9/8/2022",
    ),
    *("2016-12-31T23:59:60 UTC+14", "1 Jan 0001", "99:99:99", "NZDT", "12 30 00 UT-11", "D20:02 +/- 60"),
)


@examples(300)
@given(
    nights(), st.lists(st.tuples(st.integers(0, 30), st.sampled_from(_JUNK)), max_size=6), st.sampled_from([0, 1, 2])
)
def test_whatever_stands_in_the_fields_nothing_breaks(night: Night, changes: list[tuple[int, str]], kind: int) -> None:
    lines = (sodis, eaon, iota_text)[kind](night).split("\n")
    for number, junk in changes:
        place = number % len(lines)
        key, colon, _ = lines[place].partition(":")
        lines[place] = f"{key}{colon} {junk}" if colon and number % 2 else lines[place][:10] + junk
    data = "\n".join(lines).encode()
    reader = (sodis_form, legacy_form, iota_text_form)[kind]
    try:
        judge(reader.read(data, "form.txt"))
    except FormatError:
        return
