"""One translation serves all queries that differ only in the values that they compare columns with.

The first query of a form is translated as it is. When a second one comes, one with marks in the places of its values is
translated, and the marks are looked for in what comes out: they have to be where values belong and nowhere else, and
with the values of the first query in their places the result has to be its own translation, to the letter.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, replace
from threading import Lock

from service.answers.streams.envelopes import ArrowEnvelope, Envelope, VOTableEnvelope
from service.answers.streams.literals import Split, split_literals
from service.answers.streams.plans import Plan
from service.answers.streams.questions import Question

#: Most forms that are kept.
MOST_FORMS = 300
#: How values are marked, by their kinds.
_MARKS = {"text": "'zq{:03d}qz'", "integer": "7319{:03d}41", "decimal": "73.19{:03d}5", "power": "7.319{:03d}e5"}
#: The envelope of a VOTable holds the query, and its translation.
_TIMES_IN_ENVELOPE = 2
_PARTS = tuple(field.name for field in fields(VOTableEnvelope))
#: Between parts of an envelope; XML has no such character.
_SEPARATOR = "\0"


#: Names that DaCHS makes up for columns without a name, from places in memory.
_MADE_UP = re.compile(r"[zaeiousmnthwblpgd]{8,16}")


class TemplateError(Exception):
    """The values of a query have more influence on its translation than a template knows."""


@dataclass(frozen=True, slots=True)
class _Gaps:
    """A text with gaps for values, which may come in another order than in the query, and more than once."""

    pieces: tuple[str, ...]
    #: Which value is behind each piece but the last.
    order: tuple[int, ...]

    @classmethod
    def cut(cls, text: str, marks: Sequence[str], times: int) -> "_Gaps":
        """Cut a text at the marks in it.

        Raises
        ------
        TemplateError
            A mark is not there as often as it has to be.
        """
        parts = re.split("(" + "|".join(map(re.escape, marks)) + ")", text)
        order = tuple(marks.index(part) for part in parts[1::2])
        if any(order.count(index) != times for index in range(len(marks))):
            raise TemplateError
        return cls(tuple(parts[::2]), order)

    def fill(self, literals: Sequence[str]) -> str:
        """Return the text with values in the gaps."""
        parts = [self.pieces[0]]
        for index, piece in zip(self.order, self.pieces[1:], strict=True):
            parts += (literals[index], piece)
        return "".join(parts)


class Template:
    """The translation of all queries of one form.

    Parameters
    ----------
    plan
        The translation of the query with marks.
    marks
        The marks, in the order of the query.

    Raises
    ------
    TemplateError
        A mark is missing, or is where no value belongs.
    """

    def __init__(self, plan: Plan, marks: Sequence[str]) -> None:
        self.plan = plan
        self._sql = _Gaps.cut(plan.sql, marks, 1)
        self._envelope: _Gaps | None = None
        votable = _find_votable(plan.envelope)
        if votable is None:
            return
        parts: list[bytes] = [getattr(votable, name) for name in _PARTS]
        self._envelope = _Gaps.cut(_SEPARATOR.join(part.decode() for part in parts), marks, _TIMES_IN_ENVELOPE)

    def fill(self, literals: Sequence[str]) -> Plan:
        """Return the translation of a query with these values."""
        envelope = self.plan.envelope
        if self._envelope is not None:
            parts = self._envelope.fill(literals).split(_SEPARATOR)
            votable = VOTableEnvelope(**{name: part.encode() for name, part in zip(_PARTS, parts, strict=True)})
            envelope = _put_votable(envelope, votable)
        return replace(self.plan, sql=self._sql.fill(literals), envelope=envelope, is_filled=True)


def _find_votable(envelope: Envelope) -> VOTableEnvelope | None:
    """Return what holds the query and its translation; envelopes of other formats do not."""
    if isinstance(envelope, ArrowEnvelope):
        return envelope.votable
    return envelope if isinstance(envelope, VOTableEnvelope) else None


def _put_votable(envelope: Envelope, votable: VOTableEnvelope) -> Envelope:
    """Return an envelope with another VOTable in it."""
    return ArrowEnvelope(votable=votable) if isinstance(envelope, ArrowEnvelope) else votable


@dataclass(frozen=True, slots=True)
class _First:
    """The first query of a form: its values, and its own translation."""

    literals: tuple[str, ...]
    plan: Plan

    def make_template(self, question: Question, split: Split, make: Callable[[Question], Plan]) -> Template | None:
        """Return the template of a form, None where values have more influence than it would know."""
        marks = [_MARKS[kind].format(number) for number, kind in enumerate(split.kinds)]
        try:
            template = Template(make(replace(question, query=split.write(marks))), marks)
        except Exception:  # noqa: BLE001 - whatever DaCHS has against it, each query of this form is translated then
            return None
        wanted = replace(_rename(self.plan, template.plan), is_filled=True)
        return template if template.fill(self.literals) == wanted else None


def _rename(plan: Plan, other: Plan) -> Plan:
    """Give columns with made-up names those that another translation of the query has made up."""
    pairs = zip(plan.fields, other.fields, strict=False)
    names = {old.name: new.name for old, new in pairs if old.name != new.name}
    if not names or not all(map(_MADE_UP.fullmatch, (*names.keys(), *names.values()))):
        return plan
    pattern = re.compile(rf"\b(?:{'|'.join(names)})\b")

    def give_names(text: str) -> str:
        return pattern.sub(lambda found: names[found[0]], text)

    envelope, votable = plan.envelope, _find_votable(plan.envelope)
    if votable is not None:
        renamed = {name: give_names(getattr(votable, name).decode()).encode() for name in _PARTS}
        envelope = _put_votable(envelope, VOTableEnvelope(**renamed))
    columns = tuple(replace(field, name=names.get(field.name, field.name)) for field in plan.fields)
    return replace(plan, sql=give_names(plan.sql), fields=columns, envelope=envelope)


class Translations:
    """Translates queries, those of known forms without DaCHS.

    Parameters
    ----------
    make
        Translates by DaCHS.
    most
        How many forms are kept.
    """

    def __init__(self, make: Callable[[Question], Plan], most: int = MOST_FORMS) -> None:
        self._make = make
        self._most = most
        #: By form: its first query, its template, or None where it has none.
        self._forms: OrderedDict[Hashable, _First | Template | None] = OrderedDict()
        self._lock = Lock()

    def make_plan(self, question: Question) -> Plan:
        """Translate a question.

        Raises
        ------
        Exception
            Whatever the translation by DaCHS raises.
        """
        split = split_literals(question.query)
        if split is None:
            return self._make(question)
        key = replace(question, query=split.key)
        with self._lock:
            known = key in self._forms
            found = self._forms.get(key)
            if known:
                self._forms.move_to_end(key)
        if isinstance(found, _First) and found.plan.is_current():
            found = found.make_template(question, split, self._make)
            self._keep(key, found)
        if isinstance(found, Template) and found.plan.is_current():
            return found.fill(split.literals)
        plan = self._make(question)
        if not known or found is not None:
            self._keep(key, _First(split.literals, plan))
        return plan

    def _keep(self, key: Hashable, found: _First | Template | None) -> None:
        with self._lock:
            self._forms[key] = found
            while len(self._forms) > self._most:
                self._forms.popitem(last=False)

    def drop(self, question: Question) -> None:
        """Forget the template that a question was translated by."""
        split = split_literals(question.query)
        if split is not None:
            with self._lock:
                self._forms.pop(replace(question, query=split.key), None)
