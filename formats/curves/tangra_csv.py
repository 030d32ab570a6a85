"""Light curves as Tangra exports them: settings, a table of objects, then signal and background of each."""

import csv
import re
from dataclasses import dataclass, replace

import numpy as np

from formats.curves.aperture_curves import Aperture, Layout, items_of_title, read_curves
from formats.curves.curve_head import Head, split_head, text_bytes
from formats.files.delimited import Kind, guess_delimiter
from formats.files.file_clues import clues_of_path
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.lightcurve import LightCurve, Role
from schemas.reading import Reading

FORMAT = "tangra_csv"
_TITLE = re.compile(rb"\"?(FrameNo|BinNo)\b", re.IGNORECASE)
_BARE_ROW = re.compile(rb"\s*\d{1,9}\s*,\s*\[?\d{1,2}:\d{1,2}:\d{1,2}[.,]?\d*\]?\s*,[-\d., ]*\r?$")
_COLUMN = re.compile(
    r"(SignalMinusBackground|NetSignal|Signal|Background|Binned Measure?ment|(?:Binned )?Magnitude)"
    r"\s*\(?\s*(\d{1,3})\s*\)?",
    re.IGNORECASE,
)
#: Columns of a value that has no background to subtract; Tangra writes "Measurment".
_NET = ("signalminusbackground", "netsignal", "binned measurment", "binned measurement")
#: What is in a bin where it is not the net signal (second line of a binned export).
_BINNED = re.compile(r"Binned Measure?ment\s*=\s*(\w+)")
#: Tangra's words on the corrections for the camera's delay, and whether they mean that the times are right.
_DELAYS = {"applied": Answer.YES, "not required": Answer.YES, "not applied": Answer.NO}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Columns:
    """Where the columns of one object stand."""

    number: int
    signal: int
    background: int | None


def identify(head: bytes) -> bool:
    """Return True for an export with Tangra's header, with its title row alone, or of bare rows."""
    lines = head.lstrip(b"\xef\xbb\xbf \t\r\n").replace(b"\r", b"\n").split(b"\n")
    if b"Tangra v" in lines[0][:100]:
        return True
    if _TITLE.match(lines[0]) is not None:
        return any(word in lines[0].lower() for word in (b"signal", b"binned", b"magnitude"))
    return len(lines) > 1 and _BARE_ROW.match(lines[0]) is not None


def read(data: bytes, source: str) -> Reading:
    """Read a Tangra CSV file: one light curve an object; signal minus background where both are given.

    The occulted star is found by its type. Times stand as times of day, fractions of a day (``Days UT``) or Julian
    Dates (``JD``). Magnitudes are refused: Tangra cuts them off at a flux of 1. A row without a time or without the
    occulted star's signal is a dropped reading; an object whose own signal is missing is dropped in that row alone.

    Raises
    ------
    FormatError
        If there is no title row and no bare rows, no signal column, or no reading.
    """
    data = text_bytes(data, source)
    head, remarks = _head(data, source)
    columns, delimiter = items_of_title(head.title)
    if any("magnitude" in name.lower() for name in columns):
        message = "The file holds magnitudes, which end where the star is gone."
        hint = "export the light curve from Tangra as relative flux"
        raise FormatError(source, head.first_line - 1, "Magnitude", message, hint)
    objects = _objects(columns)
    if not objects:
        hint = "export the light curve from Tangra with its signals"
        raise FormatError(source, head.first_line - 1, "Signal", "The title row names no signal.", hint)
    types = _types(head.lines)
    apertures, remark = _apertures(objects, types)
    clock = next((index for index, name in enumerate(columns) if name.lower().startswith("time")), len(columns))
    curves, findings = read_curves(
        data,
        source,
        start=head.start,
        first_line=head.first_line,
        n_columns=len(columns),
        delimiter=delimiter,
        layout=Layout(
            apertures=apertures,
            clock=(clock,),
            clock_kind=_clock_kind(columns[clock]) if clock < len(columns) else Kind.CLOCK,
            signal_kind=Kind.NUMBER,
            is_time_needed=True,
        ),
        common=_common(head.lines, source),
    )
    return Reading(
        format=FORMAT,
        entries=(),
        findings=(*head.findings, *remarks, *remark, *_binning(head.lines), *findings),
        lightcurves=curves,
    )


def _clock_kind(title: str) -> Kind:
    """Return how the times are written, by the title of their column: ``Time (UT)``, ``(Days UT)`` or ``(JD)``."""
    words = title.lower()
    if "jd" in words or "julian" in words:
        return Kind.JULIAN
    return Kind.NUMBER if "day" in words else Kind.CLOCK


def _binning(lines: tuple[str, ...]) -> list[Finding]:
    """Warn of bins that hold something else than the star's net signal."""
    for number, line in enumerate(lines[:20], 1):
        match = _BINNED.search(line[:500])
        if match is not None and match[1].lower() not in {"signalminusbackground", "relativeflux"}:
            return [
                Finding(
                    code=FindingCode.VALUE_DERIVED,
                    severity=Severity.WARNING,
                    message=f"The bins hold {match[1]}, not the signal without its background.",
                    hint="export the light curve again, unbinned or as signal minus background",
                    field="Binned Measurement",
                    line=number,
                )
            ]
    return []


def _head(data: bytes, source: str) -> tuple[Head, list[Finding]]:
    first = data[:65536].lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if _BARE_ROW.match(first) is None:
        head = split_head(data, source, lambda row: _TITLE.match(row) is not None, "FrameNo or BinNo")
        return head, []
    n_values = len(first.split(b",")) - 2
    is_paired = n_values % 2 == 0
    names = ("Signal ({0}),Background ({0})" if is_paired else "SignalMinusBackground ({0})",)
    title = ",".join(["FrameNo,Time (UT)", *(names[0].format(i + 1) for i in range(n_values // (1 + is_paired)))])
    words = "pairs of signal and background" if is_paired else "signals without a background"
    start = data.index(first)
    remark = Finding(
        code=FindingCode.VALUE_DERIVED,
        severity=Severity.WARNING,
        message=f"The export has no title row: its columns were read as {words}.",
        hint="export the light curve with its header",
    )
    return Head(lines=(), title=title, start=start, first_line=data[:start].count(b"\n") + 1), [remark]


def _objects(columns: list[str]) -> list[_Columns]:
    found: dict[int, dict[str, int]] = {}
    for index, name in enumerate(columns):
        match = _COLUMN.fullmatch(name)
        if match is not None:
            found.setdefault(int(match[2]), {}).setdefault(match[1].lower(), index)
    objects = []
    for number, where in found.items():
        net = next((where[name] for name in _NET if name in where), None)
        if net is not None:
            objects.append(_Columns(number=number, signal=net, background=None))
        elif "signal" in where:
            objects.append(_Columns(number=number, signal=where["signal"], background=where.get("background")))
    return objects


def _apertures(objects: list[_Columns], types: dict[int, str]) -> tuple[tuple[Aperture, ...], tuple[Finding, ...]]:
    target = next((item.number for item in objects if types.get(item.number) == "OccultedStar"), None)
    remark: tuple[Finding, ...] = ()
    if target is None:
        target = objects[0].number
        if len(objects) > 1:
            remark = (_no_target(target),)
    return tuple(
        Aperture(
            name=f"{types.get(item.number, 'Object')} {item.number}",
            role=Role.TARGET if item.number == target else Role.COMPARISON,
            signal=item.signal,
            background=item.background,
        )
        for item in objects
    ), remark


def _no_target(number: int) -> Finding:
    return Finding(
        code=FindingCode.VALUE_DERIVED,
        severity=Severity.WARNING,
        message=f"The file does not say which object is the occulted star: object {number} was taken for it.",
        hint="export the light curve with its header",
        field="Type",
    )


def _rows_after(lines: tuple[str, ...], word: str) -> list[list[str]]:
    """Return the title row that begins with a word and the rows below it that have as many items, but for one."""
    for index, line in enumerate(lines):
        if line.strip().strip('"').lower().startswith(word.lower()):
            delimiter = guess_delimiter(line.encode()).decode()
            title = _items(line, delimiter)
            rows = [_items(row, delimiter) for row in lines[index + 1 : index + 200] if row.strip(" ,;\t")]
            ends = (number for number, row in enumerate(rows) if not -3 <= len(row) - len(title) <= 1)
            return [title, *rows[: next(ends, len(rows))]]
    return []


def _items(row: str, delimiter: str) -> list[str]:
    try:
        row = row[:10_000]
        return [item.strip() for item in next(csv.reader([row], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:
        return []


def _types(lines: tuple[str, ...]) -> dict[int, str]:
    rows = _rows_after(lines, "Object")
    return {int(row[0]): row[1] for row in rows[1:] if len(row) > 1 and re.fullmatch(r"\d{1,3}", row[0]) and row[1]}


def _common(all_lines: tuple[str, ...], source: str) -> LightCurve:
    lines = tuple(line for line in all_lines if line.strip())
    rows = _rows_after(lines, "Reversed Gamma")
    settings = dict(zip(rows[0], rows[1], strict=False)) if len(rows) > 1 else {}
    has_head = bool(lines) and "Tangra" in lines[0]
    path = lines[2] if has_head and len(lines) > 2 and "," not in lines[2] else ""
    kept = [(name, value) for name, value in settings.items() if name and value]
    if has_head and len(lines) > 3 and lines[3].strip() and not re.search(r"[\\/]", lines[3]):
        kept.append(("Video", lines[3].strip()[:200]))
    clues = clues_of_path(path, source)
    return LightCurve(
        role=Role.TARGET,
        software=lines[0].strip()[:50] if has_head else "Tangra",
        flux=np.empty(0),
        source_format=FORMAT,
        camera_delay_applied=_DELAYS.get(settings.get("Instrumental Delay Corrections", "").lower(), Answer.UNKNOWN),
        clues=replace(clues, camera=settings.get("Camera") or None),
        settings=tuple(kept),
    )
