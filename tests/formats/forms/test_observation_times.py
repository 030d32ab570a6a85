"""Times of a form put on their days: around midnight, without a date, without seconds, in other zones."""

from datetime import date

import pytest

from formats.files.remarks import Remarks
from formats.forms import observation_times
from formats.forms.observation_times import read_times
from formats.words.marks import read_marks
from schemas.finding import FindingCode
from schemas.instant import mjd_of
from tests.formats.forms.filled_form import codes_of, fill

NIGHT = date(2022, 8, 25)
FIELDS = {"date": "25 August 2022", "time_start": "20:01:00", "time_end": "20:04:00"}


def test_all_times_are_on_the_day_of_the_form() -> None:
    remarks = Remarks()
    form = fill(remarks, **FIELDS)
    times = read_times(form, read_marks("D20:02:30.5", 5), read_marks("R20:02:34", 6), remarks)
    assert (times.time_start, times.time_end) == (mjd_of(NIGHT, 72060.0), mjd_of(NIGHT, 72240.0))
    (pair,) = times.pairs
    assert (pair.d_time, pair.r_time) == (mjd_of(NIGHT, 72150.5), mjd_of(NIGHT, 72154.0))
    assert (pair.d_code, pair.r_code) == ("D", "R")
    assert (form.lines["d_time"], form.lines["r_code"]) == (5, 6)
    assert codes_of(remarks) == []


def test_a_time_after_midnight_is_on_the_next_day_and_said() -> None:
    remarks = Remarks()
    form = fill(
        remarks,
        date="25 August 2022",
        time_predicted="25 August 2022 23:59:50",
        time_start="23:58:00",
        time_end="0:02:00",
    )
    times = read_times(form, read_marks("D23:59:58", 5), read_marks("R0:00:02", 6), remarks)
    assert times.time_predicted == mjd_of(NIGHT, 86390.0)
    assert times.time_end == mjd_of(date(2022, 8, 26), 120.0)
    assert times.pairs[0].r_time == mjd_of(date(2022, 8, 26), 2.0)
    assert set(codes_of(remarks)) == {FindingCode.VALUE_DERIVED}


def test_a_miss_has_codes_and_no_times() -> None:
    remarks = Remarks()
    (pair,) = read_times(fill(remarks, **FIELDS), read_marks("M", 5), read_marks("M", 6), remarks).pairs
    assert (pair.d_time, pair.r_time, pair.d_code, pair.r_code) == (None, None, "M", "M")
    assert codes_of(remarks) == []


@pytest.mark.parametrize(
    ("d", "code", "d_code"),
    [
        ("D20:02", FindingCode.VALUE_MISSING, "D"),
        ("X20:02:30", FindingCode.CODE_UNKNOWN, None),
        ("20:02:30", FindingCode.VALUE_DERIVED, "D"),
        ("D20:02:xx", FindingCode.VALUE_UNREADABLE, "D"),
        ("D22:02:30 CEST", FindingCode.TIME_ZONE, "D"),
        ("D20:02:30 local time", FindingCode.TIME_ZONE, "D"),
    ],
)
def test_what_is_said_of_a_mark(d: str, code: FindingCode, d_code: str | None) -> None:
    remarks = Remarks()
    (pair,) = read_times(fill(remarks, **FIELDS), read_marks(d, 5), [], remarks).pairs
    assert code in codes_of(remarks)
    assert pair.d_code == d_code


def test_without_a_date_nothing_is_placed() -> None:
    remarks = Remarks()
    form = fill(remarks, time_start="20:01:00")
    times = read_times(form, read_marks("D20:02:30", 5), [], remarks)
    assert (times.time_start, times.pairs[0].d_time) == (None, None)
    assert FindingCode.VALUE_MISSING in codes_of(remarks)
    assert "Time_start=20:01:00" in form.other


def test_more_pairs_than_an_observation_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observation_times, "MAX_PAIRS", 1)
    remarks = Remarks()
    form = fill(remarks, **FIELDS)
    d, r = read_marks("D20:02:30; D20:02:40", 5), read_marks("R20:02:34; R20:02:44", 6)
    assert len(read_times(form, d, r, remarks).pairs) == 1
    assert codes_of(remarks) == [FindingCode.STRUCTURE]
    assert form.other == ["mark=D20:02:40", "mark=R20:02:44"]
