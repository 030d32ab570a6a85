"""What is drawn of an event on the sky: shapes, their names, their size and their middle."""

from dataclasses import replace

import numpy as np
import pytest

from export.sky_overlay import COLOURS, LIMB_COLOUR, OverlayError, sky_overlay
from schemas.codes import Outcome
from schemas.position import separation
from tests.export.sky_shapes import CHORD, EVENT, LIMB, NEGATIVE, OTHER, REPORTS


def test_every_outcome_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == set(Outcome)
    assert len({*COLOURS.values(), LIMB_COLOUR}) == len(Outcome) + 1


def test_lines_outlines_and_limb() -> None:
    overlay = sky_overlay(EVENT, [CHORD, OTHER, NEGATIVE], LIMB, reports=REPORTS)
    assert [line.name for line in overlay.lines] == ["Wilhelm Herschel", "Caroline Herschel", 'M. {Wolf} "<&>']
    assert [shape.outcome for shape in overlay.outlines] == [Outcome.POSITIVE, Outcome.POSITIVE]
    assert overlay.lines[0].ra_deg == pytest.approx([10.0, 10.0003], abs=1e-10)
    assert overlay.lines[0].dec_deg == pytest.approx([30.0, 30.0001], abs=1e-10)
    assert (overlay.center.ra_deg, overlay.center.dec_deg) == (LIMB.ra, LIMB.dec)
    assert overlay.limb is not None
    assert overlay.title == "20220825_928_hildrun: (928) Hildrun, true to scale, ephemeris JPL#1"


def test_magnified_about_the_centre() -> None:
    plain, large = (sky_overlay(EVENT, [CHORD], LIMB, factor=factor) for factor in (1.0, 100.0))
    sizes = [
        separation(float(one.lines[0].ra_deg[0]), float(one.lines[0].dec_deg[0]), *one.center) for one in (plain, large)
    ]
    assert sizes[1] / sizes[0] == pytest.approx(100.0, rel=1e-4)
    assert "magnified 100 times" in large.title
    assert plain.ellipse is not None
    assert large.ellipse is not None
    assert large.ellipse[0] / plain.ellipse[0] == pytest.approx(100.0)


def test_the_path_of_a_negative_is_drawn_near_the_body_only() -> None:
    overlay = sky_overlay(EVENT, [CHORD, NEGATIVE], LIMB)
    path = overlay.lines[1]
    assert np.ptp(path.ra_deg) < 0.003 < 0.02
    assert overlay.lines[1].name == "n_c0"


def test_without_a_limb_the_middle_is_that_of_the_chords() -> None:
    overlay = sky_overlay(EVENT, [CHORD])
    assert overlay.center.ra_deg == pytest.approx(10.00015, abs=1e-9)
    assert overlay.center.dec_deg == pytest.approx(30.00005, abs=1e-9)
    assert (overlay.limb, overlay.ellipse) == (None, None)


def test_nothing_to_draw() -> None:
    with pytest.raises(OverlayError, match="no chord"):
        sky_overlay(EVENT, [replace(CHORD, outline=None)])


@pytest.mark.parametrize("factor", [0.0, -1.0, 1e7, np.nan])
def test_factors_that_draw_nothing(factor: float) -> None:
    with pytest.raises(OverlayError, match="magnification"):
        sky_overlay(EVENT, [CHORD], factor=factor)
