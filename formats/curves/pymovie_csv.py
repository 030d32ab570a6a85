"""Light curves as PyMovie writes them: ``#`` header lines, then one group of columns an aperture."""

import re

from formats.curves.aperture_curves import Aperture, Layout, items_of_title, name_roles, read_curves
from formats.curves.curve_facts import CurveFacts
from formats.curves.curve_head import (
    Head,
    header_clues,
    header_day,
    header_exposure,
    header_items,
    header_settings,
    open_table,
    said_of,
)
from formats.files.delimited import Kind
from formats.files.remarks import quote
from schemas.errors import FormatError
from schemas.finding import Finding
from schemas.lightcurve import LightCurve, TimeKind
from schemas.reading import Reading

FORMAT = "pymovie_csv"
#: How the title row begins, for messages.
TITLE = "FrameNum,timeInfo"
_TITLE = re.compile(rb"\"?Frame(?:Num|No)\"? *+[,;\t]\s*+\"?timeInfo", re.IGNORECASE)
_VERSION = re.compile(r"#\s*(PyMovie)\s+(?:Version\s+)?([\d.]+\w*)")


def is_title(row: bytes) -> bool:
    """Return True for the title row of PyMovie's and PyOTE's tables."""
    return _TITLE.match(row) is not None


def title_of(head: bytes) -> bytes:
    """Return the title row among the first bytes of a file; empty without one."""
    flat = head.replace(b"\0", b"").replace(b"\r", b"\n")
    return next((row for row in flat.split(b"\n") if is_title(row.lstrip(b'\xef\xbb\xbf\xff\xfe \t"'))), b"")


def identify(head: bytes) -> bool:
    """Return True for PyMovie's own tables: columns of signals and of aperture sums."""
    title = title_of(head).lower()
    return b"signal-" in title and b"appsum-" in title and b"PYOTE" not in head[:200]


def read(data: bytes, source: str) -> Reading:
    """Read a PyMovie CSV file: one light curve an aperture.

    The first line need not begin with ``#``. ``-0.0`` and blank signals are dropped readings: NaN. Times have
    no date and are those of the beginning of a frame (GoPyOTE 1.2.65, commit c73204d). The path of the recording is
    reduced to its file name, which serves as a clue and is not published.

    Raises
    ------
    FormatError
        If there is no title row, no signal in it, or no reading.
    """
    data, head = open_table(data, source, is_title, TITLE)
    items = header_items(head.lines)
    version = next((match for line in head.lines[:3] if (match := _VERSION.search(line[:500]))), None)
    software = f"{version[1]} {version[2]}" if version else "PyMovie"
    facts = header_facts(items, source, FORMAT, software, time_kind=TimeKind.START)
    curves, findings = read_signals(data, source, head, facts)
    return Reading(format=FORMAT, entries=(), findings=findings, lightcurves=curves)


def header_facts(
    items: dict[str, str],
    source: str,
    name: str,
    software: str,
    *,
    time_kind: TimeKind,
    is_derived: bool = False,
    is_normalised: bool = False,
) -> CurveFacts:
    """Return what header lines say of all curves."""
    clues = header_clues(items, source)
    return CurveFacts(
        star=clues.star,
        ra=clues.ra,
        dec=clues.dec,
        exposure=header_exposure(items),
        software=software,
        source_format=name,
        time_kind=time_kind,
        date_frame0=header_day(items),
        is_derived=is_derived,
        is_normalised=is_normalised,
        clues=clues,
        settings=header_settings(items),
    )


def read_signals(
    data: bytes, source: str, head: Head, facts: CurveFacts
) -> tuple[tuple[LightCurve, ...], tuple[Finding, ...]]:
    """Read the ``signal-<aperture>`` columns of a table: its curves, and the findings on head and table.

    Raises
    ------
    FormatError
        If there is no such column or no reading.
    """
    columns, _ = items_of_title(head.title)
    lowered = [column.lower() for column in columns]
    signals = [index for index, column in enumerate(lowered) if column.startswith("signal-")]
    if not signals:
        raise FormatError(
            source,
            head.first_line - 1,
            "",
            f"The title row names no signal column, only {quote(head.title)}.",
            "measure at least one aperture and write the light curve again",
        )
    names = [columns[index][len("signal-") :].strip() for index in signals]
    roles, remark = name_roles(names)
    # Of columns of one name the first counts.
    defects = {column.replace("_", "-"): index for index, column in reversed(list(enumerate(lowered)))}
    apertures = tuple(
        Aperture(
            name=name, role=role, signal=signal, defect=defects.get(f"hit-defect-{name.lower()}".replace("_", "-"))
        )
        for name, role, signal in zip(names, roles, signals, strict=True)
    )
    curves, findings = read_curves(
        data,
        source,
        head,
        layout=Layout(apertures=apertures, signal_kind=Kind.NUMBER if facts.is_derived else Kind.SIGNAL),
        facts=facts,
        said=said_of(head, columns[1]),
    )
    remarks: tuple[Finding, ...] = (remark,) if remark is not None else ()
    return curves, head.findings + remarks + findings
