"""Tables of times and fluxes of any program: where the rows begin, what their head says, which column is what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formats.curves.head_statements import is_of_magnitudes
from formats.files.delimited_lines import BLANKS
from formats.words.clock_times import parse_clock
from formats.words.instant_text import parse_instant
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode

FloatArray = NDArray[np.float64]
_DAY = 86400.0
_NUMBER = re.compile(r"[+-]?(\d{1,40}\.?\d{0,40}|\.\d{1,40})([eE][+-]?\d{1,4})?")
#: Number of first rows from which the columns are identified.
_SAMPLE = 200
#: Lines before the first row, at most.
_MAX_HEAD_LINES = 100
#: A table whose times are seconds has no more columns: a wider one with a growing first column is something else.
_MAX_PLAIN = 3
#: Part of the steps of a column of times that lead forward, at least.
_MIN_FORWARD = 0.7
#: Part of the steps of a column of seconds that are about as long as the others, at least.
_MIN_EVEN = 0.6
#: Longest step of a recording [s]; radial velocities and magnitudes of variable stars come in days.
_MAX_STEP = 3600.0
#: Numbers with decimal commas between blanks, which are not columns divided by commas.
_DECIMAL_COMMAS = re.compile(
    r"(?:(?:\d{4}-\d\d-\d\dT)?\d{1,2}:\d\d:\d\d(?:,\d{0,12})?|[+-]?\d{1,20}(?:,\d{1,20})?)"
    r"(?:[ \t]+[+-]?\d{1,20}(?:,\d{1,20})?)*[ \t]+[+-]?\d{1,20},\d{1,20}"
)
#: A date and a time of day in two columns.
_SPLIT_INSTANT = re.compile(
    rb"^([ \t\"]{0,9}(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d\.\d\d\.\d{4}))\"?(?:[ \t]{1,9}|[ \t]?[,;][ \t]?)\"?"
    rb"(?=\d\d:\d\d:\d\d)",
    re.MULTILINE,
)
_TIME_TITLE = re.compile(r"time|date|jd|j\.d\.|utc?\b|sec|hh|zeit|temps|hora|ora\b|^t$|^t[ (\[]", re.IGNORECASE)
_FRAME_TITLE = re.compile(r"\"?(?:frame|bin)[ _]?n|\"?no\.|frames?$|#$", re.IGNORECASE)
_EXPOSURE_TITLE = re.compile(
    r"(?:exp(?:osure)?[._ ]?(?:time)?|integration[._ ]?time)[._ ]?[(\[]?(?:(?P<ms>ms|msec)|s|sec|seconds)?[)\]]?",
    re.IGNORECASE,
)
_JULIAN_TITLE = re.compile(r"(?<![^\W_])(?:M?JD|J\.D\.)|julian", re.IGNORECASE)
_OTHER_TIME = re.compile(
    r"[bh]m?jd|b[tk]jd|airmass|exp|integration|sidereal|(?<![^\W_])(?:lst|tdb|tt|tai|gps)(?![^\W_])", re.IGNORECASE
)
_FLUX_TITLES = (
    re.compile(
        r"rel[._ ]?flux[._ ]?t1|(?:norm(?:alized|alised)?|rel(?:ative)?|detrended)?[._ ]?flux(?: ?\([^)]{0,30}\))?",
        re.IGNORECASE,
    ),
    re.compile(
        r"signal|target|ratio|intensity|brightness|counts?|adu|light|value|y_?norm|source-sky_t1|flux[._ ]t1",
        re.IGNORECASE,
    ),
    re.compile(r"(?:net|star|object|signal|flux|counts?)[._ -]?\w{0,12}", re.IGNORECASE),
)
_ERROR_TITLE = re.compile(
    r"(?:[a-z._ ]{0,20}[._ ])?(?:err|errors?|sigma|uncertainty|unc|std|stddev)(?:[._ ][a-z0-9]{1,8})?|[ed]_?flux|"
    r"flux_?err(?:or)?",
    re.IGNORECASE,
)
_JULIAN = (2_400_000.0, 2_500_000.0)
_PUT = "put the time into the first column and the flux into the second"


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Which column, counted from 0, holds what."""

    time: int
    flux: int
    flux_err: int | None = None
    #: Seconds of the day beside a Julian Date, which have more digits.
    seconds: int | None = None
    #: Exposure [s], where a column of its own says one for all readings.
    exposure: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """The first rows of a table, and the lines before them."""

    rows: tuple[tuple[str, ...], ...]
    delimiter: bytes
    #: Titles of the columns, empty without such a row, and its line.
    title: tuple[str, ...]
    title_line: int | None
    #: True where the titles are in a row of their own, not in a remark.
    has_title_row: bool
    #: Lines before the rows that are no titles.
    remarks: tuple[tuple[int, str], ...]
    start: int
    first_line: int
    has_decimal_commas: bool = False

    def numbers(self, column: int) -> FloatArray | None:
        """Return a column as numbers, NaN for other items; None where most items are no numbers."""
        items = [row[column] for row in self.rows]
        is_number = [len(item) < 60 and _NUMBER.fullmatch(item) is not None for item in items]
        if sum(is_number) * 2 <= len(items):
            return None
        return np.array([float(item) if good else np.nan for item, good in zip(items, is_number, strict=True)])

    def title_of(self, column: int) -> str:
        """Return the title of a column, empty without one."""
        return self.title[column] if column < len(self.title) else ""


def joined_instants(data: bytes) -> bytes:
    """Return a table whose dates and times of day are in two columns with both in one."""
    return _SPLIT_INSTANT.sub(rb"\1T", data) if _SPLIT_INSTANT.search(data[:65536]) else data


def sample_of(data: bytes, source: str) -> Sample:
    """Find the first rows of numbers, how items are divided, and the lines before them.

    Raises
    ------
    FormatError
        If there is no table of two columns and more.
    """
    head: list[tuple[int, str]] = []
    rows: list[tuple[str, ...]] = []
    start = first_line = n_words = 0
    has_commas = False
    delimiter, offset = BLANKS, 3 if data.startswith(b"\xef\xbb\xbf") else 0
    for number in range(1, _SAMPLE + _MAX_HEAD_LINES):
        stop = data.find(b"\n", offset) + 1 or len(data)
        line = _text(data[offset : min(stop, offset + 4096)])
        if line.strip() and not line.startswith("#"):
            if not rows:
                has_commas = _DECIMAL_COMMAS.fullmatch(line.strip()) is not None
                delimiter = _delimiter(line, has_commas=has_commas)
            items = split_items(line, delimiter, has_commas=has_commas)
            is_row = _is_row(items)
            if rows and len(items) != len(rows[0]) and stop < len(data):
                raise FormatError(
                    source,
                    number,
                    "",
                    f"This row has {len(items)} columns, the first one {len(rows[0])}.",
                    "send rows of the same number of columns",
                )
            if is_row:
                start, first_line = (start, first_line) if rows else (offset, number)
                rows.append(items)
            elif rows or n_words:
                break
            else:
                n_words += 1
                head.append((number, line))
        elif line.strip() and not rows:
            head.append((number, line))
        offset = stop
        if offset >= len(data) or len(rows) == _SAMPLE:
            break
    if len(rows) > 1 and len(rows[-1]) != len(rows[0]):
        rows.pop()  # the head of a file may break off within a row
    if not rows or len(rows[0]) < 2:
        raise FormatError(source, None, "", "This is no table of times and fluxes.")
    title, title_line = _title(head, delimiter, len(rows[0]))
    return Sample(
        rows=tuple(rows),
        delimiter=delimiter,
        title=title,
        title_line=title_line,
        has_title_row=any(number == title_line and not text.startswith("#") for number, text in head),
        remarks=tuple((number, text) for number, text in head if number != title_line),
        start=start,
        first_line=first_line,
        has_decimal_commas=has_commas,
    )


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8").rstrip("\r\n ")
    except UnicodeDecodeError:
        return line.decode("latin-1").rstrip("\r\n ")


def _delimiter(line: str, *, has_commas: bool) -> bytes:
    """Return what divides the items of a row; beside a semicolon or a tab a comma is a decimal sign."""
    if ";" in line:
        return b";"
    is_tabbed = "\t" in line and " " not in line.strip().strip('"')
    if has_commas or "," not in line:
        return b"\t" if is_tabbed and not has_commas else BLANKS
    return b"\t" if is_tabbed else b","


def split_items(line: str, delimiter: bytes, *, has_commas: bool = False) -> tuple[str, ...]:
    """Return the items of a row without blanks and quotes around, with points for decimal commas."""
    parts = line.split() if delimiter == BLANKS else line.split(delimiter.decode())
    items = tuple(part.strip().strip('"').strip() for part in parts)
    if not has_commas and delimiter not in (b";", b"\t"):
        return items
    return tuple(_with_point(item) for item in items)


def _with_point(item: str) -> str:
    if "," not in item or not re.fullmatch(r"[+-]?[\d.]{0,40},[\d.]{1,40}(?:[eE][+-]?\d{1,3})?", item):
        return item
    return item.replace(",", "") if item.rfind(",") < item.rfind(".") else item.replace(".", "").replace(",", ".")


def _is_row(items: tuple[str, ...]) -> bool:
    first = items[0] if items else ""
    if len(first) >= 60:
        return False
    return _NUMBER.fullmatch(first) is not None or is_instant(first) or parse_clock(first) is not None


def is_instant(text: str) -> bool:
    """Return whether a text is a date with a time of day."""
    return len(text) < 60 and parse_instant(text) is not None


def _title(head: Sequence[tuple[int, str]], delimiter: bytes, n_columns: int) -> tuple[tuple[str, ...], int | None]:
    """Return the last line of a head that names as many columns as the rows have, and its number."""
    for number, line in reversed(head):
        for sign in dict.fromkeys((delimiter, b",", b";", b"\t", BLANKS)):
            items = split_items(line.lstrip("#"), sign)
            if len(items) == n_columns and _are_titles(items, is_remark=line.startswith("#")):
                return items, number
        if not line.startswith("#"):
            return (line.strip(),), number  # a row of titles of another width
    return (), None


def _are_titles(items: Sequence[str], *, is_remark: bool) -> bool:
    """Return whether words are titles of columns; a remark has to name both times and values."""
    if not any(re.search(r"[A-Za-z]", item) for item in items):
        return False
    is_time = [_TIME_TITLE.search(item) is not None for item in items]
    is_value = [
        is_of_magnitudes(item) or any(pattern.fullmatch(item) is not None for pattern in _FLUX_TITLES) for item in items
    ]
    is_odd = any(re.fullmatch(r"[-+\d.]{1,40}|[:=]|\w{1,40}[:=]", item) for item in items)
    return not is_remark or (any(is_time) and any(is_value) and not is_odd)


@np.errstate(over="ignore", invalid="ignore")
def choose_columns(sample: Sample, source: str) -> tuple[Columns, list[Finding]]:
    """Tell time, flux and error by the titles, else from the first rows.

    Raises
    ------
    FormatError
        If nothing grows like a time, or more than one column may be the flux.
    """
    if _FRAME_TITLE.match(sample.title_of(0)):
        message = f"The first column is {sample.title[0]!r}: tables with frame numbers have readers of their own."
        hint = "send the file as PyMovie, PyOTE, Tangra or Limovie wrote it, title row included"
        raise FormatError(source, sample.title_line, "time", message, hint)
    numbers = [sample.numbers(column) for column in range(len(sample.rows[0]))]
    named = _by_title(sample, numbers)
    if named is not None:
        return named, []
    if sample.has_title_row and not any(_TIME_TITLE.search(title) for title in sample.title):
        raise FormatError(
            source,
            sample.title_line,
            "time",
            f"No column of {_shown(sample.title)} is a time.",
            "name the times JD, MJD, UTC or time",
        )
    return _by_content(sample, source, numbers)


def _shown(title: Sequence[str]) -> str:
    words = ", ".join(title)
    return repr(words if len(words) < 60 else f"{words[:57]}...")


def _by_title(sample: Sample, numbers: Sequence[FloatArray | None]) -> Columns | None:
    """Return the columns that titles name; None where they name no time, or not one flux."""
    if len(sample.title) != len(numbers):
        return None
    times = [column for column, title in enumerate(sample.title) if _is_time(sample, numbers, column, title)]
    if not times:
        return None
    time = min(times, key=lambda column: _time_rank(sample.title[column], numbers[column]))
    fluxes: list[int] = []
    for pattern in _FLUX_TITLES:
        fluxes = fluxes or [
            column
            for column, title in enumerate(sample.title)
            if column != time
            and numbers[column] is not None
            and pattern.fullmatch(title)
            and not _is_error_title(title)
        ]
    if len(fluxes) != 1:
        return None
    errors = [
        column for column, title in enumerate(sample.title) if _is_error_title(title) and numbers[column] is not None
    ]
    after = [column for column in errors if column > fluxes[0]]
    error = after[0] if after and not is_of_magnitudes(sample.title[after[0]]) else None
    return Columns(time=time, flux=fluxes[0], flux_err=error, exposure=_exposure(sample, numbers))


def _exposure(sample: Sample, numbers: Sequence[FloatArray | None]) -> float | None:
    """Return the exposure [s] that a column gives for all rows that were looked at."""
    for title, values in zip(sample.title, numbers, strict=True):
        match = _EXPOSURE_TITLE.fullmatch(title)
        if match is not None and values is not None and values[0] > 0 and bool((values == values[0]).all()):
            return round(float(values[0]) * (1e-3 if match["ms"] else 1.0), 9)
    return None


def names_curve(sample: Sample) -> bool:
    """Return whether the titles name times that grow, and fluxes, though not which of several it is."""
    numbers = [sample.numbers(column) for column in range(len(sample.rows[0]))]
    if len(sample.title) != len(numbers) or _FRAME_TITLE.match(sample.title[0]):
        return False
    is_time = any(_is_time(sample, numbers, column, title) for column, title in enumerate(sample.title))
    is_flux = any(pattern.fullmatch(title) for pattern in _FLUX_TITLES[:2] for title in sample.title)
    return is_time and is_flux


def _is_error_title(title: str) -> bool:
    return _ERROR_TITLE.fullmatch(title) is not None


def _is_time(sample: Sample, numbers: Sequence[FloatArray | None], column: int, title: str) -> bool:
    if not _TIME_TITLE.search(title) or re.search(r"exp|integration|sidereal", title, re.IGNORECASE):
        return False
    values = numbers[column]
    first = sample.rows[0][column]
    return is_growing(values) if values is not None else is_instant(first) or parse_clock(first) is not None


def _time_rank(title: str, values: FloatArray | None) -> tuple[int, int]:
    """Return how well a column of times is suited: Julian Dates of the station first, those of other places last."""
    is_other = _OTHER_TIME.search(title) is not None
    is_julian = values is not None and (_JULIAN_TITLE.search(title) is not None or is_julian_date(values))
    is_utc = re.search(r"ut", title, re.IGNORECASE) is not None
    has_zero = re.search(r"-\s?2\d{4,6}", title) is not None
    return (2 * is_other + (not is_julian), (not is_utc) + 2 * has_zero)


def _by_content(sample: Sample, source: str, numbers: Sequence[FloatArray | None]) -> tuple[Columns, list[Finding]]:
    n_columns = len(numbers)
    time = _time_column(sample, numbers)
    if time is None:
        raise FormatError(source, sample.first_line, "time", "No column grows from row to row as times do.", _PUT)
    if n_columns == 2:
        return Columns(time=time, flux=1 - time), []
    days = numbers[time]
    others = [column for column in range(n_columns) if column != time and numbers[column] is not None]
    clock = next((column for column in others if _is_clock_of(days, numbers[column])), None)
    if time == 0 and clock is None and 1 in others:
        if _is_steady(numbers[1]):
            raise FormatError(
                source, sample.first_line, "flux", "The second column only grows or only falls, as no flux does.", _PUT
            )
        error = 2 if n_columns == 3 and 2 in others and _is_error(numbers[2]) else None
        return Columns(time=0, flux=1, flux_err=error), []
    others = [column for column in others if column != clock and not _is_constant(numbers[column])]
    if clock == 1 and time == 0 and others[:1] == [2]:
        return Columns(time=0, flux=2, seconds=1), [_told(0, 2)]  # SORA's own output: model and residual follow
    if len(others) != 1:
        words = f"Columns {_listed(others)} may be the flux." if others else "No column changes as a flux does."
        raise FormatError(source, sample.first_line, "flux", words, _PUT)
    return Columns(time=time, flux=others[0], seconds=clock), [_told(time, others[0])]


def _listed(columns: Sequence[int]) -> str:
    words = [str(column + 1) for column in columns[:8]]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _told(time: int, flux: int) -> Finding:
    return Finding.warning(
        FindingCode.VALUE_DERIVED,
        f"Column {time + 1} was read as time and column {flux + 1} as flux.",
        "if that is wrong, send two columns, time and flux",
        field="columns",
    )


def _time_column(sample: Sample, numbers: Sequence[FloatArray | None]) -> int | None:
    firsts = [row[0] for row in sample.rows]
    if all(is_instant(first) for first in firsts) or all(parse_clock(first) is not None for first in firsts):
        return 0
    julian = [column for column, values in enumerate(numbers) if is_julian_date(values)]
    if julian:
        return julian[0]
    first = numbers[0]
    return 0 if len(numbers) <= _MAX_PLAIN and first is not None and is_growing(first) and _is_even(first) else None


def _is_even(values: FloatArray) -> bool:
    """Return True for the even steps of a recording; a list of nights has uneven ones."""
    steps = np.diff(values)
    middle = np.median(steps) if steps.size else 0.0
    return values.size < 3 or bool(np.mean(np.abs(steps - middle) <= middle / 2) > _MIN_EVEN)


@np.errstate(over="ignore", invalid="ignore")
def is_growing(values: FloatArray | None) -> bool:
    """Return True for a column whose steps are forward but for a few, and no longer than those of a recording."""
    if values is None or values.size < 2:
        return values is not None
    steps = np.diff(values)
    limit = _MAX_STEP / _DAY if _JULIAN[0] <= values[0] < _JULIAN[1] else _MAX_STEP
    return bool(np.mean(steps > 0) > _MIN_FORWARD and np.median(steps) < limit)


def is_julian_date(values: FloatArray | None) -> bool:
    """Return True for growing Julian Dates."""
    if values is None or not is_growing(values):
        return False
    known = values[np.isfinite(values)]
    return bool(((known > _JULIAN[0]) & (known < _JULIAN[1])).all())


def _is_clock_of(days: FloatArray | None, values: FloatArray | None) -> bool:
    """Return True for seconds of the day beside their Julian Date, which has a step of some milliseconds."""
    if days is None or values is None or not is_julian_date(days):
        return False
    away = (values - (days - 0.5) % 1 * _DAY + _DAY / 2) % _DAY - _DAY / 2
    known = away[np.isfinite(away)]
    return bool(known.size and (np.abs(known) < 0.05).all())


def _is_constant(values: FloatArray | None) -> bool:
    if values is None:
        return False
    known = values[np.isfinite(values)]
    return known.size > 1 and bool((known == known[0]).all())


def _is_error(values: FloatArray | None) -> bool:
    return values is not None and not bool((values < 0).any())


def _is_steady(values: FloatArray | None) -> bool:
    """Return True for a column that only grows or only falls, as the coordinates of an ephemeris do."""
    if values is None or values.size < 10:
        return False
    steps = np.diff(values)
    return bool((steps > 0).all() or (steps < 0).all())
