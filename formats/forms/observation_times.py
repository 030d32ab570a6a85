"""The times of one form: recording, D and R, placed in the calendar."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from formats.files.remarks import Remarks, quote
from formats.forms.form import Entry, Form
from formats.forms.form_days import FormDay, remark_days, remark_zones, stated_instants
from formats.words.calendar_date import CalendarDate
from formats.words.marks import Mark, Pair, pair_marks
from formats.words.time_of_day import TimeOfDay
from formats.words.zones import zone_named
from schemas.codes import CodeList, DCode, RCode
from schemas.finding import FindingCode
from schemas.report import Timing

#: More pairs than this on one form are no observation.
MAX_PAIRS = 100
#: A time without seconds is one where its uncertainty is that large [s].
_MINUTE_ERR_S = 30.0


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

    Every time comes on the date nearest to an anchor (`FormDay.anchor`): an instant of the observation that is
    written with its date, else the predicted time, else the event on the date of the form.

    Parameters
    ----------
    form
        The form, with ``date``, ``time_predicted``, ``time_mid``, ``time_start`` and ``time_end`` where it has them.
    d_marks, r_marks
        The marks of D and R in the order of the form.
    remarks
        Where findings go.
    """
    written = form.calendar_date()
    predicted, predicted_day = form.predicted(written)
    recording = {column: form.time(column) for column in ("time_start", "time_end")}
    joined = _limited(form, pair_marks(d_marks, r_marks), remarks)
    pairs = [_in_universal_time(form, number, pair) for number, pair in enumerate(joined)]
    clocks = _clocks(recording, pairs[0] if pairs else Pair(d=None, r=None))
    remark_zones(form, remarks, list(clocks))
    day = FormDay(
        written=written,
        day=_day(form, written, predicted_day),
        predicted=predicted,
        predicted_day=predicted_day,
        stated=stated_instants(form, clocks),
        clocks=clocks,
    )
    anchor = day.anchor()
    if anchor is None:
        _remark_missing(form, day.day, has_times=bool(clocks), remarks=remarks)
    shown = None if written is not None and written.is_night else day.day
    timings = tuple(_timing(form, number, pair, anchor, shown, remarks) for number, pair in enumerate(pairs))
    times = _observation_times(form, recording, timings, day, shown, pairs)
    remark_days(form, day, _placed_times(times), remarks)
    return times


def _observation_times(
    form: Form,
    recording: Mapping[str, TimeOfDay | None],
    timings: tuple[Timing, ...],
    day: FormDay,
    shown: date | None,
    pairs: Sequence[Pair],
) -> ObservationTimes:
    anchor = day.anchor()
    main = pairs[0] if pairs else Pair(d=None, r=None)
    start, end = (_placed(form, column, time, anchor, shown) for column, time in recording.items())
    return ObservationTimes(
        time_predicted=day.predicted,
        time_start=start,
        time_end=end,
        pairs=timings,
        d_personal_equation=main.d.personal_equation if main.d else None,
        r_personal_equation=main.r.personal_equation if main.r else None,
    )


def _clocks(recording: Mapping[str, TimeOfDay | None], main: Pair) -> dict[str, TimeOfDay]:
    """Return the times of day of a form in the order of the observation."""
    d, r = (mark.time if mark is not None else None for mark in (main.d, main.r))
    times = {"time_start": recording["time_start"], "d_time": d, "r_time": r, "time_end": recording["time_end"]}
    return {column: time for column, time in times.items() if time is not None and not time.zone}


def _placed_times(times: ObservationTimes) -> dict[str, float]:
    main = times.pairs[0] if times.pairs else Timing(seq=0)
    placed = {
        "time_predicted": times.time_predicted,
        "time_start": times.time_start,
        "d_time": main.d_time,
        "r_time": main.r_time,
        "time_end": times.time_end,
    }
    return {column: instant for column, instant in placed.items() if instant is not None}


def _in_universal_time(form: Form, number: int, pair: Pair) -> Pair:
    """Return a pair with its times in UT; one that cannot be converted keeps the name of its zone."""

    def turned(column: str, mark: Mark | None) -> Mark | None:
        if mark is None or mark.time is None or (not mark.time.zone and form.zone is None):
            return mark
        if mark.time.zone and form.ahead_of_utc_s(zone_named(mark.time.zone)) is None:
            return mark
        entry = Entry(key=column[0].upper(), text=mark.text, line=mark.line)
        return replace(mark, time=form.universal(column if number == 0 else f"{column} {number}", entry, mark.time))

    return Pair(d=turned("d_time", pair.d), r=turned("r_time", pair.r))


def _remark_missing(form: Form, day: date | None, *, has_times: bool, remarks: Remarks) -> None:
    line = form.lines.get("date")
    if day is not None:
        message = "The form gives no time at all: the report cannot be placed in the calendar."
        hint = "give at least start and end of the recording"
    else:
        message = f"The form has no usable date{': its times cannot be placed' if has_times else ''}."
        hint = "give the date (UT) as 25 August 2022"
    remarks.error(FindingCode.VALUE_MISSING, message, field="date", line=line, hint=hint)


def _day(form: Form, written: CalendarDate | None, predicted: date | None) -> date | None:
    """Return the form's date, or that of the prediction in its place."""
    entry = form.entry("time_predicted")
    if written is None and predicted is not None and entry is not None:
        form.derived("date", entry, f"The date {predicted.isoformat()} was taken from {entry.key}.")
        return predicted
    return None if written is None else written.day


def _placed(form: Form, column: str, time: TimeOfDay | None, anchor: float | None, day: date | None) -> float | None:
    entry = form.entry(column)
    if time is None or entry is None:
        return None
    return form.instant(column, entry, time, anchor, day)


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
            hint=f"use one of these: {allowed}",
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
    if not mark.time.has_seconds and not (mark.err is not None and mark.err >= _MINUTE_ERR_S):
        remarks.warning(
            FindingCode.VALUE_MISSING,
            f"{word} {quote(mark.text)} has no seconds: the time is left empty.",
            field=column,
            line=mark.line,
            hint="write it as hh:mm:ss.ss, UT",
        )
        form.keep(entry)
        return None, code.value if code else None
    if mark.words:
        _remark_words(form, column, mark, entry, remarks)
    return form.instant(column, entry, mark.time, anchor, day), code.value if code else None


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
