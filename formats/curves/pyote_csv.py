"""Light curves as PyOTE, GoPyOTE and R-OTE export them, and the synthetic ones of their modelling tools.

The header lines of the file that was analysed are copied as they are; everything before the title row is
header, with or without ``#``.
"""

import re

from formats.curves.aperture_curves import Aperture, Layout, items_of_title, name_roles, read_curves
from formats.curves.curve_facts import CurveFacts
from formats.curves.curve_head import header_items, open_table, said_of
from formats.curves.limovie_csv import limovie_facts
from formats.curves.pymovie_csv import TITLE, header_facts, is_title, read_signals, title_of
from formats.curves.tangra_csv import tangra_facts
from formats.curves.tangra_head import read_head
from formats.files.remarks import quote
from formats.words.clock_times import parse_clock
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.lightcurve import Clues, TimeKind
from schemas.reading import Reading
from schemas.timing_result import Edge, TimingKind, TimingResult

FORMAT = "pyote_csv"
_SOFTWARE = re.compile(r"(PYOTE|R-OTE|GoPyOTE)\s*+([\d.]++\w*+)?", re.IGNORECASE)
_MODEL = re.compile(r"lightcurve model:|Edge intersecting Disk model|PyMovie format", re.IGNORECASE)
_EDGE = re.compile(r"#\s*([DR])\s*@\s*(None|\[?[\d:. ]+\]?)", re.IGNORECASE)
_TRANSITION = re.compile(r"\b(Dbegin|Dend|Rbegin|Rend):\s*(-?\d+(?:\.\d*)?)")
_PARAMETERS = {name.lower(): name for name in ("magDrop", "frame_time", "event category", "lightcurve model")}
_PARAMETER = re.compile(rf"#\s*({'|'.join(_PARAMETERS)})\s*:\s*(\S.*)", re.IGNORECASE)


def identify(head: bytes) -> bool:
    """Return True for a table with ``primaryData``, or with signals only (PyMovie's own has aperture sums)."""
    title = title_of(head).lower()
    if b"primarydata" in title:
        return True
    return b"signal-" in title and (b"appsum-" not in title or b"PYOTE" in head[:200])


def read(data: bytes, source: str) -> Reading:
    """Read a PyOTE, GoPyOTE or R-OTE export; the truth of a synthetic curve goes to the timing results.

    Raises
    ------
    FormatError
        If there is no title row, no light curve in it, or no reading.
    """
    data, head = open_table(data, source, is_title, TITLE)
    facts = _facts(head.lines, header_items(head.lines), source)
    columns, _ = items_of_title(head.title)
    if any(column.lower().startswith("signal-") for column in columns):
        curves, findings = read_signals(data, source, head, facts)
    else:
        apertures, remarks = _apertures(columns)
        if not apertures:
            raise FormatError(
                source,
                head.first_line - 1,
                "",
                f"The title row names no light curve, only {quote(head.title)}.",
                "export the light curve again",
            )
        curves, of_table = read_curves(
            data,
            source,
            head,
            layout=Layout(apertures=apertures),
            facts=facts,
            said=said_of(head, columns[1]),
        )
        findings = head.findings + remarks + of_table
    return Reading(
        format=FORMAT,
        entries=(),
        findings=(_synthetic(), *findings) if facts.is_derived else findings,
        lightcurves=curves,
        timing_results=(_truth(head.lines, facts.software, facts.clues),) if facts.is_derived else (),
    )


def _facts(lines: tuple[str, ...], items: dict[str, str], source: str) -> CurveFacts:
    first = next((match for line in lines[:3] if (match := _SOFTWARE.search(line[:300]))), None)
    software = " ".join(word for word in (first[1], first[2]) if word) if first else "GoPyOTE"
    is_model = any(_MODEL.search(line[:500]) for line in lines)
    if any("Limovie" in line[:200] for line in [line for line in lines if line.strip()][:3]):
        return limovie_facts(lines, source, FORMAT, software)
    is_normalised = "_NORMALIZED" in source.upper()
    tangra = next((number for number, line in enumerate(lines[:4]) if "Tangra v" in line[:40]), None)
    if tangra is not None and not is_model:
        said = read_head(lines[tangra:])
        return tangra_facts(lines[tangra:], said, source, FORMAT, software=software, is_normalised=is_normalised)
    is_pymovie = not is_model and any("PyMovie Version" in line[:100] for line in lines[:4])
    return header_facts(
        items,
        source,
        FORMAT,
        software if first or not is_model else "lightcurve modeller",
        time_kind=TimeKind.START if is_pymovie else TimeKind.UNKNOWN,
        is_derived=is_model,
        is_normalised=is_normalised,
    )


def _apertures(columns: list[str]) -> tuple[tuple[Aperture, ...], tuple[Finding, ...]]:
    names = [name for name in columns[2:] if name]
    roles, remark = name_roles(names)
    apertures = tuple(
        Aperture(name=name, role=role, signal=columns.index(name, 2)) for name, role in zip(names, roles, strict=True)
    )
    return apertures, (remark,) if remark is not None else ()


def _truth(lines: tuple[str, ...], software: str, clues: Clues) -> TimingResult:
    edges: dict[str, Edge | None] = {}
    values: dict[str, str] = {}
    limits: dict[str, float] = {}
    for line in lines:
        text = line[:1000].lstrip()
        if match := _EDGE.match(text):
            seconds = parse_clock(match[2])
            edges[match[1].upper()] = None if seconds is None else Edge(seconds=seconds)
        elif match := _PARAMETER.match(text):
            values[_PARAMETERS[match[1].lower()]] = match[2].strip()
        limits |= {name: float(value) for name, value in _TRANSITION.findall(text)}
    return TimingResult(
        kind=TimingKind.SYNTHETIC_TRUTH,
        is_miss="miss" in values.get("event category", ""),
        d=edges.get("D") or _transition(limits, "D"),
        r=edges.get("R") or _transition(limits, "R"),
        mag_drop=_first_number(values.get("magDrop")),
        cadence=_first_number(values.get("frame_time")),
        software=software,
        source_format=FORMAT,
        clues=clues,
        settings=tuple((name, values[name]) for name in ("lightcurve model", "event category") if name in values),
    )


def _transition(limits: dict[str, float], edge: str) -> Edge | None:
    """Return an edge of R-OTE's model, given as the frames in which the star begins and ends to change."""
    begin, end = limits.get(f"{edge}begin"), limits.get(f"{edge}end")
    if begin is None or end is None:
        return None
    return Edge(frame=(begin + end) / 2, transition_frames=end - begin)


def _first_number(text: str | None) -> float | None:
    match = re.match(r"-?\d{1,12}(?:\.\d{0,12})?", text or "")
    return float(match[0]) if match is not None else None


def _synthetic() -> Finding:
    return Finding.warning(
        FindingCode.CURVE_SYNTHETIC,
        "The light curve is synthetic: a model with noise, no observation.",
        "do not send it as an observation",
    )
