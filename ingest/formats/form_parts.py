"""Several forms in one text file, one behind the other: where each begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.errors import FormatError

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
        Only where so many fields stand again does another form begin; lines without any field belong to what follows.

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
        raise FormatError(source, parts[MAX_FORMS] + 1, "", message, f"Send at most {MAX_FORMS} in one file.")
    ends = [*parts[1:], len(lines)]
    return [
        FormPart(lines=tuple(lines[start:end]), first_line=start + 1) for start, end in zip(parts, ends, strict=True)
    ]
