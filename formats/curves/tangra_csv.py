"""Light curves as Tangra exports them: settings, a table of objects, then signal and background of each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formats.curves.aperture_curves import Aperture, Layout, items_of_title, read_curves
from formats.curves.curve_facts import CurveFacts
from formats.curves.curve_head import Head, said_of, split_head, text_bytes
from formats.curves.tangra_head import TangraHead, read_head
from formats.files.delimited import Kind
from formats.files.file_clues import clues_of_path
from formats.files.remarks import quote
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.lightcurve import Role, TimeKind
from schemas.reading import Reading

FORMAT = "tangra_csv"
_TITLE = re.compile(rb"\"?(FrameNo|BinNo)\b", re.IGNORECASE)
_BARE_ROW = re.compile(rb"\s*\d{1,9}\s*,\s*\[?\d{1,2}:\d{1,2}:\d{1,2}[.,]?\d*\]?\s*,[-\d., ]*\r?$")
_COLUMN = re.compile(
    r"(SignalMinusBackground|NetSignal|Signal|Background|Binned Measure?ment|(?:Binned )?Magnitude)"
    r"\s*+\(?\s*+(\d{1,3})\s*+\)?",
    re.IGNORECASE,
)
#: Columns of a value that has no background to subtract; Tangra writes "Measurment".
_NET = ("signalminusbackground", "netsignal", "binned measurment", "binned measurement")
#: What is in a bin where it is not the net signal (second line of a binned export).
_BINNED = re.compile(r"Binned Measure?ment\s*=\s*(\w+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Columns:
    """Indices of the columns of one object."""

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

    The occulted star is found by its type. Times are times of day, fractions of a day (``Days UT``) or Julian
    Dates (``JD``). Magnitudes are refused: Tangra cuts them off at a flux of 1. A row without a time or without the
    occulted star's signal is a dropped reading; an object whose own signal is missing is dropped in that row alone.

    Raises
    ------
    FormatError
        If there is no title row and no bare rows, no signal column, or no reading.
    """
    data = text_bytes(data, source)
    head, remarks = _head(data, source)
    columns, _ = items_of_title(head.title)
    if any("magnitude" in name.lower() for name in columns):
        message = "The file holds magnitudes, which end where the star is gone."
        hint = "export the light curve from Tangra as relative flux"
        raise FormatError(source, head.first_line - 1, "Magnitude", message, hint)
    objects = _objects(columns)
    if not objects:
        hint = "export the light curve from Tangra with its signals"
        raise FormatError(
            source, head.first_line - 1, "Signal", f"The title row names no signal, only {quote(head.title)}.", hint
        )
    said = read_head(head.lines)
    apertures, remark = _apertures(objects, said.types)
    clock = next((index for index, name in enumerate(columns) if name.lower().startswith("time")), len(columns))
    curves, findings = read_curves(
        data,
        source,
        head,
        layout=Layout(
            apertures=apertures,
            clock=(clock,),
            clock_kind=_clock_kind(columns[clock]) if clock < len(columns) else Kind.CLOCK,
            signal_kind=Kind.NUMBER,
            is_time_needed=True,
        ),
        facts=tangra_facts(head.lines, said, source, FORMAT),
        said=said_of(head, columns[clock] if clock < len(columns) else ""),
    )
    return Reading(
        format=FORMAT,
        entries=(),
        findings=(*head.findings, *remarks, *remark, *_commas(said), *_binning(head.lines), *findings),
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
                Finding.warning(
                    FindingCode.VALUE_DERIVED,
                    f"The bins hold {match[1]}, not the signal without its background.",
                    "export the light curve again, unbinned or as signal minus background",
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
    remark = Finding.warning(
        FindingCode.VALUE_DERIVED,
        f"The export has no title row: its columns were read as {words}.",
        "export the light curve with its header",
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


def _apertures(objects: list[_Columns], types: Mapping[int, str]) -> tuple[tuple[Aperture, ...], tuple[Finding, ...]]:
    """Return an aperture an object; the occulted star is the one of that type, or the only object there is."""
    occulted = [item.number for item in objects if types.get(item.number) == "OccultedStar"]
    if len(objects) == 1 and not types:
        occulted = [objects[0].number]
    is_sure = len(occulted) == 1
    apertures = tuple(
        Aperture(
            name=f"{types.get(item.number, 'Object')} {item.number}",
            role=_role(item.number, types, occulted),
            signal=item.signal,
            background=item.background,
        )
        for item in objects
    )
    return apertures, () if is_sure else (_no_target(occulted),)


def _role(number: int, types: Mapping[int, str], occulted: Sequence[int]) -> Role:
    if number in occulted or (number not in types and len(occulted) != 1):
        return Role.TARGET if len(occulted) == 1 else Role.UNKNOWN
    return Role.COMPARISON


def _no_target(occulted: Sequence[int]) -> Finding:
    words = "does not say which object is the occulted star"
    if occulted:
        words = f"calls {len(occulted)} objects the occulted star ({', '.join(map(str, occulted))})"
    return Finding.warning(
        FindingCode.TARGET_UNCLEAR,
        f"The file {words}: no object was taken for it, and no ratio is computed.",
        "mark one object as the occulted star in Tangra, and export the light curve with its header",
        field="Type",
    )


def _commas(said: TangraHead) -> tuple[Finding, ...]:
    if not said.has_decimal_commas:
        return ()
    message = "Commas in numbers of the head were read as decimal points."
    return (Finding.info(FindingCode.VALUE_DERIVED, message),)


def tangra_facts(
    all_lines: Sequence[str],
    said: TangraHead,
    source: str,
    name: str,
    *,
    software: str | None = None,
    is_normalised: bool = False,
) -> CurveFacts:
    """Return what Tangra's header says of all curves.

    Tangra's times are those of the middle of a frame (GoPyOTE 1.2.65, commit c73204d).

    Parameters
    ----------
    all_lines
        The lines before the title row, from the one that names Tangra on.
    said
        Their statements on settings and objects.
    source, name
        The file's name, and that of its format.
    software, is_normalised
        The program that wrote the file from Tangra's, None for Tangra itself, and whether it divided by a comparison.
    """
    lines = [line for line in all_lines if line.strip()]
    has_head = bool(lines) and "Tangra" in lines[0]
    path = lines[2] if has_head and len(lines) > 2 and "," not in lines[2] else ""
    kept = list(said.settings.items())
    if has_head and len(lines) > 3 and lines[3].strip() and not re.search(r"[\\/]", lines[3]):
        kept.append(("Video", lines[3].strip()[:200]))
    tangra = lines[0].strip()[:50] if has_head else "Tangra"
    return CurveFacts(
        software=software or tangra,
        source_format=name,
        is_normalised=is_normalised,
        camera_delay_applied=said.camera_delay_applied,
        time_kind=TimeKind.MID,
        clues=clues_of_path(path, source, camera=said.settings.get("Camera") or None),
        settings=tuple(kept),
    )
