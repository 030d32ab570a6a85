"""The event and the station of a form, each with the lines of its fields."""

from formats.files.remarks import Remarks
from formats.forms.form_entry import FormReading, make_entry
from formats.forms.named_objects import NamedObjects
from formats.forms.observation_times import ObservationTimes
from schemas.report import Contact, Timing
from tests.formats.forms.filled_form import fill
from tests.records import EVENT, REPORT, at

PREDICTED = at("20:02:33")


def test_an_entry_has_one_station_and_the_event_its_own_lines() -> None:
    form = fill(Remarks(), star="UCAC4 350-187717", d_time="20:02:30")
    form.lines |= {"star": 3, "d_time": 9}
    pairs = (Timing(seq=0, d_time=REPORT.d_time), Timing(seq=1, d_time=at("20:03:00")))
    times = ObservationTimes(time_predicted=PREDICTED, time_start=None, time_end=None, pairs=pairs)
    objects = NamedObjects(event=EVENT, star_written="UCAC4 350-187717", body_written="928 Hildrun")
    contact = Contact(email="w@herschel.de")
    reading = FormReading(outcome=REPORT.outcome, times=times, objects=objects)
    entry = make_entry(form, reading, REPORT, contact)
    (station,) = entry.stations
    assert (station.report, station.contact, station.timings) == (REPORT, contact, pairs[1:])
    assert entry.event == EVENT
    assert (entry.lines, station.lines["d_time"]) == ({"star": 3}, 9)
