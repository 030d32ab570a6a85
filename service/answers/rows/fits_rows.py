"""Rows as a FITS binary table (FITS 4.0, section 7.3).

Its header has the number of rows and the widths of columns, which are known at the end only: rows wait in a temporary
file, in memory as long as it is small.
"""

import re
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from service.answers.rows.columns import Batch, Column, ColumnEncoder, find_dtype
from service.answers.rows.encoding import TooLongError, UnfitValueError
from service.answers.rows.kinds import SCALAR, Kind, Source, Target
from service.answers.rows.layout import find_address
from service.answers.rows.machine_code import load

_find_width = load("find_width", 3)
_pad_texts = load("pad_texts", 5)
#: Bytes of rows that wait in memory.
_MOST_IN_MEMORY = 16_000_000
_BLOCK = 2880
#: Bytes of a heap beyond which descriptors need 64 bits (FITS 4.0, section 7.3.5).
_LARGE_HEAP = 2**31 - 1
_LETTERS = {
    Target.BOOLEAN: "L",
    Target.SHORT: "I",
    Target.INT: "J",
    Target.LONG: "K",
    Target.FLOAT: "E",
    Target.DOUBLE: "D",
}
_UNFIT_IN_NAMES = re.compile("[^ -~]")
#: Numbers at the lower end of a type that may have to mean NULL.
_N_CANDIDATES = 64


@dataclass(kw_only=True, slots=True)
class _Extent:
    """What is known of a column's values so far."""

    kind: Kind
    #: Characters of the longest text.
    width: int = 1
    has_null: bool = False
    #: Of the numbers at the lower end of the type, those that rows have.
    lowest: set[int] = field(default_factory=set)
    #: Least and greatest number of elements.
    lengths: tuple[int, int] | None = None
    n_elements: int = 0

    @property
    def has_elements(self) -> bool:
        """Whether a row has a number of elements."""
        return not self.kind.is_text and (self.kind.size != SCALAR or self.kind.source is Source.SHAPE)

    @property
    def fixed_length(self) -> int:
        """Number of elements that all rows have; 0 where it varies."""
        least, most = self.lengths or (0, 0)
        return least if least == most else 0

    def find_null(self) -> int | None:
        """Return the number that means NULL: the stated one, else one that no row has; None where there is no NULL."""
        if self.kind.null is not None:
            return int(self.kind.null)
        if not self.has_null:
            return None
        first = _find_least(self.kind)
        for candidate in range(first, first + _N_CANDIDATES):
            if candidate not in self.lowest:
                return candidate
        raise UnfitValueError(f"Column {self.kind.name} has a NULL, and rows have all numbers that could mean it.")

    def add(self, column: Column) -> None:
        """Look at some rows."""
        self.has_null |= not bool(column.is_valid.all())
        if self.kind.is_text:
            self.width = max(self.width, _find_width(*_find_texts(column)))
        elif self.has_elements:
            lengths = _count_elements(column)
            if lengths.size:
                before = self.lengths or (int(lengths[0]), 0)
                self.lengths = min(before[0], int(lengths.min())), max(before[1], int(lengths.max()))
                self.n_elements += int(lengths.sum())
        elif self.kind.target in (Target.SHORT, Target.INT, Target.LONG):
            valid = column.values[column.is_valid].astype(np.int64)
            first = _find_least(self.kind)
            self.lowest.update(np.unique(valid[valid < first + _N_CANDIDATES]).tolist())


class FitsRows(ColumnEncoder):
    """Makes a FITS file of a table.

    Parameters
    ----------
    kinds
        The columns.
    max_rows
        Rows beyond it are thrown away; None for no limit.
    units
        Of each column, as FITS writes them; None where it has no unit.
    edit
        Called with the table's header before it is written, and whether rows were thrown away; may add cards.
    folder
        Where rows wait; None for the system's folder of temporary files.
    longest
        Bytes of rows that may wait; None for no limit.

    Raises
    ------
    UnknownKindError
        A column has arrays of texts or of several dimensions.
    """

    def __init__(
        self,
        kinds: Sequence[Kind],
        max_rows: int | None = None,
        *,
        units: Sequence[str | None] | None = None,
        edit: Callable[[fits.Header, bool], None] | None = None,
        folder: str | None = None,
        longest: int | None = None,
    ) -> None:
        super().__init__(kinds, max_rows)
        self._units = tuple(units or (None,) * len(kinds))
        self._edit = edit
        self._longest = longest
        self._extents = [_Extent(kind=kind) for kind in kinds]
        self._spool = tempfile.SpooledTemporaryFile(_MOST_IN_MEMORY, dir=folder)  # noqa: SIM115 - closed below
        # An answer that is broken off leaves no file behind.
        weakref.finalize(self, self._spool.close)
        self._sizes: list[int] = []
        self._head = _write_header(fits.PrimaryHDU().header)

    def feed(self, piece: memoryview | bytes) -> bytes:
        """Take rows, and return the head of the file at the first time.

        Parameters
        ----------
        piece
            Whole ``DataRow`` messages.

        Raises
        ------
        UnfitValueError
            A value does not fit into its column.
        TooLongError
            More rows wait than may.
        """
        batch = self._read(piece)
        if batch.n_rows:
            for extent, column in zip(self._extents, batch.columns, strict=True):
                extent.add(column)
            self._spool.write(memoryview(piece)[: batch.n_bytes])
            self._sizes.append(batch.n_bytes)
            if self._longest is not None and self._spool.tell() > self._longest:
                raise TooLongError(f"The rows take more than {self._longest} bytes.")
        head, self._head = self._head, b""
        return head

    def finish(self) -> bytes:
        """Return all that `finish_parts` yields; large tables are better taken in parts."""
        return b"".join(self.finish_parts())

    def finish_parts(self) -> Iterator[bytes]:
        """Yield the table: its header, its rows, its heap.

        Raises
        ------
        UnfitValueError
            There is no number left that could mean NULL.
        """
        yield self._head
        element_size = [find_dtype(extent.kind).itemsize for extent in self._extents]
        is_large = (
            sum(extent.n_elements * size for extent, size in zip(self._extents, element_size, strict=True))
            > _LARGE_HEAP
        )
        layout = _Layout(self._extents, self._units, is_large=is_large)
        header = layout.make_header(self.n_rows)
        if self._edit is not None:
            self._edit(header, self.is_truncated)
        yield _write_header(header)
        size = 0
        for make in (layout.make_rows, layout.make_heap):
            for batch in self._read_again():
                part = make(batch)
                size += len(part)
                yield part
        self._spool.close()
        yield bytes(-size % _BLOCK)

    def _read_again(self) -> Iterator[Batch]:
        self._spool.seek(0)
        for size in self._sizes:
            piece: bytes = self._spool.read(size)
            yield self._reader.read(piece, size)


class _Layout:
    """How rows are laid out, once all are known."""

    def __init__(self, extents: Sequence[_Extent], units: Sequence[str | None], *, is_large: bool) -> None:
        self._extents = extents
        self._units = units
        self._descriptor = ">i8" if is_large else ">i4"
        self._nulls = [_find_null(extent) for extent in extents]
        fields = [(f"f{number}", *self._find_field(extent)) for number, extent in enumerate(extents)]
        self._dtype = np.dtype(fields)
        self._heap_size = 0

    def _find_field(self, extent: _Extent) -> tuple[str, tuple[int, ...]]:
        """Return numpy's type and shape of a column's cells."""
        if extent.kind.is_text:
            return "u1", (extent.width,)
        type_ = "u1" if extent.kind.target is Target.BOOLEAN else find_dtype(extent.kind).newbyteorder(">").str
        if not extent.has_elements:
            return type_, ()
        return (type_, (extent.fixed_length,)) if extent.fixed_length else (self._descriptor, (2,))

    def make_header(self, n_rows: int) -> fits.Header:
        """Return the table's header."""
        columns = []
        for extent, unit, null in zip(self._extents, self._units, self._nulls, strict=True):
            name = write_name(extent.kind.name)
            columns.append(fits.Column(name=name, unit=unit, format=self._find_format(extent), null=null))
        header: fits.Header = fits.BinTableHDU.from_columns(fits.ColDefs(columns), nrows=0).header
        header["NAXIS1"], header["NAXIS2"] = self._dtype.itemsize, n_rows
        header["PCOUNT"] = sum(
            extent.n_elements * find_dtype(extent.kind).itemsize
            for extent in self._extents
            if extent.has_elements and not extent.fixed_length
        )
        return header

    def _find_format(self, extent: _Extent) -> str:
        if extent.kind.is_text:
            return f"{extent.width}A"
        letter = _LETTERS[extent.kind.target]
        if not extent.has_elements:
            return letter
        if extent.fixed_length:
            return f"{extent.fixed_length}{letter}"
        pointer = "Q" if self._descriptor == ">i8" else "P"
        return f"{pointer}{letter}({(extent.lengths or (0, 0))[1]})"

    def make_rows(self, batch: Batch) -> bytes:
        """Return rows without their heap."""
        rows = np.zeros(batch.n_rows, dtype=self._dtype)
        for number, (extent, column) in enumerate(zip(self._extents, batch.columns, strict=True)):
            cells = rows[f"f{number}"]
            if extent.kind.is_text:
                texts = np.zeros(cells.shape, dtype=np.uint8)
                _pad_texts(*_find_texts(column), find_address(texts), extent.width)
                cells[:] = texts
            elif not extent.has_elements:
                cells[:] = _fill(column.values, column.is_valid, extent.kind, self._nulls[number])
            elif extent.fixed_length:
                cells[:] = _find_elements(column).reshape(cells.shape)
        self._point(rows, batch)
        return rows.tobytes()

    def _point(self, rows: NDArray[np.void], batch: Batch) -> None:
        """Write the number and the place of the elements on the heap, in the order of `make_heap`."""
        for number, (extent, column) in enumerate(zip(self._extents, batch.columns, strict=True)):
            if not extent.has_elements or extent.fixed_length:
                continue
            lengths = _count_elements(column)
            sizes = lengths * find_dtype(extent.kind).itemsize
            ends = self._heap_size + np.cumsum(sizes)
            rows[f"f{number}"][:, 0] = lengths
            rows[f"f{number}"][:, 1] = ends - sizes
            self._heap_size = int(ends[-1]) if ends.size else self._heap_size

    def make_heap(self, batch: Batch) -> bytes:
        """Return the elements of arrays whose sizes vary, column by column."""
        parts = []
        for extent, column in zip(self._extents, batch.columns, strict=True):
            if extent.has_elements and not extent.fixed_length:
                elements = _find_elements(column)
                parts.append(elements.astype(elements.dtype.newbyteorder(">")).tobytes())
        return b"".join(parts)


def write_name(name: str) -> str:
    """Return the name of a column as FITS can hold it: other characters than printable ASCII become underscores."""
    return _UNFIT_IN_NAMES.sub("_", name)


def _write_header(header: fits.Header) -> bytes:
    written: bytes = header.tostring().encode("ascii")
    return written


def _find_least(kind: Kind) -> int:
    """Return the least integer that a column can hold."""
    return -(1 << (8 * find_dtype(kind).itemsize - 1))


def _find_null(extent: _Extent) -> int | None:
    is_integer = extent.kind.target in (Target.SHORT, Target.INT, Target.LONG)
    return extent.find_null() if is_integer and not extent.has_elements else None


def _find_texts(column: Column) -> tuple[int, int, int]:
    """Return the addresses of a column's characters and of its offsets, and the number of its rows."""
    return find_address(column.values), find_address(column.offsets), column.is_valid.size


def _count_elements(column: Column) -> NDArray[np.int64]:
    """Return the number of elements of each row; NULL of a column of fixed size has that size, else 0."""
    lengths = np.diff(column.offsets).astype(np.int64)
    lengths[~column.is_valid] = max(column.kind.size, 0)
    return lengths


def _find_elements(column: Column) -> NDArray[np.generic]:
    """Return the elements of all rows, those of NULL among them."""
    elements = _fill(column.values, column.are_valid, column.kind, None)
    if column.kind.size <= 0 or column.is_valid.all():
        return elements
    lengths = _count_elements(column)
    is_there = np.repeat(column.is_valid, lengths)
    missing = np.zeros(1, dtype=column.values.dtype)
    whole = np.repeat(_fill(missing, np.zeros(1, dtype=np.bool_), column.kind, None), int(lengths.sum()))
    whole[is_there] = elements
    return whole


def _fill(
    values: NDArray[np.generic], is_valid: NDArray[np.bool_], kind: Kind, null: int | None
) -> NDArray[np.generic]:
    """Return numbers as FITS has them, with what means NULL: 0 of truth values, NaN, or a number."""
    if kind.target is Target.BOOLEAN:
        return np.where(is_valid, np.where(values.astype(np.bool_), ord("T"), ord("F")), 0).astype(np.uint8)
    if is_valid.all():
        return values
    missing = np.nan if kind.target in (Target.FLOAT, Target.DOUBLE) else null or 0
    return np.where(is_valid, values, np.array(missing, dtype=values.dtype))
