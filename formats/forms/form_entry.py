"""A form that is read becomes a file's part on its event, with one station."""

from formats.forms.form import Form
from formats.forms.named_objects import NamedObjects
from formats.forms.observation_times import ObservationTimes
from schemas.reading import EventEntry, StationReport
from schemas.report import Contact, Report

#: Columns of the event, whose lines the checks of the event name.
_EVENT_COLUMNS = frozenset({"date", "star", "body_name", "body_number", "time_predicted"})


def make_entry(
    form: Form, report: Report, contact: Contact, *, times: ObservationTimes, objects: NamedObjects
) -> EventEntry:
    """Return the event and its one station, each with the lines of its fields.

    Parameters
    ----------
    form
        The fields of the form.
    report, contact
        The report and its private words.
    times
        All times of the form; pairs after the report's own become further timings.
    objects
        The event by star and body, and by its predicted time.
    """
    station = StationReport(report=report, timings=times.pairs[1:], contact=contact, lines=dict(form.lines))
    lines = {column: line for column, line in form.lines.items() if column in _EVENT_COLUMNS}
    return EventEntry(event=objects.event, stations=(station,), lines=lines)
