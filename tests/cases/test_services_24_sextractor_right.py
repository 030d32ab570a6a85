"""SExtractor's names, negative right ascensions and a FITS table with PSF magnitudes: what was right stays."""

from pathlib import Path

import pytest

from formats.sources.sextractor import read_sources
from ingest.photometry.reference_tables import read_reference_stars
from reduction.photometry.calibration import calibrate

FOLDER = "services/24-sextractor-right"


@pytest.mark.parametrize(
    ("name", "magnitude", "added"),
    # The FITS table has 25 mag added already.
    [("kilonova_test.cat", None, 0.0), ("negative_ra.csv", None, 0.0), ("astropack.fits", "MAG_PSF", 25.0)],
)
def test_the_zero_point_is_the_one_known(cases: Path, name: str, magnitude: str | None, added: float) -> None:
    data = (cases / FOLDER / "ref_kilonova.csv").read_bytes()
    references, _ = read_reference_stars(data, "ref_kilonova.csv", "ATLAS")
    sources = read_sources((cases / FOLDER / name).read_bytes(), name, magnitude=magnitude)
    # The target is a reference star, which is no calibrator of itself.
    point = calibrate(sources, (references,), target_ra=308.911071, target_dec=-44.488329)
    assert point.is_accepted
    assert point.chosen is not None
    assert point.chosen.name == "ATLAS/g"
    assert point.mag == pytest.approx(17.722, abs=0.002)
    fit = point.chosen.zero_point
    assert fit.zero_point == pytest.approx(26.997 - added, abs=0.001)
    assert (fit.n_used, fit.n_matched) == (137, 138)
