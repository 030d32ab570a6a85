"""One ellipse in the words of three programmes."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reduction.limb.limb_conventions import (
    ConventionError,
    Ellipse,
    OccultEllipse,
    SoraEllipse,
    from_occult,
    from_sora,
    to_occult,
    to_sora,
)

ELLIPSES = st.builds(
    lambda f, g, a, ratio, angle: Ellipse(f, g, a, a * ratio, angle),
    st.floats(-1e3, 1e3),
    st.floats(-1e3, 1e3),
    st.floats(1, 1e3),
    st.floats(0.1, 0.99),
    st.floats(0, 179.9),
)


@given(ELLIPSES)
def test_there_and_back(ellipse: Ellipse) -> None:
    assert from_sora(to_sora(ellipse)) == pytest.approx(ellipse, abs=1e-9)
    assert from_occult(to_occult(ellipse)) == pytest.approx(ellipse, abs=1e-9)


def test_chariklo_in_three_words() -> None:
    """SORA's tutorial: PA 127.6 deg of the minor axis is 37.6 deg of the major one."""
    ellipse = from_sora(SoraEllipse(-13.668, -2.175, 138.894, 0.087, 127.6))
    assert ellipse == pytest.approx((-13.668, -2.175, 138.894, 126.810, 37.6), abs=1e-3)
    assert to_occult(ellipse) == pytest.approx((-13.668, -2.175, 277.788, 253.620, 37.6), abs=1e-3)


def test_axes_in_the_wrong_order_are_swapped() -> None:
    assert from_occult(OccultEllipse(0, 0, 80.0, 100.0, 20.0)) == (0, 0, 50.0, 40.0, 110.0)


@pytest.mark.parametrize("bad", [SoraEllipse(0, 0, 0.0, 0.1, 0), SoraEllipse(0, 0, 10.0, 1.0, 0)])
def test_numbers_that_are_no_ellipse_of_sora(bad: SoraEllipse) -> None:
    with pytest.raises(ConventionError):
        from_sora(bad)


def test_zeros_of_occult_are_no_ellipse() -> None:
    with pytest.raises(ConventionError):
        from_occult(OccultEllipse(0, 0, 0.0, 0.0, 0))


def test_published_ellipses_of_the_pds(corpus: Path) -> None:
    """38 best ellipses of the Small Bodies Occultations bundle V4.0: full axes, PA of the major axis."""
    text = (corpus / "truth/pds_best_ellipses_V4.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["major_km"]]
    assert len(rows) == 38
    for row in rows:
        ellipse = from_occult(OccultEllipse(0, 0, float(row["major_km"]), float(row["minor_km"]), float(row["pa_deg"])))
        assert ellipse.semi_minor <= ellipse.semi_major
        assert 0 <= ellipse.position_angle < 180
        sora = to_sora(ellipse)
        assert sora.equatorial_radius * 2 == pytest.approx(float(row["major_km"]))
        assert sora.equatorial_radius * 2 * (1 - sora.oblateness) == pytest.approx(float(row["minor_km"]))
        assert (sora.position_angle - float(row["pa_deg"])) % 180 == pytest.approx(90)
