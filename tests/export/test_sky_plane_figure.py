"""The sky plane as a figure: how far it reaches, whose names are on it, and the limb that is drawn."""

from dataclasses import replace

import numpy as np
import pytest

from export.overlays import EventRecords
from export.sky_overlay import OverlayError
from export.sky_plane_figure import draw_sky_plane, extent, parameters_of
from reduction.limb.limb_errors import derive
from tests.export.sky_shapes import CHORD, EVENT, LIMB, NEGATIVE, OTHER, REPORTS

RECORDS = EventRecords(event=EVENT, reports=REPORTS, chords=(CHORD, OTHER, NEGATIVE), limb=LIMB)


def test_the_picture_reaches_beyond_chords_and_limb() -> None:
    assert extent([CHORD, OTHER, NEGATIVE], None) == ((0.0, 0.0), 1.25 * 30.0)
    assert extent([CHORD, OTHER, NEGATIVE], LIMB) == ((0.0, 0.0), 1.25 * 40.0)
    assert extent([NEGATIVE], None) == ((0.0, 20.0), 1.25 * 900.0)
    assert extent([replace(CHORD, r_f=None, r_g=None)], None) == ((-30.0, 20.0), 1.25 / 2)


@pytest.mark.parametrize("angle", [0.0, 35.0, 90.0, 179.0])
def test_the_limb_that_is_drawn_is_the_published_one(angle: float) -> None:
    derived = derive(np.asarray(parameters_of(replace(LIMB, position_angle=angle))))
    assert derived.semi_major == pytest.approx(40.0)
    assert derived.semi_minor == pytest.approx(30.0)
    assert derived.position_angle == pytest.approx(angle, abs=1e-9)


def test_observers_axes_and_solution_are_named() -> None:
    text = draw_sky_plane(RECORDS, "svg").decode()
    for words in ("Wilhelm Herschel", "Caroline Herschel", "f, east [km]", "(928) Hildrun", "80.0 × 60.0 km, PA 90°"):
        assert words in text
    bare = draw_sky_plane(EventRecords(event=EVENT, chords=(CHORD,)), "svg").decode()
    assert "chord 1" in bare
    assert "PA" not in bare


def test_an_event_without_a_chord_has_no_figure() -> None:
    with pytest.raises(OverlayError, match="no chord"):
        draw_sky_plane(EventRecords(event=EVENT, chords=()), "svg")
