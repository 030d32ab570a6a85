"""Chords and the corrections of their times."""

import pytest

from schemas.chord import Chord, Component, Correction, Corrections
from schemas.codes import Answer, Outcome


def correction(shift: float, applied: Answer = Answer.NO) -> Correction:
    return Correction(reason="camera delay", shift=shift, applied=applied)


def test_only_what_is_known_to_be_missing_is_added() -> None:
    both = (correction(0.5), correction(4.0, Answer.YES), correction(8.0, Answer.UNKNOWN), correction(-0.25))
    corrections = Corrections(both=both, d=(correction(-0.3),), r=(correction(-0.2), correction(-0.1, Answer.YES)))
    assert corrections.shift == 0.25
    assert corrections.d_shift == -0.3
    assert corrections.r_shift == -0.2


def test_without_corrections_nothing_is_added() -> None:
    assert (Corrections().shift, Corrections().d_shift, Corrections().r_shift) == (0.0, 0.0, 0.0)


def test_a_chord_is_one_of_the_main_component_with_unshifted_times() -> None:
    chord = Chord(chord_id="a_c0", outcome=Outcome.POSITIVE, ephemeris="JPL#1")
    assert chord.component is Component.MAIN
    assert (chord.time_shift, chord.d_shift, chord.r_shift) == (0.0, 0.0, 0.0)
    assert chord.length is None


@pytest.mark.parametrize("component", Component)
def test_components_are_published_as_words(component: Component) -> None:
    assert str(component) == component.value
    assert component.value == component.value.strip().lower()
