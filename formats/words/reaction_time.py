"""What people write about the reaction time of a visual observer: how long it is, and whether it was subtracted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from formats.words.quantity import parse_seconds
from schemas.codes import Answer

_SUBJECT = (
    r"(?<![^\W\d_])(?:p\.?\s?e\.?(?![^\W_])|personal equation|pers\.? ?eq\w{0,8}|reaction(?:[ -]time)?s?|"
    r"reaktionszeit|pers[öo]nliche gleichung|temps de r[ée]action|[ée]quation personnelle|tempo di reazione|"
    r"equazione personale|tiempo de reacci[óo]n|ecuaci[óo]n personal)"
)
_DONE = (
    r"(?:applied|appl\.|sub[sx]?tracted|deducted|removed|taken (?:off|out|into account)|corrected|allowed for|included|"
    r"considered|abgezogen|ber[üu]cksichtigt|appliqu[ée]e?|soustraite?|d[ée]duite?|sottratt[oa]|applicat[oa]|"
    r"aplicad[oa]|restad[oa]|descontad[oa])"
)
#: The question of a form whether the reaction time was applied, and the answer after it.
_QUESTION = re.compile(
    rf"{_SUBJECT}[^?:\n]{{0,60}}?{_DONE}[^?:\n]{{0,60}}(?:\?\s?:?|:)(?P<answer>[^\n]{{0,80}})", re.IGNORECASE
)
_STATEMENT = re.compile(
    rf"{_SUBJECT}(?P<between>[^?:;\n]{{0,60}}?){_DONE}(?![^\W\d_])(?!\s?[^?:;\n]{{0,60}}\?)", re.IGNORECASE
)
_REVERSED = re.compile(
    rf"(?P<not>(?:not|no|un|nicht|non|sans|without)[ -]?)?{_DONE}(?: (?:for|of|the|my))* {_SUBJECT}", re.IGNORECASE
)
_WITHOUT = re.compile(rf"(?:without|no|sans|ohne) {_SUBJECT} (?:correction|applied|korrektur)", re.IGNORECASE)
_NOT = re.compile(
    r"(?<![^\W\d_])(?:not|no|never|nicht|non|pas|n[ãa]o|un)(?![^\W\d_])|\bn't|(?<![^\W\d_])un-?$", re.IGNORECASE
)
_SIZE = re.compile(
    rf"{_SUBJECT}(?: of| was| is)?\s?[:=~]?\s?(?:about |approx\.? |ca\.? )?"
    r"(?P<size>\d{0,2}[.,]?\d{1,3}\s?(?:m?s(?:ec(?:onds?)?)?\.?)?)(?![\w.,]*\d)",
    re.IGNORECASE,
)
_SIZE_BEFORE = re.compile(
    rf"(?P<size>\d{{0,2}}[.,]?\d{{1,3}}\s?m?s(?:ec(?:onds?)?)?\.?) (?:of |for )?(?:my )?{_SUBJECT}", re.IGNORECASE
)
_YES = re.compile(r"\W{0,6}(?:yes|y|ja|oui|s[iíì]|sim|tak|da|true|1|x)(?![^\W_]|[.,]\d)", re.IGNORECASE)
_NO = re.compile(r"\W{0,6}(?:no|n|nein|non|n[ãa]o|nie|nee|false|0)(?![^\W_]|[.,]\d)", re.IGNORECASE)
_LONGEST_S = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ReactionTime:
    """What a text states about the reaction time."""

    applied: Answer = Answer.UNKNOWN
    #: Its length [s].
    seconds: float | None = None
    #: True where one part of the text states that it was applied, and another that it was not.
    is_contradictory: bool = False


def is_question(line: str) -> bool:
    """Return whether a line holds the form's question whether the reaction time was applied."""
    return _QUESTION.search(line[:400]) is not None


def answer_of(text: str) -> Answer:
    """Return the answer, yes or no in one of the observers' languages; unknown if the text has both or neither."""
    if _YES.match(text):
        words = text[:80]
        return Answer.UNKNOWN if re.search(r"[/|]\s?no?(?![^\W_])", words, re.IGNORECASE) else Answer.YES
    return Answer.NO if _NO.match(text) else Answer.UNKNOWN


def reaction_time_of(texts: Iterable[str]) -> ReactionTime:
    """Return what lines of a form, words beside times and comments state about the reaction time."""
    answers: set[Answer] = set()
    seconds = None
    for text in texts:
        for line in text[:8000].split("\n"):
            answers.add(_line_answer(line[:400]))
            seconds = _seconds(line[:400]) if seconds is None else seconds
    answers.discard(Answer.UNKNOWN)
    applied = answers.pop() if len(answers) == 1 else Answer.UNKNOWN
    return ReactionTime(applied=applied, seconds=seconds, is_contradictory=len(answers) > 1)


def _line_answer(line: str) -> Answer:
    question = _QUESTION.search(line)
    if question is not None:
        answer = answer_of(question["answer"])
        is_open = re.search(r"\w", question["answer"]) is None
        if answer != Answer.UNKNOWN or "?" in question[0] or is_open:
            return answer
    if _WITHOUT.search(line):
        return Answer.NO
    turned = _REVERSED.search(line)
    if turned is not None:
        return Answer.NO if turned["not"] else Answer.YES
    statement = _STATEMENT.search(line)
    if statement is None:
        return Answer.UNKNOWN
    return Answer.NO if _NOT.search(statement["between"]) else Answer.YES


def _seconds(line: str) -> float | None:
    match = _SIZE.search(line) or _SIZE_BEFORE.search(line)
    quantity = parse_seconds(match["size"].rstrip(". ")) if match is not None else None
    return quantity.value if quantity is not None and 0 < quantity.value <= _LONGEST_S else None
