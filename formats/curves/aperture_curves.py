"""From a table of apertures to light curves: which aperture is the target, what is dropped, what is flagged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formats.curves.curve_facts import CurveFacts
from formats.curves.curve_head import Head
from formats.curves.head_statements import Statements, checked_exposure
from formats.curves.stated_scale import placed
from formats.curves.time_axis import TimeAxis, build_axis, second_recording
from formats.files.delimited import Kind, Table, Tally, Trouble, guess_delimiter, read_table
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY
from schemas.leap_seconds import elapsed_s
from schemas.lightcurve import LightCurve, ReadingFlag, Role, TimeKind

FloatArray = NDArray[np.float64]

_MAX_APERTURES = 64
_TARGET = re.compile(r"target|occulted|^tgt|^primarydata$|^lc1$", re.IGNORECASE)
_OTHER = re.compile(r"no.?star|sky|back.?ground|bkgd?$|zero|model|no.?noise", re.IGNORECASE)
#: A frame number at the beginning of a row.
_FRAME = re.compile(rb"^[ \t\"]*(\d{1,12}(?:\.\d{0,6})?)[ \t\"]*[,;\t]", re.MULTILINE)
#: A time with its date, and a Julian Date of the last and the next centuries.
_DATED = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d*)?Z?")
_JULIAN = re.compile(rb"24\d{5}\.\d+")
#: Bytes before and after a repeated title row that also titles the frame numbers next to it.
_NEARBY = 65536
_COMPARISON = re.compile(r"ref|track|comp|guid|check|calib|^lc[2-9]", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Aperture:
    """One aperture of a table."""

    name: str
    role: Role
    #: Column of its signal.
    signal: int
    #: Column of the background to subtract.
    background: int | None = None
    #: Column that counts defective pixels.
    defect: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Where a table keeps what."""

    apertures: tuple[Aperture, ...]
    frame: int = 0
    #: One column with ``hh:mm:ss.f``, or three with hours, minutes and seconds.
    clock: tuple[int, ...] = (1,)
    #: How the times are written in one column: `CLOCK`, `NUMBER` for fractions of a day, `JULIAN` or `INSTANT`.
    #: A column of `CLOCK` may turn out to hold dates too.
    clock_kind: Kind = Kind.CLOCK
    signal_kind: Kind = Kind.SIGNAL
    #: True where the program leaves the time empty for a frame that it could not read.
    is_time_needed: bool = False
    #: Number of columns, where it is another than that of the names in the title row.
    n_columns: int | None = None
    #: True where rows hold more items than the title row names.
    is_open: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Times:
    """The times of the readings, which all apertures share."""

    #: As the clock of the file shows them.
    axis: TimeAxis
    #: In UTC: seconds after 0 h of the first day, and MJD; None where the file has no times or no date.
    seconds: FloatArray | None
    mjd: FloatArray | None
    #: UTC [MJD at 0 h].
    date_frame0: int | None
    #: [s]
    exposure: float | None
    kind: TimeKind


def items_of_title(title: str) -> tuple[list[str], bytes]:
    """Return the column names of a title row and the delimiter between them."""
    delimiter = guess_delimiter(title.encode())
    return [name.strip().strip('"').strip() for name in title.split(delimiter.decode())], delimiter


def name_roles(names: Sequence[str]) -> tuple[list[Role], Finding | None]:
    """Tell target, comparison stars and starless apertures apart by name.

    Without a name that says target, the only name that says nothing else is taken for it, and a finding says
    so. Of several such names, or several targets, none is: their role is unknown.
    """
    roles = [_role(name) for name in names]
    targets = [number for number, role in enumerate(roles) if role is Role.TARGET]
    if len(targets) > 1:
        targets = [number for number in targets if names[number].lower() == "target"] or targets
    unclear = targets or [number for number, role in enumerate(roles) if role is None]
    chosen = unclear[0] if len(unclear) == 1 else 0 if len(names) == 1 else None
    rest = Role.UNKNOWN if chosen is None and not targets else Role.COMPARISON
    taken = [rest if role is None or role is Role.TARGET else role for role in roles]
    if chosen is not None:
        taken[chosen] = Role.TARGET
        return taken, None if targets or len(names) == 1 else _assumed(names[chosen])
    for number in targets:
        taken[number] = Role.UNKNOWN
    return taken, _unclear([names[number] for number in unclear] or names, is_named=bool(targets)) if names else None


def _assumed(name: str) -> Finding:
    return Finding.warning(
        FindingCode.TARGET_ASSUMED,
        f"No aperture is named target: {name!r} was taken for it.",
        "name the apertures target, tracker, reference ... when measuring",
        field="aperture",
    )


def _unclear(names: Sequence[str], *, is_named: bool) -> Finding:
    words = "More than one aperture is named target" if is_named else "No aperture is named target"
    return Finding.warning(
        FindingCode.TARGET_UNCLEAR,
        f"{words} ({', '.join(map(repr, names))}): none was taken for the occulted star, and no ratio is computed.",
        "name one aperture target and the others tracker, reference ... and measure again",
        field="aperture",
    )


def _role(name: str) -> Role | None:
    if _OTHER.search(name):
        return Role.OTHER
    if _TARGET.search(name):
        return Role.TARGET
    return Role.COMPARISON if _COMPARISON.search(name) else None


def read_curves(
    data: bytes,
    source: str,
    head: Head,
    *,
    layout: Layout,
    facts: CurveFacts,
    said: Statements | None = None,
) -> tuple[tuple[LightCurve, ...], tuple[Finding, ...]]:
    """Read the rows of a table into one light curve an aperture.

    Parameters
    ----------
    data, source
        The file and its name.
    head
        The lines before the rows: the title row, and where the first row is.
    layout
        Which column is what.
    facts
        What all apertures share; star and position are the target's alone.
    said
        Statements of the head on times and values. Where that makes the table unusable there are no curves.

    Raises
    ------
    FormatError
        If there is no reading with a value.
    """
    if len(layout.apertures) > _MAX_APERTURES:
        raise FormatError(
            source,
            head.first_line - 1,
            "aperture",
            f"The table has {len(layout.apertures)} apertures; at most {_MAX_APERTURES} are read.",
            "send fewer stars in one file",
        )
    titles, delimiter = items_of_title(head.title)
    n_columns = layout.n_columns or len(titles)
    layout = _with_clock_kind(layout, data, head.start, delimiter)
    wanted = _wanted(layout)
    data, repeated = _first_table(data, head.start, head.first_line)
    table = read_table(
        data,
        source,
        start=head.start,
        first_line=head.first_line,
        delimiter=delimiter,
        wanted=wanted,
        n_expected=n_columns,
        n_most=None if layout.is_open else n_columns,
    )
    columns = dict(zip([column for column, _ in wanted], table.columns, strict=True))
    if table.n_rows == 0:
        raise FormatError(
            source,
            head.first_line,
            "",
            "No line below the title row is a reading.",
            "export the light curve again, with its readings",
        )
    clock, day = _clock(columns, layout)
    second = second_recording(clock, columns[layout.frame])
    if second is not None:
        repeated += [_joined(columns[layout.frame], second, int(table.lines[second]))]
        columns = {column: values[:second] for column, values in columns.items()}
        clock = clock[:second]
    axis = build_axis(clock, columns[layout.frame], first_line=0, is_dated=day is not None)
    said = said or Statements()
    times, remarks = _as_stated(axis, facts, day, said)
    findings = [*said.findings, *remarks]
    if any(finding.severity is Severity.ERROR for finding in findings):
        return (), tuple(findings)
    curves = [_curve(aperture, columns, times, layout, facts) for aperture in layout.apertures]
    if not any(np.isfinite(curve.flux).any() for curve in curves):
        raise _without_value(source, head.first_line, table, wanted, layout)
    findings += [*repeated, *_table_findings(table), *_time_findings(table, wanted, layout)]
    findings += [_at_line(finding, table) for finding in axis.findings]
    findings += _signal_findings(table, wanted, layout)
    return tuple(curve for curve in curves if np.isfinite(curve.flux).any()), tuple(findings)


def _as_stated(axis: TimeAxis, facts: CurveFacts, day: float | None, said: Statements) -> tuple[_Times, list[Finding]]:
    """Return times in UTC, and what the head says of instant and exposure."""
    seconds, mjd, date_frame0 = axis.seconds, None, facts.date_frame0
    exposure, findings = checked_exposure(facts.exposure if facts.exposure is not None else said.exposure, axis.cadence)
    if seconds is not None:
        utc = placed(seconds, day=day, date_frame0=date_frame0, zone=said.zone)
        seconds, mjd, date_frame0 = utc.seconds, utc.mjd, utc.date_frame0
        findings += utc.findings
    times = _Times(
        axis=axis,
        seconds=seconds,
        mjd=mjd,
        date_frame0=date_frame0,
        exposure=exposure,
        kind=said.time_kind or facts.time_kind,
    )
    return times, findings


def _without_value(
    source: str, first_line: int, table: Table, wanted: Sequence[tuple[int, Kind]], layout: Layout
) -> FormatError:
    """Return the error for a table without a single value, which quotes the cells found instead."""
    signals = {aperture.signal for aperture in layout.apertures}
    unreadable = [
        item[Trouble.UNREADABLE] for (column, _), item in zip(wanted, table.troubles, strict=True) if column in signals
    ]
    sample = next((tally.sample for tally in unreadable if tally.sample), "")
    message = f"No reading has a value{f'; the first one is written {sample!r}' if sample else ''}."
    hint = (
        "write plain numbers, without units or separators of thousands"
        if sample
        else "export the light curve again, with its values"
    )
    if table.long.count:
        hint = "are the decimals written with commas?"
    return FormatError(source, first_line, "signal", message, hint)


def _first_table(data: bytes, start: int, first_line: int) -> tuple[bytes, list[Finding]]:
    """Return the file up to a second table in it, which begins with the same title row, and a finding on it.

    Where the frame numbers go on after the repeated title row it is one table, which stays whole.
    """
    title = data[data.rfind(b"\n", 0, max(start - 1, 0)) + 1 : start]
    place = data.find(b"\n" + title, start - 1) if title.strip() else -1
    if place < 0:
        return data, []
    before = _FRAME.findall(data[max(start, place - _NEARBY) : place])
    after = _FRAME.search(data[place + len(title) + 1 : place + _NEARBY])
    if before and after and float(after[1]) > float(before[-1]):
        return data, []  # the repeated title row is skipped with the other lines that are no readings
    # The header lines of the second file, if any, begin as those of the first.
    header = data.find(b"\n" + data[: data.find(b"\n") + 1], start - 1, place + 1)
    end = place if header < 0 else header
    line = first_line + data.count(b"\n", start, end + 1)
    hint = "send every light curve in a file of its own"
    return data[: end + 1], [_structure("A second table begins here, which was not read.", line, hint)]


def _joined(frames: FloatArray, second: int, line: int) -> Finding:
    message = f"A second recording begins here, with frame {frames[second]:g} after frame {frames[second - 1]:g}, "
    return _structure(f"{message}which was not read.", line, "send every light curve in a file of its own")


def _structure(message: str, line: int | None, hint: str) -> Finding:
    return Finding.warning(FindingCode.STRUCTURE, message, hint, line=line)


def _at_line(finding: Finding, table: Table) -> Finding:
    """Return a finding on a reading, counted from 0, as one on its line of the file."""
    return finding if finding.line is None else replace(finding, line=int(table.lines[finding.line]))


def _wanted(layout: Layout) -> list[tuple[int, Kind]]:
    clock_kind = layout.clock_kind if len(layout.clock) == 1 else Kind.NUMBER
    wanted = {layout.frame: Kind.NUMBER} | dict.fromkeys(layout.clock, clock_kind)
    for aperture in layout.apertures:
        wanted.setdefault(aperture.signal, layout.signal_kind)
        for column in (aperture.background, aperture.defect):
            if column is not None:
                wanted.setdefault(column, Kind.NUMBER)
    return list(wanted.items())


def _clock(columns: dict[int, FloatArray], layout: Layout) -> tuple[FloatArray, float | None]:
    """Return the times of day [s], NaN where it is missing, and the day of the first, UTC [MJD], where it is given."""
    if len(layout.clock) == 1:
        return _clock_of_day(columns[layout.clock[0]], layout.clock_kind)
    hours, minutes, seconds = (columns[column] for column in layout.clock)
    is_time = (hours >= 0) & (hours < 24) & (minutes >= 0) & (minutes < 60) & (seconds >= 0) & (seconds < 61)
    return np.where(is_time, hours * 3600 + minutes * 60 + seconds, np.nan), None


def _with_clock_kind(layout: Layout, data: bytes, start: int, delimiter: bytes) -> Layout:
    """Return a layout for times that have their date beside them, if the first row has such a time."""
    if len(layout.clock) != 1 or layout.clock_kind is not Kind.CLOCK:
        return layout
    rows = (row for row in data[start : start + _NEARBY].split(b"\n") if row.strip() and not row.startswith(b"#"))
    items = next(rows, b"").split(delimiter)
    time = items[layout.clock[0]].strip(b' "\t\r') if len(items) > layout.clock[0] else b""
    if _DATED.fullmatch(time):
        return replace(layout, clock_kind=Kind.INSTANT)
    return replace(layout, clock_kind=Kind.JULIAN) if _JULIAN.fullmatch(time) else layout


def _clock_of_day(times: FloatArray, kind: Kind) -> tuple[FloatArray, float | None]:
    if kind is Kind.NUMBER:
        return np.where((times >= 0) & (times < 1), times * SECONDS_PER_DAY, np.nan), None
    if kind in {Kind.JULIAN, Kind.INSTANT}:
        known = times[np.isfinite(times)]
        day = float(np.median(known) // 1) if known.size else None
        return (times if day is None else elapsed_s(day, times)), day
    return times, None


def _curve(
    aperture: Aperture,
    columns: dict[int, FloatArray],
    times: _Times,
    layout: Layout,
    facts: CurveFacts,
) -> LightCurve:
    axis = times.axis
    flux = columns[aperture.signal]
    if aperture.background is not None:
        with np.errstate(over="ignore", invalid="ignore"):
            flux = flux - columns[aperture.background]
    flux = np.where(np.isfinite(flux), flux, np.nan)
    if layout.is_time_needed and times.seconds is not None:
        flux = np.where(axis.flags & ReadingFlag.TIME_MISSING, np.nan, flux)
    flags = axis.flags | np.where(np.isnan(flux), np.uint8(ReadingFlag.DROPPED), np.uint8(0))
    if aperture.defect is not None:
        flags |= np.where(columns[aperture.defect] > 0, np.uint8(ReadingFlag.DEFECT), np.uint8(0))
    is_target = aperture.role is Role.TARGET
    return LightCurve(
        role=aperture.role,
        aperture_name=aperture.name or None,
        star=facts.star if is_target else None,
        ra=facts.ra if is_target else None,
        dec=facts.dec if is_target else None,
        exposure=times.exposure,
        cadence=axis.cadence,
        software=facts.software,
        mjd=times.mjd,
        flux=flux,
        time_kind=times.kind,
        source_format=facts.source_format,
        seconds=times.seconds,
        date_frame0=times.date_frame0,
        frames=columns[layout.frame],
        flags=flags,
        has_leap_second=axis.has_leap_second,
        n_lost=axis.n_lost,
        is_derived=facts.is_derived,
        is_normalised=facts.is_normalised,
        camera_delay_applied=facts.camera_delay_applied,
        clues=facts.clues,
        settings=facts.settings,
    )


def _table_findings(table: Table) -> list[Finding]:
    findings = []
    if table.skipped.count:
        findings.append(_line_finding(table.skipped, "without a reading was", "without a reading were", "skipped"))
    if table.short.count and not (table.is_cut and table.short.count == 1):
        findings.append(_line_finding(table.short, "is", "are", "shorter than the title row"))
    if table.long.count:
        words = "longer than the title row; which column the values belong to is not clear, and none was used"
        findings.append(_line_finding(table.long, "is", "are", words))
    findings += open_end(table)
    if table.may_have_thousands:
        message = "Every number with a point has three digits behind it; the points were read as decimal points."
        findings.append(_structure(message, None, "if they divide thousands, export the numbers without them"))
    if table.has_decimal_commas:
        findings.append(Finding.info(FindingCode.VALUE_DERIVED, "Commas in numbers were read as decimal points."))
    return findings


def open_end(table: Table) -> list[Finding]:
    """Return a remark on a table that breaks off, or whose last line has no line end, as programs write one."""
    if table.is_cut:
        message = "The file breaks off within its last line; the last value was not used."
        return [_structure(message, None, "send the file again")]
    if table.open_line is None:
        return []
    message = "The last line has no line end; if the file was cut off, its last number has lost digits."
    return [Finding.info(FindingCode.STRUCTURE, message, "was it sent whole?", line=table.open_line)]


def _line_finding(tally: Tally, one: str, many: str, rest: str) -> Finding:
    words = f"One line {one}" if tally.count == 1 else f"{tally.count} lines {many}"
    return Finding.warning(FindingCode.STRUCTURE, f"{words} {rest}.", line=tally.line)


def _time_findings(table: Table, wanted: Sequence[tuple[int, Kind]], layout: Layout) -> list[Finding]:
    findings = []
    for (column, _), troubles in zip(wanted, table.troubles, strict=True):
        name = {layout.frame: "frame number"}.get(column, "time" if column in layout.clock else "")
        unreadable = troubles[Trouble.UNREADABLE]
        if name and unreadable.count:
            findings.append(
                Finding.warning(
                    FindingCode.VALUE_UNREADABLE,
                    f"{_counted(unreadable.count, name)} cannot be read{_shown(unreadable)}.",
                    field=name,
                    line=unreadable.line,
                )
            )
    return findings


def _shown(tally: Tally) -> str:
    return f" (the first is {tally.sample!r})" if tally.sample else ""


def _counted(count: int, noun: str) -> str:
    return f"One {noun}" if count == 1 else f"{count} {noun}s"


_DROPPED = {
    Trouble.BLANK: (FindingCode.READINGS_DROPPED, Severity.INFO, "blank"),
    Trouble.MINUS_ZERO: (FindingCode.READINGS_DROPPED, Severity.INFO, "minus zero, which marks a dropped frame"),
    Trouble.UNREADABLE: (FindingCode.READINGS_DROPPED, Severity.WARNING, "no number"),
    Trouble.NOT_FINITE: (FindingCode.READINGS_DROPPED, Severity.WARNING, "not finite"),
}


def _signal_findings(table: Table, wanted: Sequence[tuple[int, Kind]], layout: Layout) -> list[Finding]:
    troubles = {column: item for (column, _), item in zip(wanted, table.troubles, strict=True)}
    findings = []
    for aperture in layout.apertures:
        for trouble, (code, severity, words) in _DROPPED.items():
            tally = troubles[aperture.signal][trouble]
            is_unused = trouble is Trouble.BLANK and tally.count == table.n_rows
            if tally.count and not is_unused:
                findings.append(
                    Finding(
                        code=code,
                        severity=severity,
                        message=f"{tally.count} of {table.n_rows} values of {aperture.name or 'the signal'} "
                        f"are {words}{_shown(tally)}: kept as dropped readings.",
                        field=aperture.name,
                        line=tally.line,
                    )
                )
    return findings
