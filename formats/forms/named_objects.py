"""What a form says of outcome, star and body."""

import re
from dataclasses import dataclass

from formats.files.remarks import Remarks, quote
from formats.forms.form import Form
from formats.forms.form_words import OUTCOMES, word_code
from formats.words.digits import repair
from schemas.body import BodyName, class_of, join_body, split_body
from schemas.codes import Outcome
from schemas.event import Event
from schemas.finding import FindingCode
from schemas.star import normalise_star

_MAX_NAME = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedObjects:
    """The event as far as the form tells it, and star and body as written."""

    event: Event
    star_written: str | None
    body_written: str | None


def read_outcome(form: Form, remarks: Remarks) -> Outcome:
    """Return the outcome; NO_DATA with an error where the form does not say it."""
    entry = form.entry("outcome")
    line = form.lines.get("outcome")
    hint = "write POSITIVE or NEGATIVE"
    if entry is None:
        message = "The form does not say whether the occultation was seen."
        remarks.error(FindingCode.OUTCOME_UNKNOWN, message, field="outcome", line=line, hint=hint)
        return Outcome.NO_DATA
    value = word_code(entry.text, OUTCOMES)
    others = {word_code(word, OUTCOMES) for word in re.split(r"\W+", entry.text[:_MAX_NAME])} - {None}
    if len(others) > 1 and Outcome.UNCERTAIN not in others:
        message = f"{entry.key} {quote(entry.text)} names more than one outcome."
        remarks.error(FindingCode.TEMPLATE_UNFILLED, message, field="outcome", line=line, hint="leave only one")
        value = None
    if value is None:
        message = f"{entry.key} {quote(entry.text)} is no outcome."
        remarks.error(FindingCode.OUTCOME_UNKNOWN, message, field="outcome", line=line, hint=hint)
        form.keep(entry)
        return Outcome.NO_DATA
    if re.sub(r"[^A-Z]", "", entry.text.upper()) != value.upper().replace("_", ""):
        form.keep(entry)
    return Outcome(value)


def read_objects(form: Form, remarks: Remarks, *, time_predicted: float | None) -> NamedObjects:
    """Return the event by star and body of a form, and by its predicted time, UTC [MJD]."""
    star_written = form.text("star")
    name = None
    if star_written is not None and len(star_written) <= _MAX_NAME:
        name = normalise_star(star_written)
    elif star_written is not None:
        message = f"The star {quote(star_written)} is too long for a name."
        remarks.error(FindingCode.VALUE_UNREADABLE, message, field="star", line=form.lines.get("star"))
    if name is not None and name.ra is not None and name.dec is not None:
        message = f"The star is named by its coordinates: {name.ra:.5f} {name.dec:+.5f} deg were read, J2000."
        remarks.info(FindingCode.VALUE_DERIVED, message, field="star", line=form.lines.get("star"))
    body = _body(form, remarks)
    for column in ("star", "body_name"):
        if column in form.lines:
            form.lines.setdefault("star_written" if column == "star" else "body_written", form.lines[column])
    event = Event(
        body_number=body.number,
        body_name=body.name,
        body_class=body.target_class or class_of(body.number, body.name),
        star=name.designation if name else None,
        star_gaia=name.gaia if name else None,
        ra=name.ra if name else None,
        dec=name.dec if name else None,
        time_predicted=time_predicted,
    )
    written = " ".join(text for text in (form.text("body_number"), form.text("body_name")) if text)
    return NamedObjects(event=event, star_written=star_written, body_written=written or None)


def _body(form: Form, remarks: Remarks) -> BodyName:
    """Return the body by the field of its number and that of its name, which may hold both."""
    text = form.text("body_name") or ""
    named = split_body(text[:_MAX_NAME])
    if len(text) > _MAX_NAME:
        message = f"The body's name {quote(text)} is too long."
        remarks.error(FindingCode.VALUE_UNREADABLE, message, field="body_name", line=form.lines.get("body_name"))
    entry = form.entry("body_number")
    if entry is None:
        return named
    number = _number(entry.text)
    if number is None:
        alone = split_body(" ".join(entry.text.split())[:_MAX_NAME])
        joined = join_body(entry.text[:_MAX_NAME], text[:_MAX_NAME])
        if alone.name is None and alone.number is None:
            return named
        if (alone.name and not named.name and not alone.number) or joined.name != named.name:
            return joined
        if alone.name and (alone.name == named.name or not named.name):
            return BodyName(number=alone.number or named.number, name=alone.name)
        message = f"{entry.key} {quote(entry.text)} is no number of a minor planet."
        remarks.warning(FindingCode.VALUE_UNREADABLE, message, field="body_number", line=entry.line)
        form.keep(entry)
        return named
    if named.number is not None and named.number != number:
        message = f"{entry.key} says {number}, but the name {quote(text)} has the number {named.number}."
        remarks.error(
            FindingCode.BODY_NUMBER, message, field="body_number", line=entry.line, hint="correct one of the two"
        )
    return BodyName(number=number or None, name=named.name)


def _number(text: str) -> int | None:
    """Return the number of a field such as ``928``, ``(928)`` or ``928.``; 0 means a missing value."""
    words = text.strip(" ().#")
    match = re.fullmatch(r"(\d{1,7})(?:[.,]0+)?", words) or re.fullmatch(r"(\d{1,7})", repair(words))
    return int(match[1]) if match else None
