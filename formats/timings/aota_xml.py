"""XML results of AOTA (root ``AotaReturnValue``), which have room for five events; those in use are read."""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from formats.files.decoding import decode
from formats.files.file_clues import clues_of_path
from formats.timings.aota_text import no_times, over_midnight, parse_utc
from formats.timings.edge_times import remarks_on
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.reading import Reading
from schemas.timing_result import Edge, ErrorBar, TimingResult

FORMAT = "aota_xml"
#: Value of every field that AOTA does not use.
_UNUSED = -1.0
_MAX_EVENTS = 100
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,300}\?>")
_CAMERA = (
    "CameraType",
    "MeasuringTool",
    "VideoSystem",
    "FramesIntegrated",
    "MeasurementsBinned",
    "MeasuredAtFieldLevel",
    "TimeScaleFromMeasuringTool",
    "CameraDelaysKnownToAOTA",
)


def identify(head: bytes) -> bool:
    """Return True where the root element is ``AotaReturnValue``."""
    return b"<AotaReturnValue" in head.replace(b"\0", b"")[:4096]


def read(data: bytes, source: str) -> Reading:
    """Read an AOTA result: one timing result for each event in use.

    ``AreResultsAvailable`` is ignored, since it is false in complete files too. The file states no confidence level, so
    that it is ``unknown``.

    Raises
    ------
    FormatError
        If the file is not XML, has another root element, or defines entities.
    """
    root = _root(data, source)
    software = _text(root, "AOTAVersion") or "AOTA"
    camera = root.find("CameraResult")
    known = _text(camera, "CameraDelaysKnownToAOTA") if camera is not None else ""
    delay = {"true": Answer.YES, "false": Answer.NO}.get(known.lower(), Answer.UNKNOWN)
    settings = tuple((name, text) for name in _CAMERA if camera is not None and (text := _text(camera, name)))
    is_miss = _text(root, "IsMiss").lower() == "true"
    results, findings = [], []
    slots = root.findall("EventResults/EventResults")[:_MAX_EVENTS]
    for number, slot in enumerate(slots, 1):
        if _text(slot, "IsNonEvent").lower() == "true":
            continue
        d, r = over_midnight(_edge(slot, "D"), _edge(slot, "R"))
        if d is None and r is None:
            findings.append(no_times(number, None))
            continue
        findings += remarks_on([(name, _text(slot, f"{name}_UTC")) for name in "DR"])
        results.append(_result(number, d, r, delay, software, source, settings))
    if is_miss and not results:
        results.append(_result(1, None, None, delay, software, source, settings))
    if not results:
        findings.append(_nothing())
    return Reading(format=FORMAT, entries=(), findings=tuple(findings), timing_results=tuple(results))


def _root(data: bytes, source: str) -> Element:
    # The declared encoding may be wrong, so the bytes decide on the encoding.
    text = _DECLARATION.sub("", decode(data, source).text.lstrip("\ufeff"), count=1)
    try:
        root = fromstring(text)
    except ParseError as problem:
        line = problem.position[0]
        message = "The XML is damaged or breaks off here."
        raise FormatError(source, line, "", message, "save the result again with AOTA") from problem
    except (DefusedXmlException, ValueError, LookupError) as problem:
        hint = "save the result again"
        raise FormatError(source, None, "", f"The XML cannot be read: {problem}.", hint) from problem
    if root.tag != "AotaReturnValue":
        message = f"The root element is <{root.tag[:40]}>, not <AotaReturnValue>."
        raise FormatError(source, None, "", message, "send a result of AOTA")
    return root


def _result(
    seq: int,
    d: Edge | None,
    r: Edge | None,
    delay: Answer,
    software: str,
    source: str,
    settings: tuple[tuple[str, str], ...],
) -> TimingResult:
    return TimingResult(
        seq=seq,
        is_miss=d is None and r is None,
        d=d,
        r=r,
        camera_delay_applied=delay,
        software=software,
        source_format=FORMAT,
        clues=clues_of_path("", source),
        settings=settings,
    )


def _nothing() -> Finding:
    message = "The file holds no event, and does not state that AOTA found no event."
    return Finding.warning(FindingCode.VALUE_MISSING, message)


def _text(element: Element | None, name: str) -> str:
    text = element.findtext(name) if element is not None else None
    return (text or "").strip()[:500]


def _number(element: Element, name: str) -> float | None:
    text = _text(element, name).replace(",", ".")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{0,12})?", text) or float(text) == _UNUSED:
        return None
    return float(text)


def _edge(slot: Element, letter: str) -> Edge | None:
    frame = _number(slot, f"{letter}_Frame")
    seconds, errors = parse_utc(_text(slot, f"{letter}_UTC"), "unknown")
    if seconds is None and frame is None:
        return None
    plus, minus = _number(slot, f"{letter}_FrameUncertPlus"), _number(slot, f"{letter}_FrameUncertMinus")
    bars: tuple[ErrorBar, ...] = ()
    if plus is not None and minus is not None:
        bars = (ErrorBar(level="unknown", plus=abs(plus), minus=abs(minus)),)
    return Edge(
        seconds=seconds,
        errors=errors if seconds is not None else (),
        frame=frame,
        frame_errors=bars if frame is not None else (),
        transition_frames=_number(slot, f"{letter}_DurationFrames"),
    )
