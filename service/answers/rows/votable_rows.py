"""Rows of VOTables in BINARY2 and BINARY, byte by byte as DaCHS writes them."""

import struct
from collections.abc import Sequence

import numpy as np
import pybase64
from numpy.typing import NDArray

from service.answers.rows.encoding import RowEncoder, UnfitValueError
from service.answers.rows.kinds import SCALAR, VARIABLE, Kind, Target
from service.answers.rows.layout import N_BINARY_PLACES, Buffer
from service.answers.rows.machine_code import load

__all__ = ["BinaryRows", "UnfitValueError", "make_binary", "make_binary2"]

_encode_rows = load("encode_binary_rows", 11)
_WIDTHS = {
    Target.BOOLEAN: 1,
    Target.SHORT: 2,
    Target.INT: 4,
    Target.LONG: 8,
    Target.FLOAT: 4,
    Target.DOUBLE: 8,
    Target.CHAR: 1,
    Target.UNICODE: 2,
}
_FORMATS = {Target.SHORT: "!h", Target.INT: "!i", Target.LONG: "!q", Target.FLOAT: "!f", Target.DOUBLE: "!d"}


class BinaryRows(RowEncoder):
    """Makes the content of a STREAM element: base64 without line breaks, as DaCHS writes it.

    Parameters
    ----------
    kinds
        The columns.
    max_rows
        Rows beyond it are thrown away; None for no limit.
    has_mask
        Whether each row begins with a mask of NULLs: BINARY2.
    """

    def __init__(self, kinds: Sequence[Kind], max_rows: int | None, *, has_mask: bool) -> None:
        mask_size = (len(kinds) + 7) // 8 if has_mask else 0
        self._most = mask_size + sum(_find_most(kind) for kind in kinds)
        limits = np.array([0, mask_size, self._most, 0])
        super().__init__(kinds, max_rows, _encode_rows, (*_describe(kinds, has_mask=has_mask), limits))
        #: Bytes at the beginning of the room that wait for base64's group of three.
        self._n_waiting = 0

    def finish(self) -> bytes:
        """Return the end."""
        return pybase64.b64encode(self._room[: self._n_waiting].data)

    def _take(self, end: int) -> bytes:
        whole = end - end % 3
        text = pybase64.b64encode(self._room[:whole].data)
        self._n_waiting = self._limits[3] = end - whole
        self._room[: self._n_waiting] = self._room[whole:end]
        return text

    def _need(self, size: int) -> int:
        return self._most + 4 * size + 3


def make_binary2(kinds: Sequence[Kind], max_rows: int | None = None) -> BinaryRows:
    """Return an encoder for BINARY2 (VOTable 1.5, section 5.4)."""
    return BinaryRows(kinds, max_rows, has_mask=True)


def make_binary(kinds: Sequence[Kind], max_rows: int | None = None) -> BinaryRows:
    """Return an encoder for BINARY (VOTable 1.5, section 5.3)."""
    return BinaryRows(kinds, max_rows, has_mask=False)


def _describe(kinds: Sequence[Kind], *, has_mask: bool) -> tuple[NDArray[np.int64], Buffer]:
    """Return the description of columns for compiled code, and what means NULL in them."""
    specs, literals = [], bytearray()
    for kind in kinds:
        item = None if kind.is_text else _write_null(kind, has_mask=has_mask)
        whole = _write_text_null(kind, has_mask=has_mask) if kind.is_text else _repeat_null(kind, item)
        places = []
        for literal in (whole, item):
            places += [len(literals), -1 if literal is None else len(literal)]
            literals += literal or b""
        # In the order of the places in `binary_cells`.
        spec = [kind.source, kind.is_array, kind.target, kind.size, kind.item_size, kind.is_many_dimensional]
        specs.append([*spec, *places, 0 if has_mask else ord(" "), not has_mask])
    shape = (len(kinds), N_BINARY_PLACES)
    return np.array(specs, dtype=np.int64).reshape(shape), np.frombuffer(literals + b"\0", dtype=np.uint8)


def _write_null(kind: Kind, *, has_mask: bool) -> bytes | None:
    """Return what means NULL in place of a number, None if nothing does."""
    if kind.target is Target.BOOLEAN:
        return b"?"
    if kind.target in (Target.FLOAT, Target.DOUBLE):
        return struct.pack(_FORMATS[kind.target], float("nan"))
    if has_mask:
        return bytes(_WIDTHS[kind.target])
    return None if kind.null is None else struct.pack(_FORMATS[kind.target], int(kind.null))


def _repeat_null(kind: Kind, item: bytes | None) -> bytes | None:
    """Return what means NULL in place of an array."""
    if kind.size == VARIABLE:
        return bytes(4)
    return item if kind.size == SCALAR or item is None else item * kind.size


def _write_text_null(kind: Kind, *, has_mask: bool) -> bytes | None:
    """Return what means NULL in place of a text."""
    encoding = "utf-16-be" if kind.target is Target.UNICODE else "ascii"
    if has_mask:
        return bytes(4) if kind.size == VARIABLE else bytes(_WIDTHS[kind.target] * max(kind.size, 1))
    if kind.size == SCALAR:
        return None if kind.null is None else kind.null.encode(encoding)
    # DaCHS writes the literal as UTF-8 whatever the datatype.
    null = (kind.null or "").encode("utf-8")
    if kind.size == VARIABLE:
        return struct.pack("!i", len(null)) + null
    return (kind.null or "")[: kind.size].ljust(kind.size).encode("utf-8")[: kind.size]


def _find_most(kind: Kind) -> int:
    """Return the bytes that a cell may need besides those of its field, NULL included."""
    null = 4 * len(kind.null or "")
    return null + 16 + _WIDTHS[kind.target] * max(kind.size, 1)
