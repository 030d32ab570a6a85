"""The times of one form: recording, D and R, placed in the calendar."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from formats.files.remarks import Remarks, quote
from formats.forms.form import Entry, Form
from formats.words.calendar_date import CalendarDate
from formats.words.marks import Mark, Pair, pair_marks
from formats.words.time_of_day import TimeOfDay, place
from schemas.codes import CodeList, DCode, RCode
from schemas.finding import FindingCode
from schemas.instant import day_of_mjd, mjd_of, mjd_of_day
from schemas.report import Timing

#: More pairs than this on one form are no observation.
MAX_PAIRS = 100
_FARTHEST_DAYS = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservationTimes:
    """Every time of a form, UTC [MJD]."""

    time_predicted: float | None
    time_start: float | None
    time_end: float | None
    #: Pair 0 is the report's own.
    pairs: tuple[Timing, ...]
    #: Personal equation of the first pair [s].
    d_personal_equation: float | None = None
    r_personal_equation: float | None = None


def read_times(form: Form, d_marks: Sequence[Mark], r_marks: Sequence[Mark], remarks: Remarks) -> ObservationTimes:
    """Place all times of a form.

    The anchor is the predicted time, else the date with the first time of the recording; every other
    time comes on the date nearest to it.

    Parameters
    ----------
    form
        The form, with ``date``, ``time_predicted``, ``time_start`` and ``time_end`` where it has them.
    d_marks, r_marks
        The marks of D and R in the order of the form.
    remarks
        Where findings go.
    """
    written = form.calendar_date()
    predicted, predicted_day = form.predicted(written)
    start, end = form.time("time_start"), form.time("time_end")
    pairs = _limited(form, pair_marks(d_marks, r_marks), remarks)
    day = _day(form, written, predicted_day, remarks)
    first = [start, *(mark.time for pair in pairs[:1] for mark in (pair.d, pair.r) if mark is not None), end]
    anchor = predicted if predicted is not None else _anchor(written, day, [time for time in first if time])
    if anchor is None:
        _remark_missing(form, day, has_times=any(first), remarks=remarks)
    if written is not None and written.is_night:
        day = None
    timings = tuple(_timing(form, number, pair, anchor, day, remarks) for number, pair in enumerate(pairs))
    main = pairs[0] if pairs else Pair(d=None, r=None)
    return ObservationTimes(
        time_predicted=predicted,
        time_start=_placed(form, "time_start", start, anchor, day),
        time_end=_placed(form, "time_end", end, anchor, day),
        pairs=timings,
        d_personal_equation=main.d.personal_equation if main.d else None,
        r_personal_equation=main.r.personal_equation if main.r else None,
    )


def _remark_missing(form: Form, day: date | None, *, has_times: bool, remarks: Remarks) -> None:
    line = form.lines.get("date")
    if day is not None:
        message = "The form gives no time at all: the report cannot be placed in the calendar."
        hint = "give at least start and end of the recording"
    else:
        message = f"The form has no usable date{': its times cannot be placed' if has_times else ''}."
        hint = "give the date (UT) as 25 August 2022"
    remarks.error(FindingCode.VALUE_MISSING, message, field="date", line=line, hint=hint)


def _day(form: Form, written: CalendarDate | None, predicted: date | None, remarks: Remarks) -> date | None:
    """Return the form's date, or that of the prediction in its place."""
    entry = form.entry("time_predicted")
    if written is None and predicted is not None and entry is not None:
        form.derived("date", entry, f"The date {predicted.isoformat()} was taken from {entry.key}.")
        return predicted
    if written is None:
        return None
    if predicted is not None and entry is not None and abs((predicted - written.day).days) > _FARTHEST_DAYS:
        message = f"The date is {written.day.isoformat()}, but {entry.key} names {predicted.isoformat()}."
        remarks.error(
            FindingCode.STRUCTURE, message, field="date", line=form.lines.get("date"), hint="correct one of the two"
        )
    return written.day


def _anchor(written: CalendarDate | None, day: date | None, times: Sequence[TimeOfDay]) -> float | None:
    """Return the first time of the form on its date."""
    if day is None or not times:
        return None
    if written is not None and written.is_night:
        return place(times[0].seconds, mjd_of_day(day))
    return mjd_of(day, times[0].seconds)


def _placed(form: Form, column: str, time: TimeOfDay | None, anchor: float | None, day: date | None) -> float | None:
    entry = form.entry(column)
    if time is None or entry is None:
        return None
    return form.instant(column, entry, time.seconds, anchor, day)


def _limited(form: Form, pairs: list[Pair], remarks: Remarks) -> list[Pair]:
    for pair in pairs[MAX_PAIRS:]:
        form.other += [f"mark={mark.text}" for mark in (pair.d, pair.r) if mark is not None]
    if len(pairs) > MAX_PAIRS:
        message = f"The form has more than {MAX_PAIRS} pairs of D and R; the first {MAX_PAIRS} were read."
        remarks.error(FindingCode.STRUCTURE, message, field="d_time", line=form.lines.get("d_time"))
    return pairs[:MAX_PAIRS]


def _timing(form: Form, number: int, pair: Pair, anchor: float | None, day: date | None, remarks: Remarks) -> Timing:
    """Turn a pair of marks into instants and codes."""
    if number == 0:
        for column, mark in (("d", pair.d), ("r", pair.r)):
            if mark is not None:
                form.lines[f"{column}_time"] = form.lines[f"{column}_code"] = mark.line
    d_time, d_code = _mark(form, "d_time", pair.d, DCode, anchor, day, remarks)
    r_time, r_code = _mark(form, "r_time", pair.r, RCode, anchor, day, remarks)
    return Timing(
        seq=number,
        d_time=d_time,
        d_err=pair.d.err if pair.d else None,
        d_code=d_code,
        r_time=r_time,
        r_err=pair.r.err if pair.r else None,
        r_code=r_code,
    )


def _mark(
    form: Form,
    column: str,
    mark: Mark | None,
    codes: type[CodeList],
    anchor: float | None,
    day: date | None,
    remarks: Remarks,
) -> tuple[float | None, str | None]:
    if mark is None:
        return None, None
    word = column[0].upper()
    entry = Entry(key=word, text=mark.text, line=mark.line)
    code = codes.from_letter(mark.letter) if mark.letter else None
    if mark.letter and code is None:
        allowed = ", ".join(f"{member.letter} {member.meaning}" for member in codes)
        remarks.error(
            FindingCode.CODE_UNKNOWN,
            f"The code {mark.letter} of {quote(mark.text)} is not in the list of {word}.",
            field=f"{word.lower()}_code",
            line=mark.line,
            hint=f"allowed: {allowed}",
        )
        form.keep(entry)
    if mark.time is None and code is not None and code.letter == "M" and len(mark.text) > 1 and mark.text[1].isalpha():
        form.derived(f"{word.lower()}_code", entry, f"{word} {quote(mark.text)} was read as {code.letter}.")
        return None, code.value
    if mark.time is None or mark.time.zone:
        if mark.time is not None or mark.text.strip() != mark.letter:
            form.not_a_time(column, entry, mark.time)
        return None, code.value if code else None
    if mark.time.is_repaired:
        form.repaired(column, entry, "digits")
    if not mark.letter:
        form.derived(column, entry, f"{word} {quote(mark.text)} has no code and was taken for {word} of the main star.")
        code = codes.from_letter(word)
    if not mark.time.has_seconds:
        remarks.warning(
            FindingCode.VALUE_DERIVED,
            f"{word} {quote(mark.text)} has no seconds; they were read as zero.",
            field=column,
            line=mark.line,
            hint="write it as hh:mm:ss.ss, UT",
        )
    if mark.words:
        _remark_words(form, column, mark, entry, remarks)
    instant = form.instant(column, entry, mark.time.seconds, anchor, day)
    if mark.day is not None and instant is not None and day_of_mjd(instant) != mark.day:
        message = f"{word} {quote(mark.text)} has another date than the form, which puts it on {day_of_mjd(instant)}."
        remarks.error(FindingCode.STRUCTURE, message, field=column, line=mark.line, hint="correct one of the two")
    return instant, code.value if code else None


def _remark_words(form: Form, column: str, mark: Mark, entry: Entry, remarks: Remarks) -> None:
    """Keep what follows a time; a second time in the same place was not read."""
    form.keep(entry)
    if re.search(r"\d\s?[:hH]\s?\d{2}", mark.words):
        remarks.warning(
            FindingCode.VALUE_UNREADABLE,
            f"{quote(mark.words)} after the time of {entry.key} was not read.",
            field=column,
            line=mark.line,
            hint="write every time on a line of its own",
        )
