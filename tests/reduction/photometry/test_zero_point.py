"""Zero points of synthetic fields with outliers, and of a real frame whose zero point is known."""

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from numpy.typing import NDArray

from reduction.photometry.zero_point import ZeroPoint, fit_zero_point, robust_scatter

Outliers = str


def offsets(kind: Outliers, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return by how much outliers are off [mag]: anywhere, like other stars, or variable by a little."""
    return {
        "anywhere": lambda: rng.uniform(-3, 3, count),
        "normal": lambda: rng.normal(0, 1, count),
        "close": lambda: rng.normal(0, 0.3, count),
    }[kind]()


def field(rng: np.random.Generator, kind: Outliers, fraction: float, n_stars: int) -> tuple[NDArray[np.float64], ...]:
    """Return instrumental and reference magnitudes of stars whose errors grow towards faint ones; the truth is 25."""
    reference = rng.uniform(12, 19, n_stars)
    err = np.hypot(0.02, 0.1 * 10 ** (0.3 * (reference - 19)))
    mag = reference - 25.0 + rng.normal(0, err)
    wrong = rng.choice(n_stars, round(fraction * n_stars), replace=False)
    mag[wrong] += offsets(kind, len(wrong), rng)
    return mag, reference


def fit(*args: NDArray[np.float64], colour: NDArray[np.float64] | None = None) -> ZeroPoint:
    result = fit_zero_point(*args, colour=colour)
    assert result is not None
    return result


@pytest.mark.parametrize("kind", ["anywhere", "normal", "close"])
def test_error_holds_in_68_percent_of_fields(kind: Outliers) -> None:
    rng = np.random.default_rng(20200113)
    n_held = 0
    for _ in range(500):
        result = fit(*field(rng, kind, rng.uniform(0, 0.4), int(rng.integers(20, 400))))
        n_held += abs(result.zero_point - 25.0) < result.zero_point_err
    assert 0.63 <= n_held / 500 <= 0.73


def test_error_holds_with_a_colour_term() -> None:
    rng = np.random.default_rng(7)
    n_held = np.zeros(3)
    for _ in range(500):
        n_stars = int(rng.integers(20, 400))
        mag, reference = field(rng, "anywhere", rng.uniform(0, 0.4), n_stars)
        colour = rng.normal(0.6, 0.3, n_stars)
        result = fit(mag - 0.08 * colour, reference, colour=colour)
        assert result.colour_term is not None
        assert result.colour_term_err is not None
        assert result.colour_center is not None
        n_held += (
            abs(result.zero_point - 25.0) < result.zero_point_err,
            abs(result.colour_term - 0.08) < result.colour_term_err,
            abs(result.center - 25.0 - 0.08 * result.colour_center) < result.center_err,
        )
    assert (n_held / 500 >= 0.63).all()
    assert (n_held / 500 <= 0.73).all()


def test_outliers_on_one_side_shift_a_little() -> None:
    """Blends make stars brighter: those inside the clip shift it, by a quarter of the scatter at most."""
    rng = np.random.default_rng(11)
    for _ in range(50):
        mag, reference = field(rng, "anywhere", 0.0, 300)
        mag[:90] -= rng.exponential(1.0, 90)
        result = fit(mag, reference)
        assert abs(result.zero_point - 25.0) < 0.25 * result.scatter


@pytest.fixture
def frame(corpus: Path) -> dict[str, NDArray[np.float64]]:
    [path] = (corpus / "photcal").glob("cpt1m012*.fits")
    table = fits.getdata(path, 1, memmap=False)
    columns = {name: table[name].astype(np.float64) for name in ("flux", "gmag", "rmag", "imag", "zmag")}
    with np.errstate(divide="ignore", invalid="ignore"):
        columns["mag"] = -2.5 * np.log10(columns["flux"] / 250.032)
    columns["mag"][~np.isfinite(columns["mag"])] = np.nan
    return columns


def test_real_frame(frame: dict[str, NDArray[np.float64]]) -> None:
    """The i band frame of LCO: 23.104 - 0.029 (r - i), scatter 0.042 mag, 2235 of 2752 kept."""
    result = fit(frame["mag"], frame["imag"], colour=frame["rmag"] - frame["imag"])
    assert result.zero_point == pytest.approx(23.104, abs=0.01)
    assert result.colour_term == pytest.approx(-0.029, abs=0.006)
    assert result.scatter == pytest.approx(0.042, abs=0.003)
    assert result.outlier_fraction == pytest.approx(0.19, abs=0.005)
    assert result.n_matched == 2752
    assert abs(result.n_used - 2235) < 10
    assert result.zero_point_err < 0.005


def test_other_bands_of_the_real_frame_scatter_more(frame: dict[str, NDArray[np.float64]]) -> None:
    scatter = {band: fit(frame["mag"], frame[f"{band}mag"]).scatter for band in "griz"}
    assert min(scatter, key=lambda band: scatter[band]) == "i"


def test_stars_used_and_residuals() -> None:
    mag = np.array([-10.0, -9.0, -8.0, -7.0, -6.0, np.nan, -5.0])
    reference = np.array([15.0, 16.01, 16.99, 18.0, 25.0, 20.0, np.nan])
    result = fit(mag, reference)
    assert result.used.tolist() == [True] * 4 + [False] * 3
    assert result.zero_point == pytest.approx(25.0)
    assert result.residual[4] == pytest.approx(6.0)
    assert np.isnan(result.residual[5:]).all()
    assert (result.n_matched, result.n_used) == (7, 4)
    assert result.outlier_fraction == pytest.approx(3 / 7)


def test_equal_differences() -> None:
    result = fit(np.arange(10.0), np.arange(10.0) + 20)
    assert result.zero_point == pytest.approx(20.0)
    assert result.n_used == 10
    assert 0 <= result.zero_point_err < 1e-9


@pytest.mark.parametrize("n_stars", [0, 1])
def test_too_few_stars(n_stars: int) -> None:
    assert fit_zero_point(np.zeros(n_stars), np.zeros(n_stars)) is None


def test_colour_of_all_stars_the_same() -> None:
    assert fit_zero_point(np.arange(9.0), np.arange(9.0), colour=np.ones(9)) is None


def test_robust_scatter_of_small_samples() -> None:
    rng = np.random.default_rng(1)
    for count in (3, 5, 8, 30):
        scatters = [robust_scatter(rng.normal(0, 2.0, count)) for _ in range(4000)]
        assert np.mean(scatters) == pytest.approx(2.0, rel=0.05)
