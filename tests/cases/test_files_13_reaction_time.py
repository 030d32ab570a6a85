"""Whether the reaction time is taken off: the deciding word of every visual report."""

from pathlib import Path

import pytest

from schemas.codes import Answer
from schemas.finding import FindingCode, Severity
from tests.cases.examined import examined, findings, only_report

FOLDER = "files/13-reaction-time"


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("a_pe_applied_yes.txt", Answer.YES, None),
        ("c_pe_question_missing.txt", Answer.UNKNOWN, "does not say whether the reaction time (0.3 s)"),
        ("d_subtracted_no.txt", Answer.NO, "late by 0.3 s"),
        ("e_subtracted_yes.txt", Answer.YES, None),
        ("f_pe_in_words_applied.txt", Answer.YES, None),
        ("g_pe_in_words_not_applied.txt", Answer.NO, "late by 0.3 s"),
    ],
)
def test_the_answer_is_published_and_used(cases: Path, name: str, answer: Answer, words: str | None) -> None:
    examination = examined(cases / FOLDER / name)
    report = only_report(examination)
    assert report.reaction_time_applied is answer
    assert (report.d_personal_equation, report.r_personal_equation) == (0.3, 0.3)
    remarks = findings(examination, FindingCode.REACTION_TIME)
    assert [remark.severity for remark in remarks] == ([] if words is None else [Severity.WARNING])
    assert all((words or "") in remark.message for remark in remarks)


def test_the_answer_no(cases: Path) -> None:
    text = (cases / FOLDER / "a_pe_applied_yes.txt").read_text().replace("timings? YES", "timings? NO")
    examination = examined(text)
    assert only_report(examination).reaction_time_applied is Answer.NO
    assert findings(examination, FindingCode.REACTION_TIME, Severity.WARNING)


def test_a_video_without_personal_equation_is_not_asked(cases: Path) -> None:
    examination = examined(cases / "files/04-atos-planoccult-midnight/a_plain.txt")
    assert only_report(examination).reaction_time_applied is Answer.NO
    assert findings(examination, FindingCode.REACTION_TIME) == []


@pytest.mark.parametrize(
    ("comment", "answer", "size"),
    [
        ("PE of 0.3 sec applied", Answer.YES, 0.3),
        ("reaction time 0.4 s not subtracted", Answer.NO, 0.4),
        ("nice night", Answer.UNKNOWN, None),
    ],
)
def test_a_sodis_form_says_it_in_its_comment(cases: Path, comment: str, answer: Answer, size: float | None) -> None:
    text = (cases / "files/23-exposure-ms-for-s/g_dur_ms.txt").read_text()
    text = text.replace("here only really important remarks", comment)
    report = only_report(examined(text))
    assert (report.reaction_time_applied, report.d_personal_equation) == (answer, size)
