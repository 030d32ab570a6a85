"""Stopwatch notes: the title ``STOPWATCH 1``, then ``key = value`` a line. The example of ``docs/add_a_format.md``."""

from formats.files.decoding import decode
from formats.words.instant_text import parse_instant
from schemas.body import split_body
from schemas.codes import Outcome
from schemas.errors import FormatError
from schemas.event import Event
from schemas.finding import Finding, FindingCode
from schemas.reading import EventEntry, Reading, StationReport
from schemas.report import Report

NAME = "stopwatch_notes"


def identify(head: bytes) -> bool:
    """Return whether the first line is the title."""
    return head.startswith(b"STOPWATCH 1")


def read(data: bytes, source: str) -> Reading:
    """Read the notes of one station; raises FormatError if they name no body."""
    text = decode(data, source)
    pairs = [(number, line.partition("=")) for number, line in enumerate(text.lines(), 1) if "=" in line]
    lines = {key.strip(): number for number, (key, _, _) in pairs}
    words = {key.strip(): value.strip() for _, (key, _, value) in pairs if value.strip()}
    if "body" not in words:
        raise FormatError(source, None, "body", "The notes name no body.", "add a line 'body = 928 Hildrun'")
    times = {key: parse_instant(words[key]) for key in ("d_time", "r_time") if key in words}
    unread = [
        Finding.error(
            FindingCode.VALUE_UNREADABLE,
            f"{words[key][:40]!r} is no instant.",
            "write it as 2022-08-25T20:02:30.0Z",
            field=key,
            line=lines[key],
            station=0,
        )
        for key, instant in times.items()
        if instant is None
    ]
    body = split_body(words["body"])
    report = Report(
        outcome=Outcome.POSITIVE if times else Outcome.NEGATIVE,
        observer=words.get("observer"),
        star_written=words.get("star"),
        d_time=times.get("d_time"),
        r_time=times.get("r_time"),
        source_format=NAME,
    )
    station = StationReport(report=report, lines=lines)
    entry = EventEntry(event=Event(body_number=body.number, body_name=body.name), stations=(station,), lines=lines)
    return Reading(format=NAME, entries=(entry,), findings=(*text.findings, *unread))
