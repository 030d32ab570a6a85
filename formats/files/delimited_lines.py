"""Lines of delimited text as arrays: where each item begins and ends, and the texts of a column."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formats.files.arrow_numbers import read_numbers

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]
Bytes = NDArray[np.bytes_]

#: The delimiter of tables whose items are separated by any number of blanks and tabs.
BLANKS = b" "
#: Longest item that can be a number or a time [byte].
MAX_FIELD = 64
_NEWLINE, _RETURN, _HASH, _QUOTE, _SPACE, _TAB = (ord(char) for char in '\n\r#" \t')


class Lines:
    """Begin and end of every item in the lines of one chunk; kept only while the chunk is parsed."""

    def __init__(self, chunk: NDArray[np.uint8], delimiter: bytes, *, has_decimal_commas: bool = False) -> None:
        self._delimiter = delimiter[0]
        self._comma_decimals = delimiter in (b";", b"\t") or has_decimal_commas
        #: For each column read so far: number of values with a point, and of those with three digits after it.
        self.points: dict[int, tuple[int, int]] = {}
        #: True once a comma was read as a decimal point.
        self.had_decimal_commas = False
        self._bytes = chunk
        ends = np.flatnonzero(chunk == _NEWLINE)
        self.is_open = chunk[-1] != _NEWLINE
        if self.is_open:
            ends = np.append(ends, chunk.size)
        self._starts = np.concatenate(([0], ends[:-1] + 1))
        returns = (ends > self._starts) & (chunk[ends - 1] == _RETURN)
        self._ends = ends - returns
        self._is_blank_delimited = delimiter == BLANKS
        if self._is_blank_delimited:
            self._lefts, self._rights = _words(chunk)
            #: Number of items of each line.
            self._first, self.counts = _line_by_line(self._lefts, self._starts, self._ends)
        else:
            self._marks = np.flatnonzero(chunk == delimiter[0])
            self._first, n_marks = _line_by_line(self._marks, self._starts, self._ends)
            self.counts = n_marks + 1
        self.n_lines = ends.size

    @property
    def has_text(self) -> NDArray[np.bool_]:
        """Mask of the lines that are not blank, not comments, and not delimiters only; shape (n_lines,)."""
        if self._is_blank_delimited:
            return np.asarray((self.counts > 0) & ~self.is_comment)
        return np.asarray((self._ends - self._starts > self.counts - 1) & ~self.is_comment)

    def filled(self, lines: IndexArray) -> IndexArray:
        """Return the given lines, shape (n,), counted from 0, without those that hold only blanks and delimiters."""
        if self._is_blank_delimited or lines.size == 0:
            return lines
        n_letters = np.concatenate(([0], np.cumsum((self._bytes > _SPACE) & (self._bytes != self._delimiter))))
        return np.asarray(lines[n_letters[self._ends[lines]] > n_letters[self._starts[lines]]])

    def is_longer_than(self, n_columns: int | None) -> NDArray[np.bool_]:
        """Return a mask of the lines with more items than columns; empty items at the end of a line do not count."""
        if self._is_blank_delimited or n_columns is None:
            return np.zeros(self.counts.shape, dtype=np.bool_)
        is_long = self.counts > n_columns
        rest = np.where(is_long, self._ends - self._mark(n_columns - 1), 0)
        return np.asarray(rest > self.counts - n_columns)

    @property
    def is_comment(self) -> NDArray[np.bool_]:
        """Mask of the lines that begin with ``#``; shape (n_lines,)."""
        return np.asarray(self._bytes[np.minimum(self._starts, self._bytes.size - 1)] == _HASH)

    def items(self, column: int) -> tuple[Bytes, NDArray[np.bool_]]:
        """Return the items of one column without blanks around them, and a mask of those longer than `MAX_FIELD`."""
        left, lengths = self._span(column)
        width = int(min(max(lengths.max(initial=1), 1), MAX_FIELD))
        offsets = np.arange(width)
        index = np.minimum(left[:, None] + offsets, self._bytes.size - 1)
        letters = np.where(offsets < lengths[:, None], self._bytes[index], np.uint8(_SPACE))
        letters[(letters == _QUOTE) | (letters == _TAB)] = _SPACE
        if self._comma_decimals:
            letters = self._with_points(letters)
        texts = np.ascontiguousarray(letters).view(f"S{width}").ravel()
        return np.strings.strip(texts), lengths > MAX_FIELD

    def _with_points(self, letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return items with decimal points in place of decimal commas, and without separators of thousands.

        Where a column has commas and points, the points separate thousands. Only where a comma is before a point, as in
        ``1,200.5``, the commas do.
        """
        is_comma, is_point = letters == ord(","), letters == ord(".")
        if not is_comma.any():
            return letters
        both = is_comma.any(axis=1) & is_point.any(axis=1)
        last_comma = letters.shape[1] - np.argmax(is_comma[:, ::-1], axis=1)
        last_point = letters.shape[1] - np.argmax(is_point[:, ::-1], axis=1)
        is_english = bool((both & (last_comma < last_point)).any())
        self.had_decimal_commas = self.had_decimal_commas or not is_english
        if not is_english:
            letters[is_comma] = ord(".")
        gone = (is_comma if is_english else is_point) & ~(letters == ord(":")).any(axis=1)[:, None]
        if not gone.any():
            return letters
        letters = np.where(gone, np.uint8(0), letters)
        order = np.argsort(letters == 0, axis=1, kind="stable")  # close the gaps
        return np.take_along_axis(letters, order, axis=1)

    def count_points(self, column: int, texts: Bytes) -> None:
        """Count the numbers of a column with a point, if points may separate thousands in this table."""
        if self._comma_decimals:
            places = np.strings.find(texts, b".")
            has_point = places > 0
            is_grouped = has_point & (np.strings.str_len(texts) - places == 4)
            self.points[column] = (int(has_point.sum()), int(is_grouped.sum()))

    def regular_numbers(self, columns: Sequence[int]) -> dict[int, FloatArray]:
        """Return the numbers of the given columns if Arrow reads them as we do; empty where it may not.

        Columns that the lines do not have are left out.
        """
        n_columns = int(self.counts[0])
        columns = [column for column in columns if column < n_columns]
        if not columns or (self.counts != n_columns).any():
            return {}
        if any((self._span(column)[1] > MAX_FIELD).any() for column in columns):
            return {}
        point = self._decimal_point()
        if point is None:
            return {}
        lines = self._singly_spaced() if self._is_blank_delimited else self._bytes
        numbers = read_numbers(
            lines,
            columns,
            delimiter=bytes([self._delimiter]),
            n_columns=n_columns,
            n_lines=self.n_lines,
            decimal_point=point,
        )
        if self._comma_decimals:
            for column in numbers:
                self._count_marks(column, point)
        return numbers

    def _decimal_point(self) -> bytes | None:
        """Return the decimal sign of all numbers; None where both commas and points, or blanks in items, occur."""
        if not self._comma_decimals or not (self._bytes == ord(",")).any():
            return None if self._comma_decimals and self._has_blanks else b"."
        return None if self._has_blanks or (self._bytes == ord(".")).any() else b","

    @property
    def _has_blanks(self) -> bool:
        """Whether there may be blanks around items."""
        blanks = {_SPACE, _TAB} - {self._delimiter}
        return not self._is_blank_delimited and any((self._bytes == blank).any() for blank in blanks)

    def _count_marks(self, column: int, point: bytes) -> None:
        """Count the decimal signs of a column of plain numbers, as `count_points` does for texts."""
        left, lengths = self._span(column)
        marks = np.append(np.flatnonzero(self._bytes == point[0]), self._bytes.size)
        first = marks[np.searchsorted(marks, left)]
        has_point = first < left + lengths
        self.had_decimal_commas |= point == b"," and bool(has_point.any())
        if column > 1:
            has_point &= first > left
            is_grouped = has_point & (left + lengths - first == 4)
            self.points[column] = (int(has_point.sum()), int(is_grouped.sum()))

    def _singly_spaced(self) -> NDArray[np.uint8]:
        """Return the text with one blank between words and no blank at the end of a line."""
        is_word = self._bytes > _SPACE
        is_end = self._bytes == _NEWLINE
        n_ends, n_gaps = np.count_nonzero(is_end), self._lefts.size - self.n_lines
        if np.count_nonzero(self._bytes == _SPACE) == n_gaps == self._bytes.size - np.count_nonzero(is_word) - n_ends:
            return self._bytes
        is_gap = ~is_word & ~is_end
        is_gap[1:] &= is_word[:-1]  # the first blank after a word ...
        is_gap[:1] = False
        text = np.where(is_gap, np.uint8(_SPACE), self._bytes)[is_word | is_end | is_gap]
        is_last = text == _SPACE
        is_last[:-1] &= text[1:] == _NEWLINE  # ... unless the line ends there
        return np.asarray(text[~is_last])

    def _span(self, column: int) -> tuple[IndexArray, IndexArray]:
        """Return where the items of a column begin, and their lengths with blanks; a missing item has length 0."""
        left, right = self._word_span(column) if self._is_blank_delimited else self._item_span(column)
        return left, np.where(self.counts > column, right - left, 0)

    def _word_span(self, column: int) -> tuple[IndexArray, IndexArray]:
        if self._lefts.size == 0:
            return self._ends, self._ends
        index = np.minimum(self._first + column, self._lefts.size - 1)
        return self._lefts[index], self._rights[index]

    def _item_span(self, column: int) -> tuple[IndexArray, IndexArray]:
        left = self._starts if column == 0 else self._mark(column - 1) + 1
        return left, np.where(self.counts > column + 1, self._mark(column), self._ends)

    def _mark(self, number: int) -> IndexArray:
        if self._marks.size == 0:
            return np.asarray(self._ends)
        return np.asarray(self._marks[np.minimum(self._first + number, self._marks.size - 1)])


def _words(chunk: NDArray[np.uint8]) -> tuple[IndexArray, IndexArray]:
    """Return where each run of characters other than blanks begins and ends."""
    is_word = np.concatenate(([False], chunk > _SPACE, [False]))
    edges = np.flatnonzero(is_word[1:] != is_word[:-1])
    return edges[0::2], edges[1::2]


def _line_by_line(marks: IndexArray, starts: IndexArray, ends: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return the index of the first mark at or after the start of each line, and the number of marks of the line."""
    n_each, rest = divmod(marks.size, starts.size)
    if n_each and not rest and (marks[::n_each] >= starts).all() and (marks[n_each - 1 :: n_each] < ends).all():
        return np.arange(0, marks.size, n_each), np.full(starts.shape, n_each)
    first = np.searchsorted(marks, starts)
    return first, np.searchsorted(marks, ends) - first
