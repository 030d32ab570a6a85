"""From chords to points and paths: what is weighted, what is left out, and on how many lines the points are."""

from dataclasses import replace

import numpy as np
import pytest

from reduction.limb.limb_points import collect
from schemas.chord import Component
from schemas.codes import Outcome
from tests.records import make_chord

CHORD = replace(make_chord("a_c0", (-30.0, 10.0), (50.0, 10.0)), d_err_km=1.0, r_err_km=2.0)
NEGATIVE = make_chord("n_c0", (-300.0, 200.0), (500.0, 200.0), middle=(0.0, 200.0), outcome=Outcome.NEGATIVE)


def test_both_ends_of_a_chord() -> None:
    data = collect([CHORD])
    points = data.points
    assert data.chords == (CHORD,)
    assert (points.f_km.tolist(), points.g_km.tolist()) == ([-30.0, 50.0], [10.0, 10.0])
    assert (points.sigma_km.tolist(), points.side.tolist(), points.chord.tolist()) == ([1.0, 2.0], [-1.0, 1.0], [0, 0])
    assert (points.t_f.tolist(), points.t_g.tolist()) == ([1.0, 1.0], [0.0, 0.0])
    assert data.n_lines == 1


def test_an_end_that_cannot_be_weighted_is_left_out() -> None:
    for change in ({"d_err_km": None}, {"d_err_km": 0.0}, {"d_f": None, "d_g": None}):
        data = collect([replace(CHORD, **change)])
        assert data.points.f_km.tolist() == [50.0]
    assert len(collect([replace(CHORD, d_err_km=None, r_err_km=None)]).points) == 0


def test_a_lone_end_has_the_direction_of_the_others() -> None:
    north = replace(CHORD, chord_id="b_c0", d_f=0.0, d_g=-5.0, r_f=0.0, r_g=5.0)
    lone = replace(CHORD, chord_id="c_c0", r_f=None, r_g=None)
    points = collect([north, lone]).points
    assert (points.t_f[2], points.t_g[2]) == (0.0, 1.0)
    assert collect([lone]).points.t_f.tolist() == [1.0]


def test_other_components_and_unused_chords_are_left_out() -> None:
    ring = replace(CHORD, chord_id="a_c1", component=Component.RING)
    assert collect([CHORD, ring, NEGATIVE], unused={"a_c0"}).chords == ()
    data = collect([CHORD, ring, NEGATIVE], component=Component.RING)
    assert data.chords == (ring,)
    assert data.negatives is None


def test_a_negative_is_a_line_with_a_beginning_and_an_end() -> None:
    data = collect([CHORD, NEGATIVE])
    assert data.negative_chords == (NEGATIVE,)
    assert data.negatives is not None
    assert (data.negatives.begin_km.tolist(), data.negatives.end_km.tolist()) == ([-300.0], [500.0])
    assert (data.negatives.lines.f_km.tolist(), data.negatives.lines.g_km.tolist()) == ([0.0], [200.0])


@pytest.mark.parametrize(("offsets", "n_lines"), [((), 0), ((0.0,), 1), ((0.0, 0.1), 1), ((0.0, 5.0, 30.0), 3)])
def test_chords_side_by_side_count_as_one_line(offsets: tuple[float, ...], n_lines: int) -> None:
    chords = [
        replace(CHORD, chord_id=f"{number}_c0", d_g=10 + offset, r_g=10 + offset)
        for number, offset in enumerate(offsets)
    ]
    data = collect(chords)
    assert data.n_lines == n_lines
    assert np.isfinite(data.points.t_f).all()
