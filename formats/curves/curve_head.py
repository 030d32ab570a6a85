"""The lines before a table of readings: where the title row is, and what the ``#KEY: value`` lines say."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from formats.curves.head_statements import Statements, read_statements
from formats.files.decoding import decode
from formats.files.file_clues import clues_of_path
from formats.words.sexagesimal import parse_angle
from schemas.body import join_body, split_body
from schemas.errors import FormatError
from schemas.finding import Finding
from schemas.instant import mjd_of_datetime, mjd_of_day
from schemas.lightcurve import Clues
from schemas.star import normalise_star

#: The title row is within this many bytes of the beginning.
MAX_HEAD = 1_000_000
_KEY = re.compile(r"\s*#+\s*([A-Za-z][A-Za-z0-9 _/-]{0,60}?)\s*:\s?(.*)")
_NOTHING = frozenset({"", "none", "n/a", "na", "unknown", "null"})
#: Header keys whose words decide what times and values mean. Names, addresses and comments are not among them.
_SETTINGS = frozenset(
    {
        "camera-model",
        "effective-frame-rate",
        "frame-combining",
        "frame-timing-accuracy",
        "grabber",
        "instrument",
        "instrument-gain",
        "instrument-gamma",
        "instrument-sensor",
        "instrument-shutter",
        "lunar background",
        "native-frame-rate",
        "native-video-standard",
        "recorder-software",
        "recorder-software-version",
        "recorder",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The lines before the table, its title row, and where the rows begin."""

    lines: tuple[str, ...]
    #: The title row unchanged; empty where the table has none.
    title: str
    #: Offset of the first row, and its line counted from 1.
    start: int
    first_line: int
    findings: tuple[Finding, ...] = ()


def text_bytes(data: bytes, source: str) -> bytes:
    """Return a text file's bytes with line feeds for line ends and one byte a letter of ASCII.

    Raises
    ------
    FormatError
        If the bytes are no text.
    """
    head = data[:MAX_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:200].count(0) > 50:
        data = decode(data, source).text.encode()
        head = data[:MAX_HEAD]
    if b"\0" in head.rstrip(b"\0"):
        raise FormatError(source, None, "", "This is no text file: it holds NUL bytes.", "send the CSV file")
    if b"\r\r\n" in head:  # a file that went through a text mode twice
        data = data.replace(b"\r\r\n", b"\n")
    if b"\n" not in head and b"\r" in head:
        data = data.replace(b"\r", b"\n")
    if b"\xc2\xa0" in head:
        data = data.replace(b"\xc2\xa0", b" ")
    return data


def open_table(data: bytes, source: str, is_title: Callable[[bytes], bool], words: str) -> tuple[bytes, Head]:
    """Return a table's bytes as `text_bytes` makes them, and its head; parameters and errors as of `split_head`."""
    data = text_bytes(data, source)
    return data, split_head(data, source, is_title, words)


def split_head(data: bytes, source: str, is_title: Callable[[bytes], bool], words: str) -> Head:
    """Find the title row of the table.

    Parameters
    ----------
    data
        The file as `text_bytes` returns it.
    source
        Its name, for messages.
    is_title
        True for the bytes of the title row, blanks and quotes before it removed.
    words
        How the title row begins, for the message.

    Raises
    ------
    FormatError
        If there is no such row within the first `MAX_HEAD` bytes.
    """
    offset, number = 0, 0
    while offset < min(len(data), MAX_HEAD):
        stop = data.find(b"\n", offset) + 1 or len(data)
        number += 1
        if is_title(data[offset : offset + 4096].lstrip(b'\xef\xbb\xbf \t"').split(b"\n", 1)[0]):
            text = decode(data[:stop].rstrip(b"\0"), source)
            lines = text.lines()
            title = lines[number - 1] if len(lines) >= number else ""
            return Head(
                lines=tuple(_bare(line) for line in lines[: number - 1]),
                title=title,
                start=stop,
                first_line=number + 1,
                findings=text.findings,
            )
        offset = stop
    raise FormatError(
        source,
        None,
        "",
        f"There is no title row that begins with {words}.",
        "export the light curve again, with its title row",
    )


def _bare(line: str) -> str:
    """Return a header line without what a spreadsheet adds to it: delimiters at its end, and quotes around it."""
    bare = line.rstrip(",;\t ")
    if len(bare) > 1 and bare.startswith('"') and bare.endswith('"') and '"' not in bare[1:-1].replace('""', ""):
        return bare[1:-1].replace('""', '"').rstrip(",;\t ")
    return bare


def said_of(head: Head, time_title: str) -> Statements:
    """Return what the lines before a table and the title of its times say of times and values."""
    remarks = [(number, line) for number, line in enumerate(head.lines, 1) if line.strip()]
    return read_statements(remarks, time_title, head.first_line - 1)


def header_items(lines: tuple[str, ...]) -> dict[str, str]:
    """Return the ``#KEY: value`` lines, keys in small letters; the first of each key with a value counts."""
    items: dict[str, str] = {}
    for line in lines:
        match = _KEY.match(line[:2000])
        if match is not None and (match[2].strip().lower() not in _NOTHING or match[2].strip() == "Na"):
            items.setdefault(match[1].lower(), match[2].strip())
    return items


def header_settings(items: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the header items worth keeping beside the curve; no paths, names or comments."""
    return tuple((key, value) for key, value in items.items() if key in _SETTINGS)


def header_clues(items: dict[str, str], source: str) -> Clues:
    """Return what header lines and the file's name tell of event and station."""
    named = clues_of_path(items.get("source", ""), source)
    body_text = items.get("object") or items.get("objname", "").split(" - ")[0]
    body = split_body(body_text)
    stated = join_body(items.get("occultation-object-number", ""), items.get("occultation-object-name", ""))
    star = normalise_star(items.get("occultation-star", ""))
    return Clues(
        body_number=stated.number or body.number or named.body_number,
        body_name=stated.name or body.name or named.body_name,
        body_class=stated.target_class or body.target_class,
        star=star.designation if star is not None else None,
        star_aliases=star.aliases if star is not None else (),
        ra=_number(items.get("ra"), 0, 360),
        dec=_number(items.get("dec"), -90, 90),
        observer=_person(items.get("observer")),
        telescope=items.get("telescope"),
        camera=items.get("camera-model") or items.get("instrument"),
        lon=_place(items.get("longitude"), 180),
        lat=_place(items.get("latitude"), 90),
        alt=_number(items.get("altitude"), -500, 10_000),
        time_predicted=_instant(items.get("occultation-predicted-center-time")),
        day=named.day,
        measured_file=named.measured_file,
    )


def header_day(items: dict[str, str]) -> int | None:
    """Return the day of frame 0, UTC [MJD at 0 h]."""
    text = items.get("date at frame 0", "")
    match = re.match(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", text)
    if match is None:
        return None
    try:
        return mjd_of_day(date(int(match[1]), int(match[2]), int(match[3])))
    except ValueError:
        return None


def header_exposure(items: dict[str, str]) -> float | None:
    """Return the exposure time [s] that a RAVF header gives (``INSTRUMENT-SHUTTER`` in nanoseconds)."""
    shutter = _number(items.get("instrument-shutter"), 1, 1e13)
    return None if shutter is None else shutter / 1e9


def _person(text: str | None) -> str | None:
    """Return a name, None for an e-mail address."""
    return None if text is None or "@" in text else text[:200]


def _number(text: str | None, low: float, high: float) -> float | None:
    if text is None or not re.fullmatch(r"[+-]?\d{1,20}(\.\d{0,20})?", text):
        return None
    value = float(text)
    return value if low <= value <= high else None


def _place(text: str | None, limit: float) -> float | None:
    angle = parse_angle(text) if text is not None and len(text) < 60 else None
    if angle is None or abs(angle.degrees) > 2 * limit:
        return None
    value = angle.degrees
    if limit == 180 and value > 180:
        value -= 360
    return value if abs(value) <= limit else None


def _instant(text: str | None) -> float | None:
    try:
        instant = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if not 1900 < instant.year < 2200:
        return None
    return mjd_of_datetime(instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC))
