"""Rows into columns: arrays of numpy, a batch for each piece of rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers.rows.encoding import UnfitValueError
from service.answers.rows.kinds import Kind, Source, Target, UnknownKindError
from service.answers.rows.layout import LONGEST_INSTANT, N_COLUMN_PLACES, find_address
from service.answers.rows.machine_code import load

_measure = load("measure", 6)
_fill = load("fill", 5)
_DTYPES: dict[Target, str] = {
    Target.BOOLEAN: "?",
    Target.SHORT: "i2",
    Target.INT: "i4",
    Target.LONG: "i8",
    Target.FLOAT: "f4",
    Target.DOUBLE: "f8",
    Target.CHAR: "u1",
    Target.UNICODE: "u1",
}
#: Least bytes of a field for an element of an array (its size), of a shape ("0,").
_LEAST_ITEM, _LEAST_ANGLE = 4, 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column of a batch of rows."""

    kind: Kind
    #: Of each row; or of all its elements, where there are offsets: bytes in UTF-8 of texts.
    values: NDArray[np.generic]
    #: Whether a row has a value.
    is_valid: NDArray[np.bool_]
    #: Where in the values each row begins, and the last ends; empty where each row has one value.
    offsets: NDArray[np.int32]
    #: Whether an element has a value; empty where rows have no elements.
    are_valid: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Some rows, column by column."""

    n_rows: int
    #: What they took of the piece.
    n_bytes: int
    columns: tuple[Column, ...]


class ColumnReader:
    """Makes columns of rows.

    Parameters
    ----------
    kinds
        The columns.

    Raises
    ------
    UnknownKindError
        A column has arrays of texts or of several dimensions.
    """

    def __init__(self, kinds: Sequence[Kind]) -> None:
        for kind in kinds:
            if kind.is_many_dimensional or (kind.is_array and kind.is_text):
                raise UnknownKindError(f"Column {kind.name} has arrays that only VOTables are written with here.")
        self._kinds = tuple(kinds)

    def read(self, piece: memoryview | bytes, n_wanted: int) -> Batch:
        """Return rows as columns.

        Parameters
        ----------
        piece
            Whole ``DataRow`` messages.
        n_wanted
            Rows beyond it are left out.

        Raises
        ------
        UnfitValueError
            A value does not fit into its column.
        """
        rows = np.frombuffer(piece, dtype=np.uint8)
        address = find_address(rows)
        totals, n_bytes = np.zeros(len(self._kinds), dtype=np.int64), np.zeros(1, dtype=np.int64)
        sums = find_address(totals), totals.size, find_address(n_bytes)
        n_rows = _measure(address, rows.size, *sums, n_wanted)
        columns = [_make_column(kind, n_rows, int(total)) for kind, total in zip(self._kinds, totals, strict=True)]
        specs = np.array([_describe(column) for column in columns], dtype=np.int64).reshape(-1, N_COLUMN_PLACES)
        scratch = np.empty(rows.size + 1, dtype=np.uint8)
        status = _fill(address, find_address(specs), len(columns), n_rows, find_address(scratch))
        if status < 0:
            kind = self._kinds[-1 - status]
            raise UnfitValueError(f"Column {kind.name} has a value that does not fit into {kind.target.name.lower()}.")
        return Batch(n_rows=n_rows, n_bytes=int(n_bytes[0]), columns=tuple(_cut(column) for column in columns))


class ColumnEncoder:
    """What the encoders have in common that write columns: the limit of rows, and what came of it.

    Parameters
    ----------
    kinds
        The columns.
    max_rows
        Rows beyond it are thrown away; None for no limit.

    Raises
    ------
    UnknownKindError
        A column has arrays of texts or of several dimensions.
    """

    def __init__(self, kinds: Sequence[Kind], max_rows: int | None) -> None:
        self.result_formats = tuple(kind.result_format for kind in kinds)
        #: Rows so far.
        self.n_rows = 0
        #: Whether rows were thrown away.
        self.is_truncated = False
        self._reader = ColumnReader(kinds)
        self._max_rows = max_rows

    def _read(self, piece: memoryview | bytes) -> Batch:
        """Return the rows of a piece that are wanted, and count them.

        Raises
        ------
        UnfitValueError
            A value does not fit into its column.
        """
        n_wanted = len(piece) if self._max_rows is None else self._max_rows - self.n_rows
        batch = self._reader.read(piece, n_wanted)
        self.is_truncated |= batch.n_bytes < len(piece)
        self.n_rows += batch.n_rows
        return batch


def _make_column(kind: Kind, n_rows: int, total: int) -> Column:
    """Return a column with room for rows whose fields have a size together."""
    has_items = kind.is_array or kind.source is Source.SHAPE
    size = n_rows
    if kind.is_text:
        size = total if kind.source is Source.TEXT else n_rows * LONGEST_INSTANT
    elif has_items:
        size = total // (_LEAST_ITEM if kind.is_array else _LEAST_ANGLE)
    return Column(
        kind=kind,
        values=np.zeros(size, dtype=_DTYPES[kind.target]),
        is_valid=np.zeros(n_rows, dtype=np.bool_),
        offsets=np.zeros(n_rows + 1 if kind.is_text or has_items else 0, dtype=np.int32),
        are_valid=np.zeros(size if has_items else 0, dtype=np.bool_),
    )


def _describe(column: Column) -> list[int]:
    """Return the description of a column for compiled code, in the order of the places in `column_kernel`."""
    arrays = (column.values, column.is_valid, column.offsets, column.are_valid)
    addresses = [array.ctypes.data if array.size else 0 for array in arrays]
    return [column.kind.source, column.kind.is_array, column.kind.target, *addresses]


def _cut(column: Column) -> Column:
    """Return a column without the room that was left over."""
    if not column.offsets.size:
        return column
    size = int(column.offsets[-1])
    return Column(
        kind=column.kind,
        values=column.values[:size],
        is_valid=column.is_valid,
        offsets=column.offsets,
        are_valid=column.are_valid[:size],
    )


def find_dtype(kind: Kind) -> np.dtype[np.generic]:
    """Return numpy's type of a kind's numbers."""
    return np.dtype(_DTYPES[kind.target])
