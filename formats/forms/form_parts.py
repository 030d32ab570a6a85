"""Several forms in one text file, one behind the other: where each begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from formats.files.decoding import Text
from formats.files.remarks import Remarks
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.reading import EventEntry, Reading

#: More forms than this in one file are no observer's report.
MAX_FORMS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class FormPart:
    """The lines of one form."""

    lines: tuple[str, ...]
    #: Line of the file on which it begins, counted from 1.
    first_line: int


def split_forms(
    lines: Sequence[str],
    source: str,
    *,
    is_start: Callable[[str], bool],
    fields_of: Callable[[Sequence[str]], set[str]],
    min_fields: int,
) -> list[FormPart]:
    """Split a text into its forms.

    Parameters
    ----------
    lines
        The lines of the file.
    source
        Its name, for messages.
    is_start
        True for a line that may begin a form.
    fields_of
        The fields that some lines have.
    min_fields
        Least number of repeated fields that begin another form; lines without any field belong to what follows.

    Raises
    ------
    FormatError
        If there are more forms than `MAX_FORMS`.
    """
    starts = [number for number, line in enumerate(lines) if number and is_start(line)]
    parts: list[int] = [0]
    known: set[str] = set()
    pending: int | None = None
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        fields = fields_of(lines[start:end])
        if not fields:
            pending = start if pending is None else pending
            continue
        if len(fields & known) >= min_fields:
            parts.append(start if pending is None else pending)
            known = set()
        known |= fields
        pending = None
    if len(parts) > MAX_FORMS:
        message = f"The file holds {len(parts)} forms."
        raise FormatError(source, parts[MAX_FORMS] + 1, "", message, f"send at most {MAX_FORMS} in one file")
    ends = [*parts[1:], len(lines)]
    return [
        FormPart(lines=tuple(lines[start:end]), first_line=start + 1) for start, end in zip(parts, ends, strict=True)
    ]


def read_parts(
    name: str, text: Text, parts: Sequence[FormPart], read_one: Callable[[FormPart, Remarks], EventEntry]
) -> Reading:
    """Read the forms of a text one after the other, each a station with findings of its own.

    Parameters
    ----------
    name
        Name of the format.
    text
        The decoded file.
    parts
        Its forms.
    read_one
        Read one form; findings go to its remarks.
    """
    entries: list[EventEntry] = []
    findings = list(text.findings)
    for station, part in enumerate(parts):
        remarks = Remarks(station=station)
        entries.append(read_one(part, remarks))
        findings += remarks.findings()
    findings.sort(key=lambda finding: finding.line or 0)
    return Reading(format=name, entries=tuple(entries), findings=tuple(findings))


def breaks_off(text: str, last_field: str, part: FormPart, remarks: Remarks) -> None:
    """Warn where a text ends within a line, before the last field that every such form has.

    Parameters
    ----------
    text
        The whole text.
    last_field
        What the form should end with, for the message.
    part
        The lines of the form in question.
    remarks
        Where the warning goes.
    """
    if text.endswith(("\n", "\r")) or not part.lines[-1].strip():
        return
    line = part.first_line + len(part.lines) - 1
    message = f"The text ends here, within a line and before {last_field}: the last value may be cut off."
    remarks.warning(FindingCode.STRUCTURE, message, line=line, hint="send the form whole, down to its comments")
