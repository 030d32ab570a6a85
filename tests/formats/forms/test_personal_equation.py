"""The personal equation of a form: its own column, its question, and words beside the times."""

import pytest

from formats.files.remarks import Remarks
from formats.forms.observation_times import ObservationTimes
from formats.forms.personal_equation import read_reaction_time
from schemas.codes import Answer
from schemas.finding import FindingCode
from schemas.report import Timing
from tests.formats.forms.filled_form import codes_of, fill

TIMES = ObservationTimes(
    time_predicted=None, time_start=None, time_end=None, pairs=(Timing(seq=0, d_time=60000.0, r_time=60000.0001),)
)


def read(
    comment: str, *lines: str, times: ObservationTimes = TIMES
) -> tuple[float | None, float | None, Answer, Remarks]:
    remarks = Remarks()
    return (*read_reaction_time(fill(remarks, comment=comment), times, lines, remarks), remarks)


@pytest.mark.parametrize(
    ("line", "applied"),
    [
        ("Reaction time applied: yes", Answer.YES),
        ("Reaction time applied: no", Answer.NO),
        ("Reaction time applied:", Answer.UNKNOWN),
    ],
)
def test_the_question_of_the_form(line: str, applied: Answer) -> None:
    assert read("", line)[2] is applied


def test_words_give_its_length() -> None:
    d, r, _, remarks = read("Reaction time 0.3 s not applied")
    assert (d, r) == (0.3, 0.3)
    assert codes_of(remarks) == [FindingCode.VALUE_DERIVED]


def test_only_of_times_that_there_are() -> None:
    times = ObservationTimes(
        time_predicted=None, time_start=None, time_end=None, pairs=(Timing(seq=0, d_time=60000.0),)
    )
    assert read("Reaction time 0.3 s not applied", times=times)[:2] == (0.3, None)


def test_a_column_of_its_own_counts_more_than_words() -> None:
    times = ObservationTimes(
        time_predicted=None, time_start=None, time_end=None, pairs=TIMES.pairs, d_personal_equation=0.5
    )
    assert read("Reaction time 0.3 s not applied", times=times)[:2] == (0.5, None)


def test_a_contradiction_is_said() -> None:
    *_, remarks = read("Reaction time was not applied", "Reaction time applied: yes")
    assert FindingCode.REACTION_TIME in codes_of(remarks)
