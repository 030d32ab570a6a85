"""The record of an EAON/IOTA-ES report form, from its fields."""

import re
from collections.abc import Sequence
from functools import partial

from formats.files.remarks import Remarks, quote
from formats.forms.form import Form, datum_of
from formats.forms.form_entry import FormReading, form_columns
from formats.forms.form_words import (
    METHODS,
    STABILITIES,
    TELESCOPES,
    TIME_SOURCES,
    TRANSPARENCIES,
    Rules,
    word_code,
)
from formats.forms.personal_equation import read_reaction_time
from formats.words.country import country_code, split_site
from formats.words.privacy import public_text
from formats.words.quantity import (
    parse_length_cm,
    parse_seconds,
)
from schemas.codes import Answer, Datum, Method, TimeSource
from schemas.finding import FindingCode
from schemas.report import Contact, Report

#: Sizes without a unit are millimetres from here on.
_MM_APERTURE, _MM_FOCUS = 100.0, 300.0
_SPAN = r"(?P<span>\d{1,4}(?:[.,]\d{1,6})?\s?(?:ms|msec|s|sec|seconds?)(?![^\W\d_]))"
_EXPOSURES = (
    re.compile(
        r"(?<![^\W\d_])(?:it|integration(?: time)?|exposure(?: time)?|exp\.?(?: time)?|belichtung\w{0,6}|pose)"
        rf"\s?[:=]?\s?{_SPAN}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\w.,]){_SPAN}\.?\s(?:integration|exposure|exp\.?(?![^\W\d_]))", re.IGNORECASE),
)
_AND = re.compile(r"\s(?:&|\+|and|und|et|y|e|i|en)\s|\s?[;/]\s?")
#: Private words that tell how the station observed.
_PRIVATE_METHOD = re.compile(r"^(?:mode of recording|recording|device of recording|method|video\w*)=", re.IGNORECASE)


def make_report(
    form: Form,
    reading: FormReading,
    *,
    source_format: str,
    notes: Sequence[str],
    remarks: Remarks,
    reaction: Sequence[str] = (),
    method_by_times: Method | None = None,
    camera_delay_applied: Answer = Answer.UNKNOWN,
) -> tuple[Report, Contact]:
    """Return the report and its private words.

    Parameters
    ----------
    form
        The fields of the form.
    reading
        What was read before: the outcome, the times, star and body.
    source_format
        Name of the format.
    notes
        Events that no column holds: they follow the observer's comment.
    reaction
        Lines on the reaction time.
    method_by_times
        How the station observed by what is beside the times; taken where no words say it.
    camera_delay_applied
        Whether the times are corrected for the delay of the camera.
    remarks
        Where findings go.
    """
    private = _private(form)
    observers = [name for part in _AND.split(form.text("observer") or "") if (name := public_text(part))]
    if "@" in (form.text("observer") or ""):
        form.other.append(f"Name={form.text('observer')}")
    site, country = _place(form, private, remarks)
    d_equation, r_equation, applied = read_reaction_time(form, reading.times, [*reaction, *notes], remarks)
    report = Report(
        **form_columns(form, reading),
        observer=observers[0] if observers else None,
        observer2=observers[1] if len(observers) > 1 else None,
        country=country,
        site=site,
        datum=_datum(form, remarks),
        telescope=_word(form, "telescope", TELESCOPES, remarks),
        aperture=form.number("aperture", partial(parse_length_cm, mm_from=_MM_APERTURE)),
        focal_length=form.number("focal_length", partial(parse_length_cm, mm_from=_MM_FOCUS)),
        method=_method(form, method_by_times, remarks),
        camera=form.public("camera", private=private),
        time_source=_time_source(form),
        exposure=_exposure(form, notes, remarks),
        d_personal_equation=d_equation,
        r_personal_equation=r_equation,
        reaction_time_applied=applied,
        camera_delay_applied=camera_delay_applied,
        wind=form.public("wind", private=private),
        transparency=_word(form, "transparency", TRANSPARENCIES, remarks),
        stability=_word(form, "stability", STABILITIES, remarks),
        comment=_comment(form, notes, private),
        software=form.public("software", private=private),
        source_format=source_format,
    )
    contact = Contact(
        email=form.text("email"),
        address=form.text("address"),
        more_observers="; ".join(observers[2:]) or None,
        other=tuple(form.other),
    )
    return report, contact


def _private(form: Form) -> list[str]:
    """Return address, e-mail and telephone number, which may be in the comment once more."""
    words = [text for column in ("address", "email") if (text := form.text(column))]
    phones = [
        item.partition("=")[2]
        for item in form.other
        if item.casefold().startswith(("phone=", "tel", "fax=", "mobile="))
    ]
    return words + phones


def _comment(form: Form, notes: Sequence[str], private: Sequence[str]) -> str | None:
    lines = [form.public("comment", private=private), *(public_text(note, private=private) for note in notes)]
    return "\n".join(line for line in lines if line) or None


def _place(form: Form, private: Sequence[str], remarks: Remarks) -> tuple[str | None, str | None]:
    """Return site and country, which the form has in one field."""
    entry = form.entry("site")
    written = form.public("site", private=private)
    site, country = split_site(written) if written else (None, None)
    if entry is not None and country is not None:
        form.derived("country", entry, f"The country {country} was taken from {entry.key} {quote(entry.text)}.")
        form.keep(entry)
    named = form.entry("country")
    if named is not None:
        country = country_code(named.text)
        if country is None:
            message = f"{named.key} {quote(named.text)} is no country that is known here."
            remarks.warning(FindingCode.VALUE_UNREADABLE, message, field="country", line=named.line)
        elif country != named.text:
            form.derived("country", named, f"{named.key} {quote(named.text)} was read as {country}.")
        form.keep(named)
    if country is not None and entry is not None:
        form.lines.setdefault("country", entry.line)
    return site, country


def _datum(form: Form, remarks: Remarks) -> str:
    """Return the datum that its own field or brackets beside the coordinates name; WGS84 where none does."""
    entry = form.entry("datum")
    texts = [form.text("datum") or ""]
    texts += [
        re.sub(r"^[^A-Z(]*[NSEW]?[^A-Z(]*[NSEW]?[\s,(]*", "", form.text(column) or "") for column in ("lat", "lon")
    ]
    for text in texts:
        if text and (datum := datum_of(text)):
            return datum
    if entry is not None:
        message = f"{entry.key} {quote(entry.text)} is no datum that is known here."
        remarks.warning(FindingCode.DATUM_UNKNOWN, message, field="datum", line=entry.line)
        form.keep(entry)
        return Datum.OTHER.value
    if form.has("lat"):
        message = "The form names no datum: WGS84 was taken."
        remarks.info(FindingCode.VALUE_DERIVED, message, field="datum", line=form.lines.get("lat"))
    return Datum.WGS84.value


def _word(form: Form, column: str, rules: Rules, remarks: Remarks) -> str | None:
    """Return the code that a field's words mean; the words are kept."""
    entry = form.entry(column)
    if entry is None:
        return None
    form.keep(entry)
    value = word_code(entry.text, rules)
    if value is None:
        message = f"{entry.key} {quote(entry.text)} means no code of the list; it is kept as written."
        remarks.info(FindingCode.VALUE_UNREADABLE, message, field=column, line=entry.line)
    return value


def _time_source(form: Form) -> str | None:
    entry = form.entry("time_source")
    if entry is None:
        return None
    form.keep(entry)
    value = word_code(entry.text, TIME_SOURCES)
    if value is None:
        form.derived("time_source", entry, f"{entry.key} {quote(entry.text)} was read as another source of time.")
    return value or TimeSource.OTHER.value


def _method(form: Form, by_times: Method | None, remarks: Remarks) -> str | None:
    """Return how the station observed, by the words on camera, recording and telescope, else by the times."""
    texts = [(form.text(column) or "", form.lines.get(column)) for column in ("camera", "telescope")]
    texts[1:1] = [(item, form.lines.get("camera")) for item in form.other if _PRIVATE_METHOD.match(item)]
    for text, line in texts:
        value = word_code(text, METHODS)
        if value is not None:
            message = f"The method {value} was taken from {quote(text)}."
            remarks.info(FindingCode.VALUE_DERIVED, message, field="method", line=line)
            return value
    if by_times is None:
        return None
    message = f"The method {by_times.value} was taken from the reaction time of the observer."
    remarks.info(FindingCode.VALUE_DERIVED, message, field="method", line=form.lines.get("d_time"))
    return by_times.value


def _exposure(form: Form, notes: Sequence[str], remarks: Remarks) -> float | None:
    """Return the exposure of its own field, else the first that camera, recording or comment name."""
    if form.has("exposure"):
        return form.number("exposure", parse_seconds)
    texts = [form.text("camera") or "", *form.other, *notes, form.text("comment") or ""]
    for text in texts:
        match = next((match for pattern in _EXPOSURES if (match := pattern.search(text[:4000]))), None)
        quantity = parse_seconds(match["span"]) if match else None
        if match is not None and quantity is not None:
            message = f"The exposure {quantity.value:g} s was taken from {quote(match[0])}."
            remarks.info(FindingCode.VALUE_DERIVED, message, field="exposure", line=form.lines.get("camera"))
            return quantity.value
    return None
