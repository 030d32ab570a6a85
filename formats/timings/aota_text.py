"""Text reports of AOTA, the light curve analyser of Occult: blocks ``Event #n``, then the settings of the camera."""

import re
from collections.abc import Sequence

from formats.files.decoding import decode
from formats.files.file_clues import clues_of_path
from formats.timings.edge_times import remarks_on
from formats.words.clock_times import parse_clock
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.instant import SECONDS_PER_DAY
from schemas.lightcurve import Clues
from schemas.reading import Reading
from schemas.timing_result import Edge, ErrorBar, TimingResult

FORMAT = "aota_text"
_EVENT = re.compile(r"Event\s*#\s*(\d{1,3})\s*$", re.IGNORECASE)
_FILE = re.compile(r"AOTA analysis of the file\s*(.*)", re.IGNORECASE)
_VERSION = re.compile(r"-?\s*using\s+(AOTA\s+v?\S+)", re.IGNORECASE)
_ITEM = re.compile(r"(D|R|Ave)\s*:\s*(.*)", re.IGNORECASE)
_DETAIL = re.compile(r"([A-Za-z#][A-Za-z# ]{1,40}?)\s*:\s*(.*)")
_NUMBER = r"\d{1,9}(?:[.,]\d{0,9})?"
_FRAME = re.compile(rf"(-?{_NUMBER})\s*(.*)")
_PAIR = re.compile(rf"\+\s*({_NUMBER})\s*/\s*-\s*({_NUMBER})")
#: The plus-minus sign: as written, as a wrong encoding shows it, or as the characters + and -.
_BOTH = re.compile(rf"(?:±|Â±|\ufffd|\+\s*+/?\s*+-)\s*+({_NUMBER})")
_UTC = re.compile(rf"(\d{{1,2}})[\s:h]+(\d{{1,2}})[\s:m]+({_NUMBER})\s*s?\s*(.*)")
#: Words that begin a section of an event, and the kind of value in the section.
_SECTIONS = (
    ("event location", "frame"),
    ("event time", "utc"),
    ("duration of transition", "transition"),
    ("sn at", "snr"),
    ("s/n at", "snr"),
    ("applied confidence", "level"),
    ("confidence level", "level"),
)
_Facts = dict[tuple[str, str], str]


def identify(head: bytes) -> bool:
    """Return True for a report of AOTA."""
    text = head[:8192].decode("latin-1").lower()
    return "aota analysis of the file" in text or ("event #" in text and "event time in utc" in text)


def read(data: bytes, source: str) -> Reading:
    """Read an AOTA report: one timing result for each event. Its only date is in the path of the analysed file.

    Errors have the confidence level that the report states; older versions do not state it, and it is ``unknown``.

    Raises
    ------
    FormatError
        If the bytes are not text, or the text has no ``Event #n`` block.
    """
    text = decode(data, source)
    blocks, rest = _blocks(text.lines())
    if not blocks:
        raise FormatError(source, None, "", "The report has no block Event #n.", "save the report again")
    path = next((match[1] for line in rest if (match := _FILE.match(line))), "")
    software = next((match[1] for line in rest if (match := _VERSION.match(line))), "AOTA")
    camera, settings = camera_delay(rest), _settings(rest)
    results: list[TimingResult] = []
    findings = list(text.findings)
    known: set[int] = set()
    for number, line, facts in blocks:
        if number in known:
            findings.append(_repeated(number, line))
            continue
        known.add(number)
        d, r = over_midnight(_edge(facts, "D"), _edge(facts, "R"))
        if d is None and r is None:
            findings.append(no_times(number, line))
            continue
        findings += remarks_on([(name, facts.get(("utc", name), "")) for name in "DR"], line)
        untimed = [name for name, edge in (("D", d), ("R", r)) if edge is None or edge.seconds is None]
        if len(untimed) == 1:
            findings.append(_one_time(number, line, untimed[0]))
        results.append(
            TimingResult(
                seq=number,
                d=d,
                r=r,
                snr=_value(facts.get(("snr", "Ave"))),
                camera_delay_applied=camera,
                software=software,
                source_format=FORMAT,
                clues=clues_of_path(path, source) if path else Clues(),
                settings=settings,
            )
        )
    if results and not any("end of report" in line.lower() for line in rest):
        findings.append(_without_end(len(text.lines())))
    return Reading(format=FORMAT, entries=(), findings=tuple(findings), timing_results=tuple(results))


def _one_time(number: int, line: int, missing: str) -> Finding:
    return Finding.warning(FindingCode.VALUE_MISSING, f"Event #{number} has no readable time of {missing}.", line=line)


def _without_end(line: int) -> Finding:
    return Finding.warning(
        FindingCode.STRUCTURE,
        "The line 'end of report' is missing: the report may be cut off within its last number.",
        "save the report again with AOTA",
        line=line,
    )


def _repeated(number: int, line: int) -> Finding:
    return Finding.warning(
        FindingCode.KEY_REPEATED,
        f"Event #{number} occurs more than once; only the first one was read.",
        "send each report of AOTA as a file of its own",
        line=line,
    )


def no_times(number: int, line: int | None) -> Finding:
    """Return the finding for an event block without a readable time or frame."""
    return Finding.warning(FindingCode.VALUE_MISSING, f"Event #{number} has neither D nor R.", line=line)


def over_midnight(d: Edge | None, r: Edge | None) -> tuple[Edge | None, Edge | None]:
    """Return D and R, with R a day later where its time of day is more than half a day before that of D."""
    if d is None or r is None or d.seconds is None or r.seconds is None or r.seconds > d.seconds - 43200:
        return d, r
    later = Edge(
        seconds=r.seconds + SECONDS_PER_DAY,
        errors=r.errors,
        frame=r.frame,
        frame_errors=r.frame_errors,
        transition_frames=r.transition_frames,
        snr=r.snr,
    )
    return d, later


def parse_utc(text: str, level: str) -> tuple[float | None, tuple[ErrorBar, ...]]:
    """Return seconds after 0 h and error bars of ``10 44 45.2 ± 0.4``; None and () where the text is not a time."""
    match = _UTC.match(text.strip())
    if match is None:
        return None, ()
    return parse_clock(f"{match[1]}:{match[2]}:{match[3].replace(',', '.')}"), error_bars(match[4], level)


def error_bars(text: str, level: str) -> tuple[ErrorBar, ...]:
    """Return the error bar of ``+1.0/-0.5`` or ``± 0.4``, in the unit of the text; () for any other text."""
    if match := _PAIR.search(text):
        return (ErrorBar(level=level, plus=_float(match[1]), minus=_float(match[2])),)
    if match := _BOTH.search(text):
        return (ErrorBar(level=level, plus=_float(match[1]), minus=_float(match[1])),)
    return ()


def camera_delay(lines: Sequence[str]) -> Answer:
    """Return whether the times were corrected for the delay of the camera, as the report states."""
    for line in lines:
        words = " ".join(line.lower().split())
        if words.startswith("camera delays have"):
            return Answer.NO if " not " in words else Answer.YES
    return Answer.UNKNOWN


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _value(text: str | None) -> float | None:
    match = _FRAME.match((text or "").strip())
    return _float(match[1]) if match is not None else None


def _blocks(lines: Sequence[str]) -> tuple[list[tuple[int, int, _Facts]], list[str]]:
    """Return number, line and facts of each event, and the other lines."""
    blocks: list[tuple[int, int, _Facts]] = []
    rest: list[str] = []
    section, is_event = "", False
    for number, long_line in enumerate(lines, 1):
        line = long_line[:2000].lstrip("> ").strip()
        if match := _EVENT.match(line):
            blocks.append((int(match[1]), number, {}))
            section, is_event = "", True
        elif line.startswith("==="):
            is_event = False
            rest.append(line)
        elif is_event:
            section = next((name for words, name in _SECTIONS if line.lower().startswith(words)), section)
            if match := _ITEM.match(line):
                blocks[-1][2].setdefault((section, match[1].capitalize()), match[2].strip())
        else:
            rest.append(line)
    return blocks, rest


def _edge(facts: _Facts, name: str) -> Edge | None:
    level = _level(facts.get(("level", name), ""))
    frame = _FRAME.match(facts.get(("frame", name), ""))
    seconds, errors = parse_utc(facts.get(("utc", name), ""), level)
    if seconds is None and frame is None:
        return None
    return Edge(
        seconds=seconds,
        errors=errors if seconds is not None else (),
        frame=_float(frame[1]) if frame is not None else None,
        frame_errors=error_bars(frame[2], level) if frame is not None else (),
        transition_frames=_value(facts.get(("transition", name))),
        snr=_value(facts.get(("snr", name))),
    )


def _level(text: str) -> str:
    match = re.match(r"(\d{1,2}(?:[.,]\d{1,4})?)\s*%", text)
    return f"{_float(match[1]) / 100:.6g}" if match is not None else "unknown"


def _settings(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the settings of camera and measurement, which follow the first line of equals signs."""
    begin = next((index for index, line in enumerate(lines) if line.startswith("===")), len(lines))
    found = (_DETAIL.match(line) for line in lines[begin:])
    kept = [(match[1].strip(), match[2].strip()[:200]) for match in found if match and match[2].strip()]
    sentence = next((line for line in lines if line.lower().startswith("camera delays have")), None)
    return tuple(kept) + ((("Camera delays", sentence[:200]),) if sentence else ())
