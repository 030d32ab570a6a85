"""Large tables of delimited text to arrays, chunk by chunk, without a Python object for each value.

Ten million lines take seconds, and little more memory than the arrays themselves, even where the lines are irregular.
The numbers of large regular tables are read by Apache Arrow, see `formats.files.arrow_numbers`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from formats.files.arrow_numbers import WORTHWHILE
from formats.files.delimited_lines import Bytes, FloatArray, IndexArray, Lines
from formats.words.clock_times import parse_clocks
from formats.words.instant_text import parse_instant
from schemas.errors import FormatError

MAX_READINGS = 20_000_000
#: Largest number of readings times columns.
MAX_CELLS = 60_000_000
MAX_LINE = 32_000_000
_CHUNK = 1_000_000
_NUMERIC = np.zeros(256, dtype=np.bool_)
_NUMERIC[[0, *b"0123456789+-.eE"]] = True
_NOT_FINITE = frozenset({b"nan", b"inf", b"infinity"})


class Kind(Enum):
    """The kind of value that a column holds."""

    NUMBER = auto()
    #: A number in which minus zero means a dropped reading.
    SIGNAL = auto()
    #: A time of day.
    CLOCK = auto()
    #: A Julian Date, read as MJD without losing digits.
    JULIAN = auto()
    #: Date and time in ISO 8601, read as MJD.
    INSTANT = auto()


_NUMBERS = frozenset({Kind.NUMBER, Kind.SIGNAL})


class Trouble(Enum):
    """What can be wrong with a value."""

    BLANK = auto()
    UNREADABLE = auto()
    NOT_FINITE = auto()
    MINUS_ZERO = auto()


@dataclass(slots=True)
class Tally:
    """How often something occurs, and the first line in which it does."""

    count: int = 0
    line: int | None = None
    #: The first text that could not be read.
    sample: str = ""

    def add(self, rows: IndexArray, first_line: int) -> None:
        """Count rows of a chunk, shape (n,), counted from 0; the first row of the chunk is a given line of the file."""
        if rows.size and self.line is None:
            self.line = first_line + int(rows[0])
        self.count += rows.size


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The wanted columns of a table, NaN where there is no value, and the problems found while reading them."""

    #: An array for each wanted column, shape (n,).
    columns: tuple[FloatArray, ...]
    #: For each wanted column, how often each kind of trouble occurs.
    troubles: tuple[dict[Trouble, Tally], ...]
    #: Lines with text but without a reading.
    skipped: Tally
    #: Lines with fewer items than the title row.
    short: Tally
    #: Lines with more items than the title row. Their values may be in the wrong columns and are not used.
    long: Tally
    #: True where the file breaks off within its last line.
    is_cut: bool
    #: Line of the last reading where no line end follows it: its last number may have lost digits.
    open_line: int | None
    #: True where decimals were written with commas.
    has_decimal_commas: bool
    #: True where points may separate thousands: numbers have no comma, and three digits after every point.
    may_have_thousands: bool
    #: Line of each reading, shape (n,).
    lines: NDArray[np.int32]

    @property
    def n_rows(self) -> int:
        """Number of readings."""
        return self.columns[0].size


def guess_delimiter(header: bytes) -> bytes:
    """Return the delimiter of a title row: a comma, or the semicolon or tab by which a spreadsheet replaced it."""
    return max((b",", b";", b"\t"), key=header.count)


def read_table(
    data: bytes,
    source: str,
    *,
    start: int,
    first_line: int,
    delimiter: bytes,
    wanted: Sequence[tuple[int, Kind]],
    n_expected: int,
    n_most: int | None = None,
    has_decimal_commas: bool = False,
) -> Table:
    """Read the wanted columns of a table.

    Parameters
    ----------
    data
        The whole file: lines before the rows are not looked at.
    source
        Name of the file, for messages.
    start
        Offset of the first row [byte].
    first_line
        Line number of the first row, counted from 1.
    delimiter
        One byte, or `BLANKS`. With a semicolon or a tab the decimal sign may be a comma.
    wanted
        Index, counted from 0, and kind of each wanted column. A row with a value in any of them is a reading.
    n_expected
        Number of columns of the title row.
    n_most
        Largest number of items of a row; the values of longer rows are not used. None: there is no limit.
    has_decimal_commas
        True if commas are decimal signs whatever the delimiter is.

    Raises
    ------
    FormatError
        If there are more readings, or longer lines, than any recording has.
    """
    parts: list[list[FloatArray]] = [[] for _ in wanted]
    troubles: tuple[dict[Trouble, Tally], ...] = tuple({trouble: Tally() for trouble in Trouble} for _ in wanted)
    skipped, short, long = Tally(), Tally(), Tally()
    line, n_rows, is_cut, has_commas = first_line, 0, False, False
    open_line: int | None = None
    lines: list[NDArray[np.int32]] = []
    #: For each column of values: how many have a point, and how many of these have three digits after it.
    points: dict[int, tuple[int, int]] = {}
    numbers = [column for column, kind in wanted if kind in _NUMBERS]
    for chunk, is_last in _chunks(data, source, start):
        rows = Lines(chunk, delimiter, has_decimal_commas=has_decimal_commas)
        is_cut = is_last and rows.is_open and int(rows.counts[-1]) < n_expected
        is_cut = is_cut and rows.filled(np.flatnonzero(rows.has_text)[-1:]).tolist() == [rows.n_lines - 1]
        is_long = rows.is_longer_than(n_most)
        ready = rows.regular_numbers(numbers) if len(data) - start >= WORTHWHILE else {}
        values, states, samples = _parse_chunk(rows, wanted, ready, is_cut=is_cut, is_long=is_long)
        keep = np.logical_or.reduce([np.isfinite(value) for value in values])
        open_line = line + rows.n_lines - 1 if is_last and rows.is_open and keep[-1] else None
        for column, counts in rows.points.items():
            before = points.get(column, (0, 0))
            points[column] = (before[0] + counts[0], before[1] + counts[1])
        has_commas = has_commas or rows.had_decimal_commas
        skipped.add(rows.filled(np.flatnonzero(~keep & rows.has_text)), line)
        short.add(np.flatnonzero(keep & (rows.counts < n_expected)), line)
        long.add(np.flatnonzero(keep & is_long), line)
        lines.append((np.flatnonzero(keep) + line).astype(np.int32))
        for part, value, state, sample, tallies in zip(parts, values, states, samples, troubles, strict=True):
            part.append(value[keep])
            tallies[Trouble.UNREADABLE].sample = tallies[Trouble.UNREADABLE].sample or sample
            for trouble in Trouble:
                tallies[trouble].add(np.flatnonzero(keep & (state == trouble.value)), line)
        n_rows += int(np.count_nonzero(keep))
        line += rows.n_lines
        if n_rows > MAX_READINGS or n_rows * len(wanted) > MAX_CELLS:
            raise FormatError(
                source,
                line,
                "",
                f"The table has more than {n_rows:,} readings, which is more than any recording has.",
                "send it in parts",
            )
    columns = tuple(_join(part) for part in parts)
    return Table(
        columns=columns,
        troubles=troubles,
        skipped=skipped,
        short=short,
        long=long,
        is_cut=is_cut,
        open_line=open_line,
        has_decimal_commas=has_commas,
        may_have_thousands=not has_commas and any(0 < some == all_ for all_, some in points.values()),
        lines=np.concatenate(lines) if lines else np.empty(0, dtype=np.int32),
    )


def _join(parts: list[FloatArray]) -> FloatArray:
    joined = np.concatenate(parts) if parts else np.empty(0)
    parts.clear()
    return joined


def _chunks(data: bytes, source: str, start: int) -> Iterator[tuple[NDArray[np.uint8], bool]]:
    """Yield whole lines, about a megabyte each time, and whether they are the last ones."""
    end = len(data)
    while end > start and data[end - 1] in b"\0\x1a":  # the end of a file cut by a power failure, or a DOS end mark
        end -= 1
    while start < end:
        stop = data.find(b"\n", min(start + _CHUNK, end), end) + 1 or end
        if stop - start > _CHUNK + MAX_LINE:
            raise FormatError(source, None, "", f"A line is longer than {MAX_LINE:,} bytes.", "send the file again")
        yield np.frombuffer(data, dtype=np.uint8, count=stop - start, offset=start), stop == end
        start = stop


def _parse_chunk(
    rows: Lines,
    wanted: Sequence[tuple[int, Kind]],
    ready: dict[int, FloatArray],
    *,
    is_cut: bool,
    is_long: NDArray[np.bool_],
) -> tuple[list[FloatArray], list[NDArray[np.uint8]], list[str]]:
    """Return, for each column, its values, their troubles (values of `Trouble` or 0), and the first unreadable text."""
    values, states, samples = [], [], []
    comments = rows.is_comment
    for column, kind in wanted:
        texts: Bytes | None = None
        is_wide = np.zeros(rows.n_lines, dtype=np.bool_)
        if kind in _NUMBERS and column in ready:
            value = ready[column].copy()
            state = np.where(np.isnan(value), Trouble.BLANK.value, 0).astype(np.uint8)
            _mark_minus_zero(value, state, kind)
        else:
            texts, is_wide = rows.items(column)
            value, state = _parse(texts, kind)
            if column > 1 and kind in _NUMBERS:
                rows.count_points(column, texts)
            state[is_wide] = Trouble.UNREADABLE.value
        if column > 1:  # the frame and the time are in front, where no surplus item can shift them
            state[is_long] = Trouble.UNREADABLE.value
        if is_cut and column == rows.counts[-1] - 1:
            state[-1] = Trouble.UNREADABLE.value  # the digits that are left may be the beginning of a longer number
        state[comments] = Trouble.BLANK.value
        value[state != 0] = np.nan
        values.append(value)
        states.append(state)
        is_read = ~(is_wide | is_long)
        is_read[-1] &= not is_cut
        bad = np.flatnonzero((state == Trouble.UNREADABLE.value) & is_read)
        samples.append(bytes(texts[bad[0]])[:40].decode("latin-1") if bad.size and texts is not None else "")
    return values, states, samples


def _parse(texts: Bytes, kind: Kind) -> tuple[FloatArray, NDArray[np.uint8]]:
    if kind is Kind.CLOCK:
        return _clocks(texts)
    if kind is Kind.JULIAN:
        return _julian_dates(texts)
    return _instants(texts) if kind is Kind.INSTANT else parse_numbers(texts, kind)


def _julian_dates(texts: Bytes) -> tuple[FloatArray, NDArray[np.uint8]]:
    """Read Julian Dates as MJD. The leading 24 is cut off before the rest becomes a number, so no digit is lost."""
    letters = np.ascontiguousarray(texts).view(np.uint8).reshape(texts.size, -1)
    is_julian = (letters[:, :2] == np.frombuffer(b"24", np.uint8)[: letters.shape[1]]).all(axis=1)
    if letters.shape[1] < 8:
        is_julian[:] = False
    tails = np.zeros((texts.size, max(letters.shape[1] - 2, 1)), dtype=np.uint8)
    tails[:, : letters.shape[1] - 2] = letters[:, 2:]
    values, state = parse_numbers(tails.view(f"S{tails.shape[1]}").ravel())
    state[np.strings.str_len(texts) == 0] = Trouble.BLANK.value
    is_day = is_julian & (values >= 0) & (values < 100_000)
    state[~is_day & (state == 0)] = Trouble.UNREADABLE.value
    return np.where(state == 0, values - 0.5, np.nan), state


def _instants(texts: Bytes) -> tuple[FloatArray, NDArray[np.uint8]]:
    state = np.zeros(texts.shape, dtype=np.uint8)
    values = np.full(texts.shape, np.nan)
    for row, item in enumerate(texts):
        text = bytes(item)
        instant = parse_instant(text.decode("latin-1"))
        if instant is None:
            state[row] = (Trouble.UNREADABLE if text else Trouble.BLANK).value
        else:
            values[row] = instant
    return values, state


def _clocks(texts: Bytes) -> tuple[FloatArray, NDArray[np.uint8]]:
    seconds, unreadable = parse_clocks(texts)
    state = np.where(np.isnan(seconds), Trouble.BLANK.value, 0).astype(np.uint8)
    state[unreadable] = Trouble.UNREADABLE.value
    return seconds, state


def parse_numbers(texts: Bytes, kind: Kind = Kind.NUMBER) -> tuple[FloatArray, NDArray[np.uint8]]:
    """Read many numbers.

    Parameters
    ----------
    texts
        One text for each number, shape (n,), without blanks around it.
    kind
        `Kind.SIGNAL` marks minus zero as a dropped reading.

    Returns
    -------
    The numbers, shape (n,), NaN where there is no finite number; and what is wrong with each, shape (n,): a value of
    `Trouble`, or 0.
    """
    letters = np.ascontiguousarray(texts).view(np.uint8).reshape(texts.size, -1)
    is_blank = letters[:, 0] == 0
    is_plain = _NUMERIC[letters].all(axis=1) & ~is_blank
    values = np.full(texts.shape, np.nan)
    state = np.where(is_blank, Trouble.BLANK.value, 0).astype(np.uint8)
    values[is_plain], state[is_plain] = _plain_numbers(texts[is_plain])
    for row in np.flatnonzero(~is_plain & ~is_blank):
        is_word = bytes(texts[row]).lower().lstrip(b"+-") in _NOT_FINITE
        state[row] = (Trouble.NOT_FINITE if is_word else Trouble.UNREADABLE).value
    _mark_minus_zero(values, state, kind)
    values[state != 0] = np.nan
    return values, state


def _mark_minus_zero(values: FloatArray, state: NDArray[np.uint8], kind: Kind) -> None:
    if kind is Kind.SIGNAL:
        state[(values == 0) & np.signbit(values)] = Trouble.MINUS_ZERO.value


def _plain_numbers(texts: Bytes) -> tuple[FloatArray, NDArray[np.uint8]]:
    state = np.zeros(texts.shape, dtype=np.uint8)
    try:
        values = texts.astype(np.float64)
    except ValueError:
        values = np.full(texts.shape, np.nan)
        for row, text in enumerate(texts):
            try:
                values[row] = float(text)
            except ValueError:
                state[row] = Trouble.UNREADABLE.value
    state[(state == 0) & ~np.isfinite(values)] = Trouble.NOT_FINITE.value
    return values, state
