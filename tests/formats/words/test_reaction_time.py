"""What people write of the reaction time."""

import time

import pytest

from formats.words.reaction_time import answer_of, reaction_time_of
from schemas.codes import Answer


@pytest.mark.parametrize(
    ("text", "applied", "seconds"),
    [
        ("Was your reaction time applied to the above timings? YES", Answer.YES, None),
        ("Was your reaction time applied to the above timings? NO", Answer.NO, None),
        ("Was your reaction time applied to the above timings?", Answer.UNKNOWN, None),
        ("Was your reaction time applied to the above timings? YES/NO", Answer.UNKNOWN, None),
        ("Personal Equation Substracted: No", Answer.NO, None),
        ("Personal Equation Subtracted : Yes", Answer.YES, None),
        ("PE of 0.3 sec applied", Answer.YES, 0.3),
        ("PE 0.25s not applied", Answer.NO, 0.25),
        ("P.E. 0,4 s unapplied", Answer.NO, 0.4),
        ("reaction time 0.3 s not subtracted", Answer.NO, 0.3),
        ("reaction time of 300 ms subtracted", Answer.YES, 0.3),
        ("Reaktionszeit 0,3 s abgezogen", Answer.YES, 0.3),
        ("Reaktionszeit nicht abgezogen", Answer.NO, None),
        ("times corrected for reaction time", Answer.YES, None),
        ("not corrected for personal equation", Answer.NO, None),
        ("personal equation 0.5", Answer.UNKNOWN, 0.5),
        ("temps de réaction appliqué : non", Answer.NO, None),
        ("Reaction time applied (y/n):", Answer.UNKNOWN, None),
        ("Reaction time applied: ...", Answer.UNKNOWN, None),
        ("Reaction time applied: 0.3 s", Answer.YES, None),
        ("good reaction of the telescope", Answer.UNKNOWN, None),
        ("GPS, video integration 0.160 s", Answer.UNKNOWN, None),
        ("Saw it twice", Answer.UNKNOWN, None),
    ],
)
def test_words(text: str, applied: Answer, seconds: float | None) -> None:
    found = reaction_time_of([text])
    assert (found.applied, found.seconds, found.is_contradictory) == (applied, seconds, False)


def test_two_answers_are_none() -> None:
    found = reaction_time_of(["PE of 0.3 s applied", "Was your reaction time applied to the above timings? NO"])
    assert (found.applied, found.is_contradictory) == (Answer.UNKNOWN, True)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("YES", "yes"), (" nein", "no"), ("Oui", "yes"), ("", "unknown"), ("none", "unknown"), ("[x] yes", "yes")],
)
def test_answers(text: str, answer: str) -> None:
    assert answer_of(text) == answer


@pytest.mark.parametrize("text", ["reaction time " * 600, "pe " * 3000, "applied " * 1000 + "pe", "not" * 2700])
def test_long_texts_take_no_time(text: str) -> None:
    before = time.process_time()
    reaction_time_of([text])
    assert time.process_time() - before < 0.5
