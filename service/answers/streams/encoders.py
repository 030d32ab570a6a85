"""Which encoder writes the rows of an answer."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from service.answers.rows.kinds import Kind, UnknownKindError, make_kind
from service.answers.rows.text_rows import make_csv, make_tabledata, make_tsv
from service.answers.rows.votable_rows import make_binary, make_binary2
from service.answers.rows.wire import ResultColumn
from service.answers.streams.plans import Plan


class Encoder(Protocol):
    """Turns rows as the database sends them into the text of a table."""

    #: How the database has to send each column: 1 for binary, 0 for text.
    result_formats: tuple[int, ...]
    is_truncated: bool

    def feed(self, piece: memoryview) -> bytes:
        """Return what whole rows become."""

    def finish(self) -> bytes:
        """Return what comes after the last row."""


_MAKERS: dict[str, Callable[[Sequence[Kind], int], Encoder]] = {
    "votable": make_binary,
    "votableb2": make_binary2,
    "votabletd": make_tabledata,
    "csv": make_csv,
    "csv_bare": partial(make_csv, has_names=False),
    "tsv": make_tsv,
}


def make_encoder(plan: Plan, columns: Sequence[ResultColumn], shapes: Mapping[int, str]) -> Encoder:
    """Return the encoder for an answer.

    Parameters
    ----------
    plan
        The query.
    columns
        The columns as the database sends them.
    shapes
        Names of pgSphere's types, by their numbers in this database.

    Raises
    ------
    UnknownKindError
        The format or a column is of a kind that is not known here.
    """
    fields = plan.fields
    if plan.format not in _MAKERS:
        raise UnknownKindError(f"The format {plan.format} is not written here.")
    if len(fields) != len(columns):
        raise UnknownKindError(f"The database returns {len(columns)} columns for {len(fields)}.")
    kinds = [
        make_kind(field.name, column.oid, field.datatype, field.arraysize, null=field.null, shapes=shapes)
        for field, column in zip(fields, columns, strict=True)
    ]
    return _MAKERS[plan.format](kinds, plan.max_rows)
