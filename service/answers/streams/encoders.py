"""Which encoder writes the rows of an answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, cast

from gavo import base

from service.answers.job_limits import LONGEST_RESULT
from service.answers.rows.arrow_rows import make_arrow, make_parquet
from service.answers.rows.fits_rows import FitsRows
from service.answers.rows.kinds import Kind, UnknownKindError, make_kind
from service.answers.rows.text_rows import make_csv, make_json, make_tabledata, make_tsv
from service.answers.rows.votable_rows import make_binary, make_binary2
from service.answers.rows.wire import ResultColumn
from service.answers.streams.envelopes import ArrowEnvelope, FitsEnvelope
from service.answers.streams.plans import Plan


class Encoder(Protocol):
    """Turns rows as the database sends them into the text of a table."""

    #: How the database has to send each column: 1 for binary, 0 for text.
    result_formats: tuple[int, ...]
    is_truncated: bool

    def feed(self, piece: memoryview) -> bytes:
        """Return what whole rows become."""

    def finish_parts(self) -> Iterator[bytes]:
        """Yield what comes after the last row."""


def _make_fits(kinds: Sequence[Kind], plan: Plan) -> Encoder:
    envelope = cast("FitsEnvelope", plan.envelope)
    folder = str(base.getConfig("tempDir"))
    return FitsRows(
        kinds, plan.max_rows, units=envelope.units, edit=envelope.edit, folder=folder, longest=LONGEST_RESULT
    )


def _make_columns(kinds: Sequence[Kind], plan: Plan, *, make: Callable[..., Encoder]) -> Encoder:
    envelope = cast("ArrowEnvelope", plan.envelope)
    return make(kinds, plan.max_rows, header=envelope.description(datetime.now(UTC)))


def _make_rows(kinds: Sequence[Kind], plan: Plan, *, make: Callable[..., Encoder]) -> Encoder:
    return make(kinds, plan.max_rows)


_MAKERS: dict[str, Callable[[Sequence[Kind], Plan], Encoder]] = {
    "votable": partial(_make_rows, make=make_binary),
    "votableb2": partial(_make_rows, make=make_binary2),
    "votabletd": partial(_make_rows, make=make_tabledata),
    "csv": partial(_make_rows, make=make_csv),
    "csv_bare": partial(_make_rows, make=partial(make_csv, has_names=False)),
    "tsv": partial(_make_rows, make=make_tsv),
    "json": partial(_make_rows, make=make_json),
    "fits": _make_fits,
    "parquet": partial(_make_columns, make=make_parquet),
    "arrow": partial(_make_columns, make=make_arrow),
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
    encoder = _MAKERS[plan.format](kinds, plan)
    # MAXREC=0 asks for the columns alone, and counts as cut whatever there is (TAP 1.1, section 2.7.4).
    encoder.is_truncated = plan.max_rows == 0
    return encoder
