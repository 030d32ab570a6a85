"""Rows of tables as text: TABLEDATA, comma- and tab-separated values, JSON."""

import csv
import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.answers.rows.encoding import RowEncoder
from service.answers.rows.kinds import VARIABLE, Kind, Source, Target, UnknownKindError
from service.answers.rows.layout import DELIMITED, JSON, LONGEST_NUMBER, N_TEXT_PLACES, XML, Buffer
from service.answers.rows.machine_code import load

_encode_rows = load("encode_text_rows", 11)
#: Bytes of text that a byte of a field may become; the second where there are shapes, whose "0," has many digits.
_FACTORS = 6, 16
_NO_DELIMITER = -1
#: What is before a row, between cells and behind a row.
_XML_FRAME = b"<TR><TD>", b"</TD><TD>", b"</TD></TR>"
_JSON_FRAME = b", [", b", ", b"]"


class TextRows(RowEncoder):
    """Makes rows of text.

    Parameters
    ----------
    kinds
        The columns.
    max_rows
        Rows beyond it are thrown away; None for no limit.
    style
        `XML`, `DELIMITED` or `JSON`.
    delimiter
        Code of the character between
    frame
        What is before a row, between cells and behind a row.
    head
        What is before the first row.
    """

    def __init__(
        self,
        kinds: Sequence[Kind],
        max_rows: int | None,
        *,
        style: int,
        delimiter: int = _NO_DELIMITER,
        frame: tuple[bytes, bytes, bytes],
        head: bytes = b"",
    ) -> None:
        if style != XML:
            for kind in kinds:
                _check(kind)
        self._head = head
        self._most = sum(map(len, frame)) + sum(_find_most(kind) + len(frame[1]) for kind in kinds)
        self._factor = _FACTORS[any(kind.source is Source.SHAPE for kind in kinds)]
        limits = np.array([0, self._most, self._factor, style, delimiter, *map(len, frame)])
        super().__init__(kinds, max_rows, _encode_rows, (*_describe(kinds, style, b"".join(frame)), limits))

    def feed(self, piece: memoryview | bytes) -> bytes:
        """Return what rows become, the first time behind the head; see `RowEncoder.feed`."""
        head, self._head = self._head, b""
        return head + super().feed(piece)

    def finish(self) -> bytes:
        """Return the end: the head, if there was no row."""
        return self._head

    def _need(self, size: int) -> int:
        return self._most + self._factor * size


class JsonRows(TextRows):
    """Makes the rows of an array of JSON, without its brackets."""

    def __init__(self, kinds: Sequence[Kind], max_rows: int | None) -> None:
        super().__init__(kinds, max_rows, style=JSON, frame=_JSON_FRAME)
        self._is_first = True

    def feed(self, piece: memoryview | bytes) -> bytes:
        """Return what rows become; see `RowEncoder.feed`."""
        text = super().feed(piece)
        if not text or not self._is_first:
            return text
        self._is_first = False
        return text.removeprefix(b", ")


def make_tabledata(kinds: Sequence[Kind], max_rows: int | None = None) -> TextRows:
    """Return an encoder for the content of TABLEDATA (VOTable 1.5, section 5.1), spelled as DaCHS spells it.

    But for two things: infinities have the standard's form, since STILTS takes DaCHS' ``inf`` for NULL, and characters
    that XML forbids become question marks.
    """
    return TextRows(kinds, max_rows, style=XML, frame=_XML_FRAME)


def make_csv(kinds: Sequence[Kind], max_rows: int | None = None, *, has_names: bool = True) -> TextRows:
    """Return an encoder for comma-separated values (RFC 4180), as `service.answers.tables.delimited` writes them.

    Raises
    ------
    UnknownKindError
        A column has arrays of texts or of several dimensions.
    """
    return _make_delimited(kinds, max_rows, "excel", has_names=has_names)


def make_tsv(kinds: Sequence[Kind], max_rows: int | None = None) -> TextRows:
    """Return an encoder for tab-separated values, as `service.answers.tables.delimited` writes them.

    Raises
    ------
    UnknownKindError
        A column has arrays of texts or of several dimensions.
    """
    return _make_delimited(kinds, max_rows, "excel-tab", has_names=True)


def make_json(kinds: Sequence[Kind], max_rows: int | None = None) -> JsonRows:
    """Return an encoder for the rows of DaCHS' JSON: what is between the brackets of ``data``.

    Raises
    ------
    UnknownKindError
        A column has arrays of texts or of several dimensions.
    """
    return JsonRows(kinds, max_rows)


def _make_delimited(kinds: Sequence[Kind], max_rows: int | None, dialect: str, *, has_names: bool) -> TextRows:
    head = io.StringIO(newline="")
    if has_names:
        csv.writer(head, dialect).writerow([kind.name for kind in kinds])
    delimiter = csv.get_dialect(dialect).delimiter
    return TextRows(
        kinds,
        max_rows,
        style=DELIMITED,
        delimiter=ord(delimiter),
        frame=(b"", delimiter.encode("ascii"), b"\r\n"),
        head=head.getvalue().encode("utf-8"),
    )


def _check(kind: Kind) -> None:
    if kind.is_many_dimensional or (kind.is_array and kind.is_text):
        raise UnknownKindError(f"Column {kind.name} has arrays that only VOTables are written with here.")


def _describe(kinds: Sequence[Kind], style: int, frame: bytes) -> tuple[NDArray[np.int64], Buffer]:
    """Return the description of columns for compiled code, and what means NULL in them."""
    specs, literals = [], bytearray(frame)
    for kind in kinds:
        places = []
        for literal in (_find_null(kind, style), _find_item_null(kind, style)):
            places += [len(literals), -1 if literal is None else len(literal)]
            literals += literal or b""
        # In the order of the places in `text_cells`. A polygon of DaCHS is a list; its other shapes are tuples.
        is_tuple = kind.source is Source.SHAPE and kind.size != VARIABLE
        specs.append([kind.source, kind.is_array, kind.target, kind.size, kind.item_size, is_tuple, *places])
    shape = (len(kinds), N_TEXT_PLACES)
    return np.array(specs, dtype=np.int64).reshape(shape), np.frombuffer(literals + b"\0", dtype=np.uint8)


def _find_null(kind: Kind, style: int) -> bytes | None:
    """Return what means NULL in place of a cell, None if nothing does."""
    if style == DELIMITED:
        return b""
    if style == JSON:
        return b"null"
    if kind.size != 0:
        return b""
    return _escape(kind.null or "") if kind.is_text else _find_item_null(kind, style)


def _find_item_null(kind: Kind, style: int) -> bytes | None:
    """Return what means NULL in place of an element of an array, None if nothing does."""
    if style != XML:
        return b"None" if style == DELIMITED else b"null"
    if kind.target is Target.BOOLEAN:
        return b"?"
    if kind.target in (Target.FLOAT, Target.DOUBLE):
        return b"NaN"
    return None if kind.null is None else _escape(kind.null)


def _escape(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf-8")


def _find_most(kind: Kind) -> int:
    """Return the bytes that a cell may need besides those of its field, NULL included."""
    item = max(LONGEST_NUMBER, 5 * len((kind.null or "").encode("utf-8"))) + 2
    return item * max(kind.size, 1) + 16
