"""Times of zones and scales to UTC, against astropy, leap seconds and midnights included."""

import numpy as np
import pytest
from astropy.time import Time
from hypothesis import given
from hypothesis import strategies as st

from formats.curves.stated_scale import dates_in_utc, placed
from formats.words.zones import Zone, zone_named
from schemas.finding import Severity
from schemas.leap_seconds import LEAP_DAYS, SECONDS_PER_DAY

INSTANTS = st.floats(42000, 60000) | st.builds(
    lambda day, shift: day + shift, st.sampled_from(LEAP_DAYS), st.floats(-0.5, 1.5)
)
GPS = Zone(name="GPS", ahead_of_tai_s=-19.0)


@given(INSTANTS, st.sampled_from((("TT", "tt"), ("TAI", "tai"))))
def test_scales_are_those_of_astropy(mjd: float, names: tuple[str, str]) -> None:
    utc = dates_in_utc(np.array([mjd]), zone_named(names[0]))
    expected = Time(np.floor(mjd), mjd % 1, format="mjd", scale=names[1]).utc
    assert utc[0] == pytest.approx(expected.mjd, abs=2e-11)


def test_gps_time_is_eighteen_seconds_ahead() -> None:
    assert (dates_in_utc(np.array([60000.5]), GPS)[0] - 60000.5) * SECONDS_PER_DAY == pytest.approx(-18, abs=1e-4)


@given(st.integers(42000, 60000), st.floats(0, 86399), st.integers(-48, 56))
def test_a_clock_of_a_zone_turns_its_day_with_it(day: int, first: float, quarters: int) -> None:
    zone = Zone(name="zone", offset_s=900.0 * quarters)
    seconds = first + np.arange(5.0)
    found = placed(seconds, day=None, date_frame0=day, zone=zone)
    assert found.date_frame0 is not None
    assert 0 <= found.seconds[0] < SECONDS_PER_DAY
    assert found.date_frame0 * SECONDS_PER_DAY + found.seconds == pytest.approx(
        day * SECONDS_PER_DAY + seconds - 900 * quarters, abs=1e-5
    )


def test_a_scale_without_a_date_is_refused_and_without_a_zone_nothing_changes() -> None:
    seconds = np.array([10.0, 11.0])
    refused = placed(seconds, day=None, date_frame0=None, zone=zone_named("TT"))
    assert [finding.severity for finding in refused.findings] == [Severity.ERROR]
    dated = placed(seconds, day=None, date_frame0=60000, zone=zone_named("TT"))
    assert dated.date_frame0 == 59999
    assert dated.seconds[0] == pytest.approx(86400 + 10 - 69.184)
    assert placed(seconds, day=None, date_frame0=None, zone=None).findings == ()


def test_a_zone_that_says_nothing_raises() -> None:
    with pytest.raises(ValueError, match="more than one zone"):
        dates_in_utc(np.array([60000.0]), zone_named("EST"))
