"""Logs of PyOTE. A log holds several sessions; the last session with a result is read.

Lines as PyOTE 4 and 5 write them: ``D time: [..]``, ``D: 0.9500 containment intervals:  {+/- x} seconds``,
``Duration (R - D): x seconds``, ``magDrop report: ...``, ``DNR: x``, and those of a model fit, ``D: [..]``.

PyOTE states that all its times are starts of exposures, but it takes the times of the light curve unchanged. They are
starts of exposures in light curves of PyMovie, and middles of exposures in those of Tangra. Therefore the head of the
light curve, which the log repeats, decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from formats.files.decoding import decode
from formats.files.file_clues import clues_of_path, day_of_name
from formats.timings.edge_times import remarks_on
from formats.words.clock_times import parse_clock
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.lightcurve import Clues, TimeKind
from schemas.reading import Reading
from schemas.timing_result import Edge, ErrorBar, TimingResult

FORMAT = "pyote_log"
_SESSION = re.compile(r"(?<!#)#{5,}\s*PYOTE\s+(\S+)\s+session started:", re.IGNORECASE)
_DUMP_BEGIN, _DUMP_END = "file header lines", "end header lines"
_NUMBER = r"[+-]?\d{1,15}(?:\.\d{0,15})?(?:[eE][+-]?\d{1,3})?"
_EDGE_TIME = re.compile(r"(?:fit metrics ===\s*)?([DR])(?: time)?:\s*(\[[^\]]{1,30}\])\s*(.*)")
_EDGE_FRAME = re.compile(rf"(?:fit metrics ===\s*)?([DR]) frame number:\s*({_NUMBER})")
_SUBFRAME = re.compile(rf"\b([DR])\(subframe\):\s*({_NUMBER})")
_CONTAINMENT = re.compile(
    r"(D|R|Duration):\s*([01]?\.\d+)\s*containment intervals?:\s*(\{.*?\})\s*(\(readings\)|readings|seconds)",
    re.IGNORECASE,
)
_BRACE_BOTH = re.compile(rf"\{{\s*\+/-\s*({_NUMBER})\s*\}}")
_BRACE_PAIR = re.compile(
    rf"\{{\s*([+-]\s*{_NUMBER.removeprefix('[+-]?')})\s*,\s*([+-]\s*{_NUMBER.removeprefix('[+-]?')})\s*\}}"
)
_INTERVAL = re.compile(r"=+\s*(end\s+)?(0?\.\d+)\s+containment interval report")
_DURATION = re.compile(
    rf"(?:fit metrics ===\s*)?(?:Duration \(R - D\)|duration):\s*({_NUMBER})\s*+(\{{.*?\}})?\s*+seconds"
)
_MAG_DROP = re.compile(rf"magDrop:\s*({_NUMBER})(?:\s*\+/-\s*({_NUMBER}))?(?:\s*\(([\d.]+) ci\))?")
_PERCENT = re.compile(rf"percentDrop:\s*({_NUMBER})")
_DNR = re.compile(rf"\b(?:DNR|snr):\s*({_NUMBER})")
_FALSE_POSITIVE = re.compile(rf"'drop' has a (zero|{_NUMBER}) probability")
_CADENCE = re.compile(rf"timeDelta:\s*({_NUMBER})\s*seconds per reading")
_LEVEL = re.compile(rf"\b(sigmaB|sigmaA|B|A):\s*({_NUMBER})")
#: Lines of a model fit that state the light level of the baseline and of the bottom.
_MODEL_LEVEL = re.compile(rf"(baseline intensity|bottom\s+intensity|baseline noise)\s*:\s*({_NUMBER})")
_MODEL_NAMES = {"baseline intensity": "B", "bottom intensity": "A", "baseline noise": "sigmaB"}
_CURVE = re.compile(r"fit metrics for (\S.*)")
#: Line in the head of the fitted light curve that names the program that measured it.
_MEASURED_BY = re.compile(r"#?\s{0,9}(Tangra\s+v|PyMovie\s+(?:Version|format|file))", re.IGNORECASE)
#: Instant of an exposure that a program's times are of: the middle in Tangra, the start in PyMovie (source of GoPyOTE
#: 1.2.65, commit ``c73204d``).
_STAMPS = {"tangra": TimeKind.MID, "pymovie": TimeKind.START}
_DATE_FRAME0 = re.compile(r"#?\s{0,9}date at frame 0:\s{0,9}(\d{4}-\d\d-\d\d)", re.IGNORECASE)
_MODEL = re.compile(r"#?\s{0,9}(?:lightcurve model:|Edge intersecting Disk model)", re.IGNORECASE)


def identify(head: bytes) -> bool:
    """Return whether the first bytes of a file have a session banner of PyOTE."""
    return _SESSION.search(head[:20_000].decode("latin-1")) is not None


def read(data: bytes, source: str) -> Reading:
    """Read a PyOTE log: D and R of the last session that states them.

    Raises
    ------
    FormatError
        If the bytes are not text, or the text has no session banner.
    """
    text = decode(data, source)
    sessions = _sessions(text.lines())
    if not sessions:
        message = "The log has no session banner of PyOTE."
        raise FormatError(source, None, "", message, "send the log as PyOTE writes it")
    found = [
        (number, session, result)
        for number, session in enumerate(sessions, 1)
        if (result := _result(session, source)) is not None
    ]
    findings = list(text.findings)
    if not found:
        findings.append(
            Finding.warning(
                FindingCode.VALUE_DERIVED,
                f"None of the {len(sessions)} sessions of the log states a time of D or R.",
                field="session",
            )
        )
        return Reading(format=FORMAT, entries=(), findings=tuple(findings))
    number, session, result = found[-1]
    if len(sessions) > 1:
        words = f"The log has {len(sessions)} sessions; the result is that of session {number}."
        findings.append(Finding.info(FindingCode.VALUE_DERIVED, words, field="session"))
    findings += remarks_on((match[1], match[2]) for line in session.own if (match := _EDGE_TIME.match(line)))
    if any(_MODEL.match(line) for line in session.head):
        message = "The light curve that was fitted is synthetic (a model with noise), not an observation."
        hint = "do not send it as an observation"
        findings.append(Finding.warning(FindingCode.CURVE_SYNTHETIC, message, hint, field="session"))
    return Reading(format=FORMAT, entries=(), findings=tuple(findings), timing_results=(result,))


@dataclass(kw_only=True, slots=True)
class _SessionLines:
    """The lines of one session, beginning with its banner, and the head of the light curve that it opened last."""

    own: list[str]
    head: list[str] = field(default_factory=list)


def _sessions(lines: Sequence[str]) -> list[_SessionLines]:
    """Return the lines of each session, apart from those that PyOTE copied from the head of a light curve."""
    sessions: list[_SessionLines] = []
    is_dump = False
    for long_line in lines:
        line = long_line[:2000].strip()
        if _SESSION.match(line):
            sessions.append(_SessionLines(own=[line]))
            is_dump = False
        elif line.startswith("=") and _DUMP_END in line:
            is_dump = False
        elif line.startswith("=") and _DUMP_BEGIN in line:
            is_dump = True
            if sessions:
                sessions[-1].head = []
        elif sessions and line:
            (sessions[-1].head if is_dump else sessions[-1].own).append(line)
    return sessions


def _time_kind(head: Sequence[str]) -> TimeKind:
    """Return which instant of an exposure the times are of, by the program that measured the light curve."""
    named = (match for line in head if (match := _MEASURED_BY.match(line)) is not None)
    first = next(named, None)
    return TimeKind.UNKNOWN if first is None else _STAMPS[first[1].split()[0].lower()]


def _clues(path: str, source: str, head: Sequence[str]) -> Clues:
    """Return clues to the event of a log. The day in the light curve's head is preferred to days in paths."""
    clues = clues_of_path(path, source)
    for line in head:
        if (match := _DATE_FRAME0.match(line)) is not None and (day := day_of_name(match[1])) is not None:
            return replace(clues, day=day)
    return clues


class _Session:
    """Values that the lines of one session state; a later line replaces an earlier one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.frames: dict[str, float] = {}
        self.errors: dict[str, dict[str, ErrorBar]] = {"D": {}, "R": {}, "Duration": {}}
        self.frame_errors: dict[str, dict[str, ErrorBar]] = {"D": {}, "R": {}, "Duration": {}}
        self.values: dict[str, float] = {}
        self.words: dict[str, str] = {}
        self.level = "unknown"

    def edge(self, name: str) -> Edge | None:
        if name not in self.seconds:
            return None
        return Edge(
            seconds=self.seconds[name],
            errors=tuple(self.errors[name].values()),
            frame=self.frames.get(name),
            frame_errors=tuple(self.frame_errors[name].values()),
        )


def _result(session: _SessionLines, source: str) -> TimingResult | None:
    lines = session.own
    facts = _Session()
    for line in lines[1:]:
        _read_edges(line, facts)
        _read_errors(line, facts)
        _read_values(line, facts)
    if not facts.seconds:
        return None
    d, r = facts.edge("D"), facts.edge("R")
    if d is not None and r is not None and _is_after_midnight(d, r):
        facts.seconds["R"] += 86400.0
        r = facts.edge("R")
    banner = _SESSION.match(lines[0])
    path = next((line.partition(":")[2] for line in lines if line.startswith("filename:")), "")
    values = facts.values
    return TimingResult(
        d=d,
        r=r,
        duration=values.get("duration"),
        duration_errors=tuple(facts.errors["Duration"].values()),
        mag_drop=values.get("mag_drop"),
        mag_drop_err=values.get("mag_drop_err"),
        mag_drop_level=facts.words.get("mag_drop_level", "unknown"),
        percent_drop=values.get("percent_drop"),
        dnr=values.get("dnr"),
        false_positive=values.get("false_positive"),
        baseline=values.get("B"),
        bottom=values.get("A"),
        baseline_noise=values.get("sigmaB"),
        bottom_noise=values.get("sigmaA"),
        cadence=values.get("cadence"),
        time_kind=_time_kind(session.head),
        camera_delay_applied=Answer.NO,
        aperture_name=facts.words.get("curve"),
        software=f"PyOTE {banner[1]}" if banner else "PyOTE",
        source_format=FORMAT,
        clues=_clues(path, source, session.head),
        settings=tuple((name, facts.words[name]) for name in ("model in use", "Times") if name in facts.words),
    )


def _is_after_midnight(d: Edge, r: Edge) -> bool:
    return d.seconds is not None and r.seconds is not None and r.seconds < d.seconds - 43200


def _read_edges(line: str, facts: _Session) -> None:
    if match := _EDGE_TIME.match(line):
        seconds = parse_clock(match[2])
        if seconds is not None:
            facts.seconds[match[1]] = seconds
            if (bar := _brace(match[3], facts.level)) and "seconds" in match[3]:
                facts.errors[match[1]][bar.level] = bar
    elif match := _EDGE_FRAME.match(line):
        facts.frames[match[1]] = float(match[2])
    elif line.startswith("in frameNum units"):
        facts.frames |= {name: float(value) for name, value in _SUBFRAME.findall(line)}


def _read_errors(line: str, facts: _Session) -> None:
    if match := _INTERVAL.match(line):
        facts.level = "unknown" if match[1] else level_text(match[2])
    elif match := _CONTAINMENT.match(line):
        bar = _brace(match[3], level_text(match[2]))
        kind = facts.errors if match[4].lower() == "seconds" else facts.frame_errors
        if bar is not None:
            kind[match[1].title() if len(match[1]) > 1 else match[1].upper()][bar.level] = bar
    elif match := _DURATION.match(line):
        facts.values["duration"] = float(match[1])
        if match[2] and (bar := _brace(match[2], facts.level)):
            facts.errors["Duration"][bar.level] = bar


def _brace(text: str, level: str) -> ErrorBar | None:
    """Read ``{+/- x}``, ``{-a,+b}`` or ``{+a,-b}``."""
    if match := _BRACE_BOTH.search(text):
        return ErrorBar(level=level, plus=abs(float(match[1])), minus=abs(float(match[1])))
    if match := _BRACE_PAIR.search(text):
        first, second = (item.replace(" ", "") for item in (match[1], match[2]))
        plus, minus = (second, first) if first.startswith("-") else (first, second)
        return ErrorBar(level=level, plus=abs(float(plus)), minus=abs(float(minus)))
    return None


def level_text(text: str) -> str:
    """Return a probability as a report states it: ``0.6800`` and ``0.6827`` are ``0.68``, ``0.9500`` is ``0.95``."""
    value = float(text)
    return "0.68" if 0.675 <= value <= 0.69 else f"{value:.4g}"


def _read_values(line: str, facts: _Session) -> None:
    if match := _CADENCE.match(line):
        facts.values["cadence"] = float(match[1])
    if match := _MAG_DROP.search(line):
        facts.values["mag_drop"] = float(match[1])
        if match[2]:
            facts.values["mag_drop_err"] = float(match[2])
            facts.words["mag_drop_level"] = level_text(match[3]) if _is_number(match[3]) else facts.level
    if match := _PERCENT.search(line):
        facts.values["percent_drop"] = float(match[1])
    if match := _DNR.search(line):
        facts.values["dnr"] = float(match[1])
    if match := _FALSE_POSITIVE.search(line):
        facts.values["false_positive"] = 0.0 if match[1] == "zero" else float(match[1])
    if line.startswith(("fit metrics === B:", "B:", "A:")):
        facts.values |= {name: float(value) for name, value in _LEVEL.findall(line)}
    if match := _MODEL_LEVEL.match(line):
        facts.values[_MODEL_NAMES[" ".join(match[1].split())]] = float(match[2])
    if match := _CURVE.match(line):
        facts.words["curve"] = match[1].strip()
    if line.startswith("model in use:"):
        facts.words["model in use"] = line.partition(":")[2].strip()
    if line.startswith("Times are invalid"):
        facts.words["Times"] = line


def _is_number(text: str | None) -> bool:
    return re.fullmatch(r"\d++(?:\.\d++)?|\.\d++", text or "") is not None
