"""Which encoder writes the rows of an answer."""

from collections.abc import Sequence
from typing import Protocol

from service.answers.rows.kinds import Kind, UnknownKindError, make_kind
from service.answers.rows.votable_rows import make_binary, make_binary2
from service.answers.rows.wire import ResultColumn
from service.answers.streams.plans import Field

_MAKERS = {"votable": make_binary, "votableb2": make_binary2}


class Encoder(Protocol):
    """Turns rows as the database sends them into the text of a table."""

    #: How the database has to send each column: 1 for binary, 0 for text.
    result_formats: tuple[int, ...]
    is_truncated: bool

    def feed(self, piece: memoryview) -> bytes:
        """Return what whole rows become."""

    def finish(self) -> bytes:
        """Return what comes after the last row."""


def make_encoder(key: str, fields: Sequence[Field], columns: Sequence[ResultColumn], max_rows: int) -> Encoder:
    """Return the encoder for an answer.

    Parameters
    ----------
    key
        DaCHS' key of the format.
    fields
        The columns as they go out.
    columns
        The columns as the database sends them.
    max_rows
        Number of rows that may be handed out.

    Raises
    ------
    UnknownKindError
        The format or a column is of a kind that is not known here.
    """
    if key not in _MAKERS:
        raise UnknownKindError(f"The format {key} is not written here.")
    if len(fields) != len(columns):
        raise UnknownKindError(f"The database returns {len(columns)} columns for {len(fields)}.")
    return _MAKERS[key](_make_kinds(fields, columns), max_rows)


def _make_kinds(fields: Sequence[Field], columns: Sequence[ResultColumn]) -> list[Kind]:
    return [
        make_kind(field.name, column.oid, field.datatype, field.arraysize, null=field.null)
        for field, column in zip(fields, columns, strict=True)
    ]
