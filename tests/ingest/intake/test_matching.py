"""Reports of one occultation end in one event, those of another stay apart."""

from dataclasses import replace

import pytest

from ingest.intake.matching import MatchingError, is_slip, match_event
from schemas.event import Event
from schemas.reading import EventEntry
from schemas.report import Report
from tests.desk import Desk
from tests.records import EVENT, NEGATIVE, REPORT, entry


def shifted(report: Report, minutes: float) -> Report:
    days = minutes / 1440
    names = ("d_time", "r_time", "time_start", "time_end", "time_predicted")
    return replace(
        report, **{name: getattr(report, name) + days for name in names if getattr(report, name) is not None}
    )


def other(event: Event = EVENT, minutes: float = 0.0, **changes: object) -> EventEntry:
    assert event.time_predicted is not None
    event = replace(event, time_predicted=event.time_predicted + minutes / 1440, **changes)  # type: ignore[arg-type]
    return entry(shifted(NEGATIVE, minutes), event=event)


@pytest.mark.parametrize(
    ("minutes", "changes"),
    [
        (0, {}),
        (3, {}),
        (-7, {"body_name": "HILDRUN"}),
        (5, {"star": None}),
        (5, {"star": "TYC 637-667-1"}),
        (5, {"star": "Gaia DR3 3441366322859801216", "star_gaia": 3441366322859801216}),
        (2, {"star": "UCAC4 350-187771"}),
        (2, {"star": "UCAC4 350-187718"}),
        (200, {}),
    ],
)
def test_one_event(desk: Desk, minutes: float, changes: dict[str, object]) -> None:
    first = desk.take(entry(REPORT))
    assert first.event_id == "20220825_928_hildrun"
    assert desk.take(other(EVENT, minutes, **changes)).event_id == first.event_id


@pytest.mark.parametrize(
    ("minutes", "changes"),
    [
        (90, {"star": "UCAC4 351-000001"}),
        (2, {"star": "UCAC4 351-000001"}),
        (90, {"star": "TYC 637-667-1"}),
        (90, {"star": "UCAC4 350-187718"}),
        (1440, {}),
    ],
)
def test_two_events(desk: Desk, minutes: float, changes: dict[str, object]) -> None:
    first = desk.take(entry(REPORT))
    assert desk.take(other(EVENT, minutes, **changes)).event_id != first.event_id


def test_another_body_is_another_event(desk: Desk) -> None:
    first = desk.take(entry(REPORT))
    second = desk.take(other(body_number=778, body_name="Theobalda"))
    assert (first.event_id, second.event_id) == ("20220825_928_hildrun", "20220825_778_theobalda")


def test_a_second_event_of_the_day_gets_a_suffix(desk: Desk) -> None:
    desk.take(entry(REPORT))
    assert desk.take(other(minutes=120, star="UCAC4 351-000001")).event_id == "20220825_928_hildrun_2"


def test_places_decide_between_catalogues(desk: Desk) -> None:
    first = desk.take(entry(REPORT, event=replace(EVENT, ra=10.0, dec=20.0)))
    near = desk.take(other(minutes=100, star="TYC 1-1-1", ra=10.0001, dec=20.0001))
    far = desk.take(other(minutes=1, star="HIP 1", ra=10.1, dec=20.0))
    assert near.event_id == first.event_id
    assert far.event_id != first.event_id


def test_a_slip_in_the_star_is_a_finding(desk: Desk) -> None:
    desk.take(entry(REPORT))
    intake = desk.take(other(star="UCAC4 350-187718"))
    assert [finding.code for finding in intake.findings] == ["star_differs"]


def test_an_ambiguous_report_is_refused_with_the_candidates(desk: Desk) -> None:
    desk.take(entry(REPORT))
    desk.take(other(minutes=40, star="UCAC4 351-000001"))
    with pytest.raises(MatchingError, match=r"20220825_928_hildrun or 20220825_928_hildrun_2"):
        match_event(desk.archive.index, other(minutes=20.0, star=None))


def test_a_report_without_a_body_is_refused(desk: Desk) -> None:
    assert desk.take(other(body_number=None, body_name=None)).status == "refused"


def test_a_corrected_report_replaces_the_earlier_one(desk: Desk) -> None:
    first = desk.take(entry(REPORT))
    second = desk.take(entry(replace(REPORT, r_err=0.2)))
    third = desk.take(entry(replace(REPORT, r_err=0.1)))
    assert (first.status, second.status, third.status) == ("accepted", "superseding", "superseding")
    assert second.entries[0].stations[0].report.supersedes == "20220825_928_hildrun_r01"
    assert third.entries[0].stations[0].report.supersedes == "20220825_928_hildrun_r02"


def test_the_same_content_again_adds_nothing(desk: Desk) -> None:
    event = replace(EVENT, time_predicted=None)
    desk.take(entry(REPORT, event=event))
    again = desk.take(entry(REPORT, event=event))
    assert again.entries[0].stations == ()
    assert [finding.code for finding in again.findings] == ["already_known"]


@pytest.mark.parametrize("changes", [{"aperture": 20.0}, {"lon": 13.6}])
def test_a_second_station_of_an_observer_stays_beside_the_first(desk: Desk, changes: dict[str, float]) -> None:
    desk.take(entry(REPORT))
    second = desk.take(entry(replace(REPORT, **changes)))  # type: ignore[arg-type]
    assert second.status == "accepted"
    assert [finding.code for finding in second.findings] == ["same_observer"]


def test_stations_of_one_file_never_replace_each_other(desk: Desk) -> None:
    intake = desk.take(entry(REPORT, replace(REPORT, r_err=0.2)))
    assert [station.report.supersedes for station in intake.entries[0].stations] == [None, None]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UCAC4 350-187718", True),
        ("UCAC4 350-187771", True),
        ("UCAC4 350-18777", True),
        ("UCAC4 350-187788", False),
        ("UCAC4 351-187718", False),
    ],
)
def test_slips(name: str, expected: bool) -> None:
    assert is_slip("UCAC4 350-187717", name) is expected


def test_forms_of_one_file_are_of_one_event_and_keep_their_own_names(desk: Desk) -> None:
    second = entry(replace(REPORT, observer="C. Herschel", lon=10.0))
    intake = desk.take(entry(REPORT), second, other(minutes=120, star="UCAC4 351-000001"))
    assert list(intake.names) == [f"20220825_928_hildrun{end}" for end in ("_r01", "_r02", "_2_r01")]
    stored = [station for _, part in desk.archive.entries_of("20220825_928_hildrun") for station in part.stations]
    assert [station.report.observer for station in stored] == [REPORT.observer, "C. Herschel"]


def test_a_form_that_stands_twice_in_a_file_is_one_report(desk: Desk) -> None:
    intake = desk.take(entry(REPORT), entry(REPORT))
    assert list(intake.names) == ["20220825_928_hildrun_r01"]
    assert [finding.code for finding in intake.findings] == ["already_known"]


def test_a_form_without_event_does_not_hold_back_the_others(desk: Desk) -> None:
    intake = desk.take(entry(REPORT), entry(REPORT, event=Event()))
    assert intake.status == "accepted"
    assert [finding.code for finding in intake.findings] == ["event_ambiguous"]
    assert desk.archive.index.counts() == {"files": 1, "events": 1, "reports": 1}
