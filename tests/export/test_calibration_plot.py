"""The picture of a calibration: it is drawn, and shows the stars."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.image import imread

from export.calibration_plot import draw_calibration
from reduction.photometry.band_choice import BandFit
from reduction.photometry.zero_point import fit_zero_point


def band_fit(n_stars: int, *, with_colour: bool = False) -> BandFit:
    rng = np.random.default_rng(1)
    reference = rng.uniform(12, 19, n_stars)
    mag = reference - 22.0 + rng.normal(0, 0.03, n_stars)
    mag[::5] += rng.normal(0, 1, len(mag[::5]))
    mag[-1] = np.nan
    zero_point = fit_zero_point(mag, reference, colour=rng.normal(0.5, 0.2, n_stars) if with_colour else None)
    assert zero_point is not None
    return BandFit(
        survey="PS1",
        band="r",
        zero_point=zero_point,
        plain_scatter=zero_point.scatter,
        star=np.arange(n_stars),
        mag=mag,
        mag_reference=reference,
    )


@pytest.mark.parametrize("n_stars", [3, 5, 300])
@pytest.mark.parametrize("with_colour", [False, True])
def test_picture(n_stars: int, with_colour: bool) -> None:
    fit = band_fit(max(n_stars, 5 if with_colour else 3), with_colour=with_colour)
    picture = imread(BytesIO(draw_calibration(fit, title="upload_$1_2")))
    assert picture.shape[:2] == (500, 800)
    red, green, blue = (picture[..., part] for part in range(3))
    assert ((blue > 0.6) & (red < 0.3)).sum() > 10
    assert ((red > 0.7) & (green < 0.3)).any()


def test_same_stars_give_the_same_bytes() -> None:
    assert draw_calibration(band_fit(50)) == draw_calibration(band_fit(50))
