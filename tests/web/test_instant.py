"""Instants on the pages are those of `schemas.instant`, leap seconds included."""

import json

import numpy as np
import pytest

from schemas.instant import iso_text
from schemas.leap_seconds import LEAP_DAYS, elapsed
from tests.browser import Page
from tests.conftest import ROOT


def instants() -> list[float]:
    """Return instants of all centuries that have reports, at the ends of days and within leap seconds too."""
    random = np.random.default_rng(5)
    leap_seconds = [day + second / 86401 for day in LEAP_DAYS for second in (86399.9996, 86400.0, 86400.5, 86400.9996)]
    around = [40586.999, 40587.0, 15020.0, 57753.0, 57754.0, 60310.5, 59999.99999999, 60000.0]
    return [*random.uniform(15020, 70000, 500).tolist(), *leap_seconds, *around]


def test_list_of_leap_seconds_is_the_same() -> None:
    text = (ROOT / "web/instant.js").read_text(encoding="utf-8").partition("LEAP_DAYS = [")[2].partition("]")[0]
    assert tuple(int(day) for day in text.split(",") if day.strip()) == LEAP_DAYS


@pytest.mark.client
@pytest.mark.parametrize("decimals", [0, 2, 3, 4])
def test_instants_are_written_as_everywhere(blank: Page, decimals: int) -> None:
    times = instants()
    written = blank.evaluate(
        f"import('/instant.js').then((m) => {json.dumps(times)}.map((mjd) => m.instantText(mjd, {decimals})))"
    )
    assert written == [iso_text(mjd, decimals=decimals).replace("T", " ") for mjd in times]


@pytest.mark.client
def test_minutes_and_times_of_day(blank: Page) -> None:
    script = """import('/instant.js').then(({minuteText, timeText, instantText}) => [
      minuteText(60312.8), minuteText(60310.5), minuteText(null), timeText(60310.25, 3), timeText(null, 3),
      instantText("60310", 2), instantText(60310.9999999, 0), instantText(57753 + 86400.5 / 86401, 1)])"""
    assert blank.evaluate(script) == [
        "2024-01-03 19:12",
        "2024-01-01 12:00",
        "",
        "06:00:00.000",
        "",
        "",
        "2024-01-02 00:00:00",
        "2016-12-31 23:59:60.5",
    ]


@pytest.mark.client
def test_time_between_instants_counts_leap_seconds(blank: Page) -> None:
    times = instants()
    pairs = [(mjd, mjd + step) for mjd, step in zip(times, np.linspace(-2, 2, len(times)).tolist(), strict=True)]
    found = blank.evaluate(
        f"import('/instant.js').then((m) => {json.dumps(pairs)}.map(([start, end]) => m.elapsed(start, end)))"
    )
    assert found == pytest.approx([elapsed(start, end) for start, end in pairs], abs=1e-9)
    across = blank.evaluate("import('/instant.js').then((m) => m.elapsed(57753 + 86400 / 86401, 57754))")
    assert across == pytest.approx(1.0, abs=2e-6)


@pytest.mark.client
def test_duration_of_a_report_counts_a_leap_second(blank: Page) -> None:
    """The star was away from 23:59:59.5 to 0 h, with a second 23:59:60 between."""
    script = """import('/reports.js').then(({showReports}) => {
      document.body.innerHTML = "<div id='reports'></div>";
      showReports([{ d_time: 57753 + 86399.5 / 86401, d_err: 0.1, r_time: 57754, r_err: null, outcome: "positive" }]);
      return [...document.querySelectorAll("td")].map((cell) => cell.innerText); })"""
    assert blank.evaluate(script)[1:4] == ["23:59:59.500 ± 0.1 s", "00:00:00.000", "1.50 s"]
