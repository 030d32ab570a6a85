"""Times of points: scales are converted exactly, other places and edges of exposures refused by name."""

import numpy as np
import pytest
from astropy.time import Time
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.sources.point_times import utc_times
from schemas.errors import FormatError


@settings(deadline=None, max_examples=60)
@given(mjd=st.floats(41400.0, 61000.0), scale=st.sampled_from(["tt", "tai"]), is_jd=st.booleans())
def test_scales_are_converted_as_astropy_does(mjd: float, scale: str, is_jd: bool) -> None:
    given_time = Time(mjd, format="mjd", scale=scale)
    value = given_time.jd if is_jd else given_time.mjd
    values, findings = utc_times(np.array([value]), f"jd_{scale}" if is_jd else f"mjd_{scale}", (), "a")
    # Within a leap second, and on the day before it, MJD is not unique.
    off_s = (values[0] - given_time.utc.mjd) * 86400
    assert abs(off_s) < (1e-4 if is_jd else 1e-5) or abs(off_s) == pytest.approx(1.0, abs=1.01)
    assert findings[0].field


@pytest.mark.parametrize(
    ("name", "remark", "word"),
    [
        ("hjd", "", "heliocentric"),
        ("bjd_tdb", "", "barycentric"),
        ("time", "# times are BJD", "BJD"),
        ("mjd_tdb", "", "TDB"),
        ("time", "# GPS time", "GPS"),
        ("time", "# local time", "local"),
        ("mjd", "# MJD at start of exposure", "start of exposure"),
    ],
)
def test_what_cannot_be_converted_is_refused_by_name(name: str, remark: str, word: str) -> None:
    with pytest.raises(FormatError) as raised:
        utc_times(np.array([60500.5]), name, (remark,) if remark else (), "a")
    assert word in raised.value.message
    assert raised.value.hint


def test_zones_are_converted() -> None:
    values, _ = utc_times(np.array([60500.5]), "time", ("# MJD in CET",), "a")
    assert values[0] == pytest.approx(60500.5 - 1 / 24, abs=1e-9)


@pytest.mark.parametrize("name", ["time", "mjd", "jd", "jd_utc", "mjd_utc"])
@pytest.mark.parametrize("remark", ["", "# T CrB, Ostrowik", "# local comparison stars", "# JD (UTC)", "# times in UT"])
def test_plain_times_stay(name: str, remark: str) -> None:
    values, findings = utc_times(np.array([60500.5, 2460501.25]), name, (remark,), "a")
    assert values.tolist() == [60500.5, 60500.75]
    assert findings == ()
