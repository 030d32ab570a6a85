"""The record of an EAON form: codes from words, country from the site, datum, exposure, and who observed."""

from dataclasses import replace

import pytest

from formats.files.remarks import Remarks
from formats.forms.form_entry import FormReading
from formats.forms.legacy_report import make_report
from formats.forms.named_objects import NamedObjects
from formats.forms.observation_times import ObservationTimes
from schemas.codes import Outcome
from schemas.event import Event
from schemas.finding import FindingCode
from schemas.report import Contact, Report
from tests.formats.forms.filled_form import codes_of, fill

TIMES = ObservationTimes(time_predicted=None, time_start=60000.0, time_end=60000.1, pairs=())
OBJECTS = NamedObjects(event=Event(), star_written="UCAC4 1", body_written="Hildrun")


def make(*notes: str, **fields: str) -> tuple[Report, Contact, Remarks]:
    remarks = Remarks()
    report, contact = make_report(
        fill(remarks, **fields),
        FormReading(outcome=Outcome.NEGATIVE, times=TIMES, objects=OBJECTS),
        source_format="legacy_form",
        notes=notes,
        remarks=remarks,
    )
    return report, contact, remarks


def test_words_become_codes_and_are_kept() -> None:
    report, contact, _ = make(
        telescope="Celestron C8", transparency="klar", stability="ruhig", time_source="IOTA-VTI", camera="Watec"
    )
    assert (report.telescope, report.transparency, report.stability) == ("sct", "clear", "steady")
    assert (report.time_source, report.method, report.camera) == ("gps", "video", "Watec")
    assert "Telescope=Celestron C8" in contact.other


def test_words_that_are_no_code() -> None:
    report, _, remarks = make(telescope="a tube", time_source="the church")
    assert (report.telescope, report.time_source) == (None, "other")
    assert FindingCode.VALUE_UNREADABLE in codes_of(remarks)


@pytest.mark.parametrize(
    ("fields", "site", "country"),
    [
        ({"site": "Berlin (Germany)"}, "Berlin", "DE"),
        ({"site": "Berlin"}, "Berlin", None),
        ({"site": "Swakopmund", "country": "NA"}, "Swakopmund", "NA"),
        ({"site": "Berlin", "country": "Atlantis"}, "Berlin", None),
    ],
)
def test_site_and_country(fields: dict[str, str], site: str, country: str | None) -> None:
    report, _, _ = make(**fields)
    assert (report.site, report.country) == (site, country)


@pytest.mark.parametrize(
    ("fields", "datum"),
    [
        ({"lat": "+52 58 48", "lon": "+13 22 13"}, "WGS84"),
        ({"lat": "+52 58 48 (ED50)", "lon": "+13 22 13"}, "ED1950"),
        ({"datum": "Tokyo", "lat": "+35"}, "Tokyo"),
        ({"datum": "of old"}, "other"),
    ],
)
def test_datums(fields: dict[str, str], datum: str) -> None:
    assert make(**fields)[0].datum == datum


@pytest.mark.parametrize(
    ("aperture", "focus", "expected"), [("200", "1000", (20.0, 100.0)), ("20", "100", (20.0, 100.0))]
)
def test_large_sizes_without_a_unit_are_millimetres(aperture: str, focus: str, expected: tuple[float, float]) -> None:
    report, _, _ = make(aperture=aperture, focal_length=focus)
    assert (report.aperture, report.focal_length) == expected


@pytest.mark.parametrize(
    ("fields", "exposure"),
    [
        ({"exposure": "0.04 s"}, 0.04),
        ({"camera": "QHY174, exposure 40 ms"}, 0.04),
        ({"comment": "2 s integration"}, 2.0),
        ({"camera": "Watec"}, None),
    ],
)
def test_the_exposure_may_be_named_beside_the_camera(fields: dict[str, str], exposure: float | None) -> None:
    found = make(**fields)[0].exposure
    assert found == (None if exposure is None else pytest.approx(exposure))


def test_observers_and_what_is_private() -> None:
    report, contact, _ = make(
        "blink at 20:02:33",
        observer="W. Herschel & C. Herschel & J. Herschel",
        email="w@herschel.de",
        address="1 High Street",
        comment="call 1 High Street",
    )
    assert (report.observer, report.observer2, contact.more_observers) == ("W. Herschel", "C. Herschel", "J. Herschel")
    assert (contact.email, contact.address) == ("w@herschel.de", "1 High Street")
    assert report.comment is not None
    assert "High Street" not in report.comment
    assert report.comment.endswith("blink at 20:02:33")


def test_what_was_read_before_is_taken_over() -> None:
    report, _, _ = make()
    assert (report.outcome, report.time_start, report.time_end) == (Outcome.NEGATIVE, 60000.0, 60000.1)
    assert replace(report, star_written=None).body_written == "Hildrun"
    assert report.source_format == "legacy_form"
