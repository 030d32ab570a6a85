"""A form that is read becomes a file's part on its event, with one station."""

from dataclasses import dataclass

from formats.forms.form import Form
from formats.forms.named_objects import NamedObjects
from formats.forms.observation_times import ObservationTimes
from formats.words.quantity import height_reference, parse_celsius, parse_height_m, parse_number, parse_seconds
from schemas.codes import AltitudeReference, Outcome
from schemas.reading import EventEntry, StationReport
from schemas.report import Contact, PairColumns, Report, Timing, pair_columns

#: Columns of the event, whose lines the checks of the event name.
_EVENT_COLUMNS = frozenset({"date", "star", "body_name", "body_number", "time_predicted"})


@dataclass(frozen=True, kw_only=True, slots=True)
class FormReading:
    """What of a form is read before its report is made."""

    outcome: Outcome
    times: ObservationTimes
    #: The event by star and body, and by its predicted time.
    objects: NamedObjects


class FormColumns(PairColumns):
    """Columns of a report that all forms give alike."""

    outcome: Outcome
    time_start: float | None
    time_end: float | None
    time_predicted: float | None
    star_written: str | None
    body_written: str | None
    lon: float | None
    lat: float | None
    alt: float | None
    alt_ref: AltitudeReference
    duration: float | None
    snr: float | None
    temperature: float | None


def form_columns(form: Form, reading: FormReading) -> FormColumns:
    """Return the columns by name, with which the report is made; its pair of D and R is the first of the form."""
    times, objects = reading.times, reading.objects
    return FormColumns(
        **pair_columns(times.pairs[0] if times.pairs else Timing(seq=0)),
        outcome=reading.outcome,
        time_start=times.time_start,
        time_end=times.time_end,
        time_predicted=times.time_predicted,
        star_written=objects.star_written,
        body_written=objects.body_written,
        lon=form.angle("lon"),
        lat=form.angle("lat"),
        alt=form.number("alt", parse_height_m),
        alt_ref=height_reference(form.text("alt") or ""),
        duration=form.number("duration", parse_seconds),
        snr=form.number("snr", parse_number),
        temperature=form.number("temperature", parse_celsius),
    )


def make_entry(form: Form, reading: FormReading, report: Report, contact: Contact) -> EventEntry:
    """Return the event and its one station, each with the lines of its fields.

    Parameters
    ----------
    form
        The fields of the form.
    reading
        What was read of it; pairs of D and R after the report's own become further timings.
    report, contact
        The report and its private words.
    """
    station = StationReport(report=report, timings=reading.times.pairs[1:], contact=contact, lines=dict(form.lines))
    lines = {column: line for column, line in form.lines.items() if column in _EVENT_COLUMNS}
    return EventEntry(event=reading.objects.event, stations=(station,), lines=lines)
