"""Few stars, many outliers, wrong filters: which zero points a point may rest on, over made fields."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduction.photometry.band_choice import FEWEST_STARS, FEWEST_TO_CHOOSE
from reduction.photometry.calibration import CalibratedPoint, calibrate
from schemas.finding import FindingCode, Severity
from schemas.photometry import ReferenceStars, SourceList

RA, DEC = 120.0, -30.0
BANDS = {"B": 0.75, "V": 0.0, "g": 0.3, "r": -0.2, "i": -0.35, "z": -0.4}


def field(seed: int, n_stars: int) -> tuple[ReferenceStars, SourceList]:
    """Make stars and the catalogue of a telescope that sees V with a zero point of 22; the target is V = 15."""
    rng = np.random.default_rng(seed)
    dec = DEC + rng.uniform(-0.2, 0.2, n_stars)
    ra = RA + rng.uniform(0.05, 0.2, n_stars) / np.cos(np.radians(dec))
    mag, colour = rng.uniform(12, 16, n_stars), rng.normal(1.0, 0.3, n_stars)
    bands = np.array([mag + factor * colour + rng.normal(0, 0.01, n_stars) for factor in BANDS.values()])
    known = ReferenceStars(
        survey="APASS",
        source_id=np.arange(n_stars).astype(np.str_),
        ra=ra,
        dec=dec,
        bands=tuple(BANDS),
        mag=bands,
        mag_err=np.full(bands.shape, 0.01),
    )
    count = n_stars + 1
    seen = SourceList(
        format="table",
        ra=np.append(ra, RA),
        dec=np.append(dec, DEC),
        mag=np.append(mag + rng.normal(0, 0.02, n_stars), 15.0) - 22.0,
        mag_err=np.full(count, 0.02),
        flags=np.zeros(count, dtype=np.int64),
        chip=np.ones(count, dtype=np.int64),
        row=np.arange(1, count + 1),
        columns={"ra": "ra", "dec": "dec", "mag": "mag", "filter": "passband"},
    )
    return known, seen


def run(known: ReferenceStars, seen: SourceList, **options: str | None) -> CalibratedPoint:
    return calibrate(seen, (known,), target_ra=RA, target_dec=DEC, **options)  # type: ignore[arg-type]


def errors(point: CalibratedPoint) -> set[FindingCode]:
    return {note.code for note in point.findings if note.severity is Severity.ERROR}


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6), n_stars=st.integers(1, 30), named=st.booleans())
def test_what_is_accepted_is_right_and_what_is_too_few_is_refused(seed: int, n_stars: int, named: bool) -> None:
    known, seen = field(seed, n_stars)
    point = run(known, seen, used_filter="V" if named else None)
    if point.is_accepted:
        assert point.chosen is not None
        if named:
            assert point.chosen.band == "V"
        if point.chosen.band != "V":
            # By chance, in few fields: see the test below; never a band far from the filter.
            assert point.chosen.band in "gr"
            return
        assert point.mag == pytest.approx(15.0, abs=0.08)
        assert point.chosen.zero_point.n_used >= (FEWEST_STARS if named else FEWEST_TO_CHOOSE)
    else:
        assert errors(point) <= {FindingCode.TOO_FEW_STARS, FindingCode.OFF_SKY, FindingCode.MANY_OUTLIERS}
        assert n_stars < (FEWEST_STARS if named else FEWEST_TO_CHOOSE) + 4


@pytest.mark.parametrize("n_stars", [FEWEST_TO_CHOOSE, 15, 30])
def test_few_fields_without_a_filter_go_to_a_wrong_band(n_stars: int) -> None:
    chosen = [run(*field(seed, n_stars)).chosen for seed in range(100)]
    assert sum(fit is not None and fit.band != "V" for fit in chosen) <= 3


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), fraction=st.floats(0.55, 0.95), one_side=st.booleans())
def test_no_point_rests_on_a_minority(seed: int, fraction: float, one_side: bool) -> None:
    known, seen = field(seed, 60)
    n_wrong = int(fraction * 60)
    rng = np.random.default_rng(seed)
    noise = rng.uniform(0.5 if one_side else -4, 4, 61) * (np.arange(61) < n_wrong)
    point = run(known, replace(seen, mag=seen.mag + noise), used_filter="V")
    if point.is_accepted:
        assert point.chosen is not None
        fit = point.chosen.zero_point
        assert fit.n_used > 0.5 * fit.n_matched
    else:
        assert FindingCode.MANY_OUTLIERS in errors(point) or FindingCode.LARGE_SCATTER in errors(point)


@pytest.mark.parametrize("used", ["B", "Johnson B", "i", "sdss z", "r'"])
@pytest.mark.parametrize("where", ["option", "column"])
def test_a_band_that_cannot_be_the_filters_is_refused_by_name(used: str, where: str) -> None:
    known, seen = field(3, 40)
    options: dict[str, str | None] = {"force": "APASS/V"}
    if where == "option":
        options["used_filter"] = used
    else:
        seen = replace(seen, filter=used)
    point = run(known, seen, **options)
    assert errors(point) == {FindingCode.FILTER_BAND}
    assert used in point.findings[0].message
    assert point.chosen is None


@pytest.mark.parametrize("used", ["V", "B", "Sloan i"])
def test_the_filter_of_a_column_decides_against_a_smaller_scatter(used: str) -> None:
    known, seen = field(3, 40)
    point = run(known, replace(seen, filter=used))
    assert point.chosen is not None
    assert point.chosen.band == used[-1]


def test_a_band_near_the_filter_stands_in_with_a_warning() -> None:
    known, seen = field(3, 40)
    without = replace(known, bands=known.bands[2:], mag=known.mag[2:], mag_err=known.mag_err[2:])
    point = run(without, replace(seen, filter="V"))
    assert point.is_accepted
    assert point.chosen is not None
    assert point.chosen.band == "g"
    assert [note.code for note in point.findings] == [FindingCode.FILTER_BAND]
    red = run(replace(known, bands=("z",), mag=known.mag[5:], mag_err=known.mag_err[5:]), replace(seen, filter="V"))
    assert errors(red) == {FindingCode.FILTER_BAND}
    assert "APASS/z" in red.findings[0].message


def test_file_and_observer_contradict_each_other() -> None:
    known, seen = field(3, 40)
    point = run(known, replace(seen, filter="B"), used_filter="i")
    assert FindingCode.FILTER_BAND in errors(point)
    finding = next(note for note in point.findings if note.field == "passband")
    assert "B" in finding.message
    assert "i" in finding.message


def test_a_filter_of_a_line_has_no_point() -> None:
    known, seen = field(3, 40)
    assert errors(run(known, seen, used_filter="H-alpha")) == {FindingCode.FILTER_BAND}


def test_an_unknown_filter_is_a_warning_and_decides_nothing() -> None:
    known, seen = field(3, 40)
    point = run(known, seen, used_filter="wheel 3")
    assert point.is_accepted
    assert [note.code for note in point.findings] == [FindingCode.FILTER_BAND]
