"""Ratio curves of the readers' curves."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formats.curves import pymovie_csv, pyote_csv
from ingest.intake.lightcurve_ratio import ratio_curve
from schemas.lightcurve import LightCurve, ReadingFlag, Role


def curves(n: int = 300) -> list[LightCurve]:
    """A target that drops to a fifth, two comparison stars, all behind the same cloud, and an empty aperture."""
    rng = np.random.default_rng(5)
    cloud = 1 - 0.5 * np.exp(-(((np.arange(n) - 150) / 60.0) ** 2))
    inside = (np.arange(n) >= 120) & (np.arange(n) < 180)
    common = LightCurve(
        role=Role.TARGET, flux=np.ones(n), source_format="pymovie_csv", seconds=np.linspace(0.0, 12.0, n)
    )
    fluxes = {
        (Role.TARGET, "target"): 2000 * np.where(inside, 0.2, 1.0) * cloud,
        (Role.COMPARISON, "tracker"): 5000 * cloud,
        (Role.COMPARISON, "ref"): 800 * cloud,
        (Role.OTHER, "no-star"): 0 * cloud,
    }
    return [
        replace(common, role=role, aperture_name=name, flux=flux + rng.normal(0, 20, n))
        for (role, name), flux in fluxes.items()
    ]


def test_clouds_divide_out_and_the_level_is_one() -> None:
    ratio = ratio_curve(curves())
    assert ratio is not None
    assert (ratio.role, ratio.is_derived, ratio.aperture_name) == (Role.RATIO, True, "target / tracker + ref")
    assert np.median(ratio.flux[:120]) == pytest.approx(1.0, abs=0.01)
    assert np.median(ratio.flux[120:180]) == pytest.approx(0.2, abs=0.01)
    assert ratio.flux_err is not None
    outside = ratio.flux[:100]
    assert np.median(ratio.flux_err[:100]) == pytest.approx(np.std(outside), rel=0.4)


def test_a_dropped_reading_of_the_target_stays_dropped() -> None:
    target, *others = curves()
    flux = target.flux.copy()
    flux[7] = np.nan
    ratio = ratio_curve([replace(target, flux=flux, flags=np.where(np.isnan(flux), 1, 0)), *others])
    assert ratio is not None
    assert ratio.n_dropped == 1
    assert ratio.flags is not None
    assert ratio.flags[7] == ReadingFlag.DROPPED


def test_real_files_have_a_ratio_where_they_have_a_comparison(corpus: Path) -> None:
    for name in ("bobs-test-file.csv", "adv-test-file.csv"):
        ratio = ratio_curve(pymovie_csv.read((corpus / "pymovie" / name).read_bytes(), name).lightcurves)
        assert ratio is not None
        assert np.median(ratio.flux) == pytest.approx(1.0, abs=0.02)


def test_a_normalised_export_is_not_divided_again(corpus: Path) -> None:
    name = "bobs-test-file_NORMALIZED_GoPyOTE.csv"
    target, *others = pyote_csv.read((corpus / "pyote" / name).read_bytes(), name).lightcurves
    ratio = ratio_curve([target, *others])
    assert ratio is not None
    assert ratio.flux == pytest.approx(target.flux / np.median(target.flux))


def test_models_and_lonely_targets_have_none(corpus: Path) -> None:
    name = "model_disk_on_disk_annular.csv"
    assert ratio_curve(pyote_csv.read((corpus / "pyote" / name).read_bytes(), name).lightcurves) is None
    assert ratio_curve(curves()[:1]) is None
    assert ratio_curve([]) is None
