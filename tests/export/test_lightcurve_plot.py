"""Pictures of light curves: of their size, the same for the same data, and cheap for long recordings."""

import io

import numpy as np
import pytest
from PIL import Image

from export.lightcurve_plot import PREVIEW, THUMBNAIL, Size, draw_lightcurve, thin

MJD = 59816.8 + np.arange(500) / 864000


@pytest.mark.parametrize("size", [PREVIEW, THUMBNAIL])
def test_a_picture_has_its_size_and_is_the_same_again(size: Size) -> None:
    flux = np.where((np.arange(500) > 200) & (np.arange(500) < 250), 0.1, 1.0)
    flux[7] = np.nan
    first, again = (
        draw_lightcurve(MJD, flux, title="$x_1$ & <b>", d_time=MJD[200], r_time=MJD[250], size=size) for _ in range(2)
    )
    assert first == again
    with Image.open(io.BytesIO(first)) as picture:
        assert picture.size == (size.width, size.height)


@pytest.mark.parametrize("value", [np.nan, 1.0])
def test_nothing_but_gaps_or_one_value_is_drawn_as_well(value: float) -> None:
    assert draw_lightcurve(MJD, np.full(500, value), title="").startswith(b"\x89PNG")
    assert draw_lightcurve(np.full(500, np.nan), np.ones(500), title="").startswith(b"\x89PNG")


def test_a_long_curve_keeps_its_extremes() -> None:
    values = np.random.default_rng(5).normal(0, 1, 1_000_003)
    values[777_777], values[3] = 50.0, -50.0
    seconds, shown = thin(np.arange(values.size, dtype=float), values, 2000)
    assert shown.size <= 2002
    assert (np.diff(seconds) >= 0).all()
    assert (shown.max(), shown.min()) == (50.0, -50.0)
