"""From a table of apertures to light curves: which aperture is the target, what is dropped, what is flagged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.formats.delimited import Kind, Table, Tally, Trouble, guess_delimiter, read_table
from ingest.formats.time_axis import TimeAxis, build_axis
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.lightcurve import LightCurve, ReadingFlag, Role

FloatArray = NDArray[np.float64]

_MAX_APERTURES = 64
_TARGET = re.compile(r"target|occulted|^tgt|^primarydata$|^lc1$", re.IGNORECASE)
_OTHER = re.compile(r"no.?star|sky|back.?ground|bkgd?$|zero|model|no.?noise", re.IGNORECASE)
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
    signal_kind: Kind = Kind.SIGNAL
    #: True where the program leaves the time empty for a frame that it could not read.
    is_time_needed: bool = False


def items_of_title(title: str) -> tuple[list[str], bytes]:
    """Return the column names of a title row and the delimiter between them."""
    delimiter = guess_delimiter(title.encode())
    return [name.strip().strip('"').strip() for name in title.split(delimiter.decode())], delimiter


def name_roles(names: Sequence[str]) -> tuple[list[Role], Finding | None]:
    """Tell target, comparison stars and starless apertures by their names.

    Without a name that says target, the first name that says nothing else is taken for it, and a finding
    says so.
    """
    roles: list[Role | None] = [_role(name) for name in names]
    remark = None
    if Role.TARGET not in roles and roles:
        chosen = roles.index(None) if None in roles else 0
        roles[chosen] = Role.TARGET
        if len(names) > 1:
            remark = Finding(
                code=FindingCode.TARGET_ASSUMED,
                severity=Severity.WARNING,
                message=f"No aperture is named target: {names[chosen]!r} was taken for it.",
                hint="name the apertures target, tracker, reference ... when measuring",
                field="aperture",
            )
    return [role if role is not None else Role.COMPARISON for role in roles], remark


def _role(name: str) -> Role | None:
    if _OTHER.search(name):
        return Role.OTHER
    if _TARGET.search(name):
        return Role.TARGET
    return Role.COMPARISON if _COMPARISON.search(name) else None


def read_curves(
    data: bytes,
    source: str,
    *,
    start: int,
    first_line: int,
    n_columns: int,
    delimiter: bytes,
    layout: Layout,
    common: LightCurve,
) -> tuple[tuple[LightCurve, ...], tuple[Finding, ...]]:
    """Read the rows of a table into one light curve an aperture.

    Parameters
    ----------
    data, source
        The file and its name.
    start, first_line
        Offset and line of the first row.
    n_columns
        Number of columns of the title row.
    delimiter
        One byte.
    layout
        Which column is what.
    common
        A curve without readings that holds what all apertures share; star and place are left to the target.

    Raises
    ------
    FormatError
        If there is no reading with a value.
    """
    if len(layout.apertures) > _MAX_APERTURES:
        raise FormatError(source, first_line - 1, "aperture", f"More than {_MAX_APERTURES} apertures.")
    wanted = _wanted(layout)
    table = read_table(
        data,
        source,
        start=start,
        first_line=first_line,
        delimiter=delimiter,
        wanted=wanted,
        n_expected=n_columns,
    )
    columns = dict(zip([column for column, _ in wanted], table.columns, strict=True))
    if table.n_rows == 0:
        raise FormatError(source, first_line, "", "The table has no readings.", "Export the light curve again.")
    axis = build_axis(_clock(columns, layout.clock), columns[layout.frame], first_line=first_line)
    curves = [_curve(aperture, columns, axis, layout, common) for aperture in layout.apertures]
    if not any(np.isfinite(curve.flux).any() for curve in curves):
        raise FormatError(source, first_line, "signal", "No reading has a value.", "Export the light curve again.")
    findings = [*_table_findings(table), *_time_findings(table, wanted, layout), *axis.findings]
    findings += _signal_findings(table, wanted, layout)
    return tuple(curve for curve in curves if np.isfinite(curve.flux).any()), tuple(findings)


def _wanted(layout: Layout) -> list[tuple[int, Kind]]:
    clock_kind = Kind.CLOCK if len(layout.clock) == 1 else Kind.NUMBER
    wanted = {layout.frame: Kind.NUMBER} | dict.fromkeys(layout.clock, clock_kind)
    for aperture in layout.apertures:
        wanted.setdefault(aperture.signal, layout.signal_kind)
        for column in (aperture.background, aperture.defect):
            if column is not None:
                wanted.setdefault(column, Kind.NUMBER)
    return list(wanted.items())


def _clock(columns: dict[int, FloatArray], clock: tuple[int, ...]) -> FloatArray:
    if len(clock) == 1:
        return columns[clock[0]]
    hours, minutes, seconds = (columns[column] for column in clock)
    is_time = (hours >= 0) & (hours < 24) & (minutes >= 0) & (minutes < 60) & (seconds >= 0) & (seconds < 61)
    return np.where(is_time, hours * 3600 + minutes * 60 + seconds, np.nan)


def _curve(
    aperture: Aperture, columns: dict[int, FloatArray], axis: TimeAxis, layout: Layout, common: LightCurve
) -> LightCurve:
    flux = columns[aperture.signal]
    if aperture.background is not None:
        with np.errstate(over="ignore", invalid="ignore"):
            flux = flux - columns[aperture.background]
    flux = np.where(np.isfinite(flux), flux, np.nan)
    if layout.is_time_needed and axis.seconds is not None:
        flux = np.where(axis.flags & ReadingFlag.TIME_MISSING, np.nan, flux)
    flags = axis.flags | np.where(np.isnan(flux), np.uint8(ReadingFlag.DROPPED), np.uint8(0))
    if aperture.defect is not None:
        flags |= np.where(columns[aperture.defect] > 0, np.uint8(ReadingFlag.DEFECT), np.uint8(0))
    is_target = aperture.role is Role.TARGET
    return replace(
        common,
        role=aperture.role,
        aperture_name=aperture.name or None,
        star=common.star if is_target else None,
        ra=common.ra if is_target else None,
        dec=common.dec if is_target else None,
        flux=flux,
        seconds=axis.seconds,
        frames=columns[layout.frame],
        flags=flags,
        cadence=axis.cadence,
    )


def _table_findings(table: Table) -> list[Finding]:
    findings = []
    if table.skipped.count:
        findings.append(_line_finding(table.skipped, "without a reading was", "without a reading were", "passed over"))
    if table.short.count and not (table.is_cut and table.short.count == 1):
        findings.append(_line_finding(table.short, "is", "are", "shorter than the title row"))
    if table.is_cut:
        findings.append(
            Finding(
                code=FindingCode.STRUCTURE,
                severity=Severity.WARNING,
                message="The file breaks off within its last line; the last value was not used.",
                hint="send the file again",
            )
        )
    return findings


def _line_finding(tally: Tally, one: str, many: str, rest: str) -> Finding:
    words = f"One line {one}" if tally.count == 1 else f"{tally.count} lines {many}"
    return Finding(code=FindingCode.STRUCTURE, severity=Severity.WARNING, message=f"{words} {rest}.", line=tally.line)


def _time_findings(table: Table, wanted: Sequence[tuple[int, Kind]], layout: Layout) -> list[Finding]:
    findings = []
    for (column, _), troubles in zip(wanted, table.troubles, strict=True):
        name = {layout.frame: "frame number"}.get(column, "time" if column in layout.clock else "")
        unreadable = troubles[Trouble.UNREADABLE]
        if name and unreadable.count:
            findings.append(
                Finding(
                    code=FindingCode.VALUE_UNREADABLE,
                    severity=Severity.WARNING,
                    message=f"{unreadable.count} {name}(s) cannot be read.",
                    field=name,
                    line=unreadable.line,
                )
            )
    return findings


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
                        f"are {words}: kept as dropped readings.",
                        field=aperture.name,
                        line=tally.line,
                    )
                )
    return findings
