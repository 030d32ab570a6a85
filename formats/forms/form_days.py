"""On which day the times of a form lie: by whole dates where it has them, else by its one date and midnight."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from formats.files.remarks import Remarks, quote
from formats.forms.form import Form, ahead_text
from formats.words.calendar_date import CalendarDate
from formats.words.time_of_day import TimeOfDay, place
from formats.words.zones import Zone
from schemas.finding import FindingCode
from schemas.instant import SECONDS_PER_DAY, clock_text, day_of_mjd, mjd_of, mjd_of_day

#: The date may be that of the day before or after where the times are no further than this from the midnight between.
NEAR_MIDNIGHT_S = 2 * 3600.0
#: A predicted time further than this from the event does not say on which day it was [s].
NEAR_PREDICTION_S = 3 * 3600.0
#: Two instants of one observation that are further apart than this contradict each other [d].
_FARTHEST = 0.5
#: Middle of the event as stated and as it follows from D and R agree within this [s].
_MIDDLE_TOLERANCE_S = 60.0
#: Fields that hold a whole date with a time, the surest first.
_DATED = ("time_mid", "date")
_EVENT = ("d_time", "r_time")
_ZONE_HINT = "give all times and the date in UT"
_HINT = "give the date of D in UT, and the predicted time with its own date"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """An instant of the observation that the form gives with its date."""

    column: str
    #: The form's own word for it.
    key: str
    line: int | None
    #: UTC [MJD].
    instant: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FormDay:
    """What a form says of its day."""

    #: The date field, and the day of the form: of the date, else of the predicted time.
    written: CalendarDate | None
    day: date | None
    #: The predicted instant, UTC [MJD], and its day where it is written beside it.
    predicted: float | None
    predicted_day: date | None
    stated: tuple[Stated, ...]
    #: Times of day by column, in the order of the observation.
    clocks: Mapping[str, TimeOfDay]

    @property
    def is_dated(self) -> bool:
        """Whether a whole instant of the form, not its date alone, says on which day the times lie."""
        return bool(self.stated) or (self.predicted_day is not None and self.is_prediction_near)

    @property
    def is_prediction_near(self) -> bool:
        """Whether the predicted time is near enough to the times of day to say on which day they are."""
        if self.predicted is None or not self.clocks or self.day is None:
            return self.predicted is not None
        seconds = self.clocks[self._first].seconds
        return abs(place(seconds, self.predicted) - self.predicted) * SECONDS_PER_DAY <= NEAR_PREDICTION_S

    @property
    def _first(self) -> str:
        """Column of the time that the date is of: D, else R, else the start."""
        return next((column for column in _EVENT if column in self.clocks), next(iter(self.clocks)))

    def anchor(self) -> float | None:
        """Return the instant near which all times lie: UTC [MJD], None where the form has no date.

        A whole date with a time wins, else a predicted time that is near. Where there is but a date, it is that of
        the event: of D, else of R, else of the start.
        """
        if self.stated:
            return self.stated[0].instant
        if self.predicted is not None and self.is_prediction_near:
            return self.predicted
        if self.day is None or not self.clocks:
            return None
        seconds = self.clocks[self._first].seconds
        if self.written is not None and self.written.is_night:
            return place(seconds, mjd_of_day(self.day))
        return mjd_of(self.day, seconds)


def stated_instants(form: Form, clocks: Mapping[str, TimeOfDay]) -> tuple[Stated, ...]:
    """Return the instants of a form that are written with their dates, the surest first."""
    found = [
        Stated(
            column=column,
            key=column[0].upper() if column in _EVENT else _key(form, column),
            line=form.lines.get(column),
            instant=mjd_of(time.day, time.seconds),
        )
        for column, time in clocks.items()
        if time.day is not None
    ]
    found.sort(key=lambda one: one.column not in _EVENT)
    for column in _DATED:
        entry = form.entry(column)
        instant = form.stated(column)
        if entry is not None and instant is not None:
            found.append(Stated(column=column, key=entry.key, line=entry.line, instant=instant))
    return tuple(found)


def remark_days(form: Form, day: FormDay, placed: Mapping[str, float], remarks: Remarks) -> None:
    """Remark where dates of a form contradict each other, and where its times can be of either of two days.

    Parameters
    ----------
    form
        The form.
    day
        What it says of its day.
    placed
        Its times as placed, UTC [MJD], by column, in the order of the observation.
    remarks
        Where findings go.
    """
    for message in _contradictions(day):
        remarks.error(
            FindingCode.STRUCTURE, message, field="date", line=form.lines.get("date"), hint="correct one of the two"
        )
    if placed and day.written is not None and not day.written.is_night:
        if day.is_dated:
            _remark_other_day(form, day, day.written.day, placed, remarks)
        else:
            _remark_midnight(form, day, day.written.day, placed, remarks)
        _remark_hours(form, day, day.written.day, placed, remarks)
    _remark_middle(form, day, placed, remarks)


def _contradictions(day: FormDay) -> Iterator[str]:
    """Yield what whole dates of a form say against each other."""
    first = day.stated[0] if day.stated else None
    for other in day.stated[1:]:
        if first is not None and abs(other.instant - first.instant) > _FARTHEST:
            yield f"{first.key} names {_text(first.instant)}, but {other.key} {_text(other.instant)}."
    far = day.written is not None and day.predicted_day is not None and not day.written.is_night
    if far and day.written is not None and abs((day.predicted_day or day.written.day) - day.written.day).days > 1:
        yield f"The date is {day.written.day.isoformat()}, but the predicted time names {day.predicted_day}."


def _text(instant: float) -> str:
    return f"{day_of_mjd(instant).isoformat()} {clock_text(instant, decimals=0)}"


def _remark_other_day(form: Form, day: FormDay, written: date, placed: Mapping[str, float], remarks: Remarks) -> None:
    """Compare the date with the days that whole dates put the times on: one apart needs a midnight near."""
    entry, anchor = form.entry("date"), day.anchor()
    # Where another whole date decides, the day of the prediction explains nothing.
    instants = [instant for column, instant in placed.items() if column != "time_predicted" or not day.stated]
    if not instants or entry is None or anchor is None or written in {day_of_mjd(instant) for instant in instants}:
        return
    start = mjd_of_day(written)
    gap_s = min(max(start - instant, instant - start - 1, 0.0) for instant in instants) * SECONDS_PER_DAY
    if abs((day_of_mjd(anchor) - written).days) > 1 and day.stated == ():
        return  # remarked already
    source = day.stated[0].key if day.stated else _key(form, "time_predicted")
    message = f"The date is {written.isoformat()}, but {source} names {day_of_mjd(anchor).isoformat()}"
    if gap_s > NEAR_MIDNIGHT_S:
        message += f", and the times are {gap_s / 3600:.1f} h from {written.isoformat()}."
        remarks.error(FindingCode.STRUCTURE, message, field="date", line=entry.line, hint="correct one of the two")
    else:
        message += f": the times, {gap_s / 60:.0f} min from midnight, were placed by {source}."
        remarks.warning(FindingCode.DATE_UNSURE, message, field="date", line=entry.line, hint=_HINT)


def _key(form: Form, column: str) -> str:
    entry = form.entry(column)
    return entry.key if entry is not None else column


def _remark_midnight(form: Form, day: FormDay, written: date, placed: Mapping[str, float], remarks: Remarks) -> None:
    """Ask which of two days the date is where nothing but the date says it, and midnight lies between the times."""
    hours_tell = any(time.seconds >= SECONDS_PER_DAY for time in day.clocks.values()) and not form.zones
    event = [column for column in _EVENT if column in placed]
    asked = ["time_predicted", "time_start", *event] if event else list(placed)
    asked = [column for column in asked if column != "time_predicted" or day.is_prediction_near]
    days = {day_of_mjd(placed[column]) for column in asked if column in placed}
    is_turned = any(
        column in form.zones and not 0 <= time.seconds < SECONDS_PER_DAY for column, time in day.clocks.items()
    )
    if hours_tell or (days <= {written} and not is_turned):
        return
    column = next(column for column in (*event, *placed) if column in placed)
    other = next(
        (name for name in asked if name in placed and day_of_mjd(placed[name]) != day_of_mjd(placed[column])), column
    )
    chosen = f"{_word(column)} {clock_text(placed[column])} was placed on {day_of_mjd(placed[column]).isoformat()}"
    if other == column:
        message = f"The conversion to UT crosses midnight, and the date may be local or in UT: {chosen}."
    else:
        message = (
            f"Midnight lies between {_word(other)} {clock_text(placed[other])} and {_word(column)}, and the date"
            f" {written.isoformat()} can be that of either: {chosen}."
        )
    remarks.warning(FindingCode.DATE_UNSURE, message, field="date", line=form.lines.get("date"), hint=_HINT)


def _word(column: str) -> str:
    return {
        "d_time": "D",
        "r_time": "R",
        "time_start": "the start",
        "time_end": "the end",
        "time_predicted": "the predicted time",
    }.get(column, column)


def _remark_hours(form: Form, day: FormDay, written: date, placed: Mapping[str, float], remarks: Remarks) -> None:
    """Ask about hours above 24, counted from the date, that were placed on another day than they say."""
    for column, time in day.clocks.items():
        if column not in placed or time.seconds < SECONDS_PER_DAY or time.is_leap or column in form.zones:
            continue
        said = day_of_mjd(mjd_of(time.day or written, time.seconds))
        if said != day_of_mjd(placed[column]):
            message = (
                f"{_word(column)} has an hour above 24, which counts from {written.isoformat()} and makes"
                f" {said.isoformat()}; it was placed on {day_of_mjd(placed[column]).isoformat()}."
            )
            line = form.lines.get(column)
            remarks.warning(FindingCode.DATE_UNSURE, message, field=column, line=line, hint=_HINT)


def _remark_middle(form: Form, day: FormDay, placed: Mapping[str, float], remarks: Remarks) -> None:
    """Compare a stated middle of the event with that of D and R: another one shows another zone, or a slip."""
    middle = next((one for one in day.stated if one.column == "time_mid"), None)
    events = [placed[column] for column in _EVENT if column in placed]
    if middle is None or not events:
        return
    seen = sum(events) / len(events)
    apart_s = abs(seen - middle.instant) * SECONDS_PER_DAY
    if not _MIDDLE_TOLERANCE_S < apart_s <= _FARTHEST * SECONDS_PER_DAY:
        return
    entry = form.entry("time_mid")
    words = quote(entry.text) if entry is not None else _text(middle.instant)
    message = f"{middle.key} {words} is {apart_s / 60:.1f} min from the middle of D and R, {clock_text(seen)} UT."
    remark, hint = (
        (remarks.error, "are D and R in UT, or in the zone that the form names?")
        if form.zone is not None or form.zones
        else (remarks.warning, "correct one of the two")
    )
    remark(
        FindingCode.TIME_ZONE if form.zones else FindingCode.STRUCTURE,
        message,
        field="d_time",
        line=middle.line,
        hint=hint,
    )


def remark_zone(form: Form, zone: Zone, line: int | None, remarks: Remarks) -> None:
    """Remark the zone that holds for all times of a form: converted, or refused by name."""
    ahead_s = form.ahead_of_utc_s(zone)
    if ahead_s is None:
        message = f"The times are not in universal time: {zone.name} {zone.trouble}."
        remarks.error(FindingCode.TIME_ZONE, message, field="d_time", line=line, hint=_ZONE_HINT)
    else:
        message = f"The times are given in {zone.name} and were converted to UT: {ahead_text(ahead_s)}."
        remarks.warning(FindingCode.TIME_ZONE, message, field="d_time", line=line, hint=_ZONE_HINT)


def remark_zones(form: Form, remarks: Remarks, clocks: Sequence[str]) -> None:
    """Refuse D and R that name different zones: one of the two is a slip."""
    names = {form.zones.get(column, "UT") for column in _EVENT if column in clocks}
    if len(names) > 1:
        message = f"D and R are not in the same zone: {' and '.join(sorted(names))}."
        line = form.lines.get("d_time")
        remarks.error(FindingCode.TIME_ZONE, message, field="d_time", line=line, hint="give both in UT")
