"""What of an event's light curves is public, and what their rows say."""

from dataclasses import replace

import numpy as np
import pytest

from ingest.events.lightcurve_rows import attachment_rows, is_public, lightcurve_rows, next_release
from schemas.attachment import Attachment
from schemas.lightcurve import Clues, LightCurve, Role
from schemas.reading import EventEntry, StationReport
from schemas.report import Report
from tests.records import EVENT, REPORT

NOW = 60000.0
CURVE = LightCurve(
    lightcurve_id="l1",
    event_id="e1",
    report_id="r1",
    role=Role.TARGET,
    mjd=np.array([59816.1, 59816.2]),
    flux=np.array([1.0, 0.5]),
    source_format="pymovie_csv",
    clues=Clues(observer="a header's observer", lon=1.0, lat=2.0),
)
REPORTED = replace(REPORT, report_id="r1")


def rows(curve: LightCurve, *reports: Report, hidden: tuple[str, ...] = ()) -> list[dict[str, object]]:
    entries = [EventEntry(event=EVENT, lightcurves=(curve,))]
    return [row.values for row in lightcurve_rows(entries, EVENT, reports, hidden, NOW)]


@pytest.mark.parametrize(
    ("changes", "is_shown"),
    [
        ({}, True),
        ({"is_embargoed": True}, False),
        ({"is_embargoed": True, "release_date": NOW}, True),
        ({"release_date": NOW + 1}, False),
    ],
)
def test_embargoes_end_at_their_instant(changes: dict[str, bool | float], is_shown: bool) -> None:
    curve = replace(CURVE, **changes)  # type: ignore[arg-type]
    assert is_public(curve, NOW) is is_shown
    assert len(rows(curve, REPORTED)) == is_shown


def test_place_and_observer_are_those_of_the_report() -> None:
    (row,) = rows(CURVE, REPORTED)
    assert (row["report_id"], row["observer"], row["lon"]) == ("r1", "Wilhelm Herschel", REPORT.lon)
    assert (row["star"], row["exposure"], row["origin"]) == (EVENT.star, REPORT.exposure, "measured")


def test_a_header_tells_them_only_where_it_is_public() -> None:
    free = replace(CURVE, report_id=None)
    assert rows(free)[0]["observer"] is None
    assert rows(replace(free, source_format="vizier_occ"))[0]["observer"] == "a header's observer"


def test_a_curve_of_a_hidden_report_is_hidden() -> None:
    assert rows(CURVE, hidden=("r1",)) == []


def test_a_comparison_star_is_not_the_target() -> None:
    (row,) = rows(replace(CURVE, role=Role.COMPARISON, star=None), REPORTED)
    assert (row["star"], row["ra"]) == (None, None)


def test_a_replaced_report_gives_way_to_the_one_in_its_place() -> None:
    new = replace(REPORTED, report_id="r2", supersedes="r1")
    assert rows(CURVE, REPORTED, new)[0]["report_id"] == "r2"
    attachment = Attachment(report_id="r1", name="w@herschel.de.png", media_type="image/png", n_bytes=1)
    entries = [EventEntry(event=EVENT, attachments=(attachment,))]
    (row,) = attachment_rows(entries, [REPORTED, new], ())
    assert row["report_id"] == "r2"
    assert "@" not in row["name"]
    assert list(attachment_rows(entries, [], ("r1",))) == []


def test_the_next_release() -> None:
    stations = (StationReport(report=replace(REPORT, release_date=NOW + 5)),)
    part = EventEntry(event=EVENT, stations=stations, lightcurves=(replace(CURVE, release_date=NOW + 2),))
    assert next_release([part], NOW) == NOW + 2
    assert next_release([part], NOW + 2) == NOW + 5
    assert next_release([part], NOW + 5) is None
