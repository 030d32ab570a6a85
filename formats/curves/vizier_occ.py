"""Light curves of the VizieR archive B/occ (Herald et al. 2016), as Occult and PyOTE write them: five lines.

Items are divided by colons, which times and angles contain too: items are identified by position. Values are
scaled so that the highest is 9524, with the zero level untouched; a blank one is a lost exposure. The file gives
the first time, the span and the count; it does not say whether times are of the middle or the beginning.
"""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from formats.files.decoding import decode
from formats.files.remarks import quote
from formats.words.sexagesimal import parse_angle
from schemas.body import join_body, split_body
from schemas.errors import FormatError, UmbraError
from schemas.finding import Finding, FindingCode
from schemas.instant import clock_text, day_of_mjd, mjd_of_day
from schemas.lightcurve import Clues, LightCurve, ReadingFlag, Role
from schemas.reading import Reading
from schemas.star import catalogue_of, normalise_star

FORMAT = "vizier_occ"
FloatArray = NDArray[np.float64]
#: The value that the highest reading is scaled to.
MAX_VALUE = 9524
MAX_NAME = 16
EMBARGO = ".embargoed"
_DAY = 86400.0
_KEYS = ("Date", "Star", "Observer", "Object", "Values")
_DATE = re.compile(
    r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s+(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{0,9})?)\s*:\s*([\d.]{1,20})\s*:\s*(\d{1,9})\s*"
)
_OBSERVER = re.compile(r"((?:[^:]*:){2}[^:]*):((?:[^:]*:){2}[^:]*):([^:]*)(?::(.*))?")
#: Items of the star line: how each catalogue is written, and how a missing value.
_CATALOGUES = ("HIP {}", "SAO {}", "XZ {}", "EPIC {}", "TYC {}", "UCAC4 {}")
_NONE = frozenset({"", "0", "0-0", "0-0-0", "0-0-1"})
_UNWRITTEN = ("0", "0", "0", "0", "0-0-1", "0-0")
_MAX_VALUES = 5_000_000
_VALUES = re.compile(r"[\d:\s.+-]*")


def identify(head: bytes) -> bool:
    """Return True where the lines begin with Date, Star and Observer."""
    lines = [line.strip() for line in head.lstrip(b"\xef\xbb\xbf \r\n\t").replace(b"\r", b"\n").split(b"\n")]
    lines = [line for line in lines if line][:3]
    return len(lines) == 3 and all(
        line.startswith(key.encode() + b":") for line, key in zip(lines, _KEYS[:3], strict=True)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """The five lines of one curve without their keys."""

    #: Line of the date, counted from 1.
    line: int
    items: dict[str, str]


def read(data: bytes, source: str) -> Reading:
    """Read the light curve of a file, or all of a concatenation of such files as the archive hands it out.

    ``settings`` keep the first four lines as written, so `write` gives the file back.

    Raises
    ------
    FormatError
        If a line is missing, the date cannot be read, or a value is no number. In a concatenation a curve that
        cannot be read becomes a finding.
    """
    text = decode(data, source)
    blocks = _blocks(text.lines(), source)
    ending = _ending(text.text) if len(blocks) == 1 else ()
    curves: list[LightCurve] = []
    findings = list(text.findings)
    for block in blocks:
        try:
            curve, remarks = _curve(block, source, ending)
        except FormatError as problem:
            if len(blocks) == 1:
                raise
            findings.append(
                Finding.error(FindingCode.UNREADABLE, problem.message, field=problem.field, line=block.line)
            )
        else:
            curves.append(curve)
            findings += remarks
    return Reading(format=FORMAT, entries=(), findings=tuple(findings), lightcurves=tuple(curves))


def _blocks(lines: list[str], source: str) -> list[_Block]:
    blocks: list[_Block] = []
    key = ""
    for number, line in enumerate(lines, 1):
        name, colon, rest = line.partition(":")
        name = name.strip().lstrip("\ufeff")
        if colon and name == "Date":
            blocks.append(_Block(line=number, items={"Date": rest}))
            key = name
        elif colon and name in _KEYS and blocks and name not in blocks[-1].items:
            blocks[-1].items[name] = rest
            key = name
        elif key == "Values" and re.match(r"[\s:\d-]", line):
            blocks[-1].items[key] += line.strip()  # mail programs break the long line
        elif line.strip():
            raise FormatError(
                source,
                number,
                key,
                f"{quote(line)} is not one of the five lines of a light curve.",
                "begin the lines with Date:, Star:, Observer:, Object: and Values:",
            )
    if not blocks:
        raise FormatError(source, None, "Date", "The line Date is missing.", "send the file again, with its five lines")
    return blocks


def _ending(text: str) -> tuple[tuple[str, str], ...]:
    """Return how the lines end where that is not the format's own way."""
    end = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    kept = (("Line end", end),) if end != "\r\n" else ()
    return kept if text.endswith(("\r", "\n")) else (*kept, ("Last line", "open"))


def _curve(block: _Block, source: str, ending: tuple[tuple[str, str], ...]) -> tuple[LightCurve, list[Finding]]:
    missing = next((name for name in _KEYS if name not in block.items), None)
    if missing is not None:
        raise FormatError(
            source, block.line, missing, f"The line {missing} is missing.", "send the file again, with its five lines"
        )
    match = _DATE.fullmatch(block.items["Date"])
    if match is None:
        raise FormatError(
            source,
            block.line,
            "Date",
            f"{quote(block.items['Date'])} is not a date and time, a span in s and a count.",
            "write it as Date: 2015-12-19 0:28:40.81: 1.99: 120",
        )
    day, first = _first_time(match, source, block.line)
    span = _span(match[7], source, block.line)
    flux, blank = _values(block.items["Values"], source, block.line + 4)
    findings = _check(flux, int(match[8]), span, block.line + 4)
    step = span / (flux.size - 1) if flux.size > 1 else 0.0
    if step == 0 and flux.size > 1:
        raise FormatError(
            source,
            block.line,
            "Date",
            "The span of the recording is 0 s: the readings have no times.",
            "write the seconds from the first to the last reading",
        )
    seconds = np.asarray(first + np.arange(flux.size) * step, dtype=np.float64)
    clues, remarks = _clues(block.items, block.line + 2)
    curve = LightCurve(
        role=Role.TARGET,
        star=clues.star,
        cadence=round(step, 9) or None,
        mjd=np.asarray(day + seconds / _DAY, dtype=np.float64),
        seconds=seconds,
        date_frame0=day,
        flux=flux,
        flags=np.where(np.isnan(flux), np.uint8(ReadingFlag.DROPPED), np.uint8(0)),
        source_format=FORMAT,
        is_embargoed=source.lower().endswith(EMBARGO),
        clues=clues,
        settings=(
            *((key, block.items[key]) for key in _KEYS[:4]),
            *((("Blank", blank),) if blank else ()),
            *ending,
        ),
    )
    return curve, findings + remarks


def _first_time(match: re.Match[str], source: str, line: int) -> tuple[int, float]:
    try:
        day = mjd_of_day(date(int(match[1]), int(match[2]), int(match[3])))
    except ValueError as problem:
        raise FormatError(
            source, line, "Date", f"{match[1]}-{match[2]}-{match[3]} is no date: {problem}.", "correct the date"
        ) from problem
    hours, minutes, seconds = int(match[4]), int(match[5]), float(match[6])
    if hours > 23 or minutes > 59 or seconds >= 61:
        raise FormatError(
            source, line, "Date", f"{match[4]}:{match[5]}:{match[6]} is no time of day.", "correct the time"
        )
    return day, hours * 3600 + minutes * 60 + seconds


def _span(text: str, source: str, line: int) -> float:
    try:
        return float(text)
    except ValueError as problem:
        raise FormatError(
            source,
            line,
            "Date",
            f"The span {text!r} is no number.",
            "write the seconds from the first to the last reading",
        ) from problem


def _values(text: str, source: str, line: int) -> tuple[FloatArray, str]:
    """Return the values, NaN for blank ones, and how a blank one is written."""
    if text.count(":") > _MAX_VALUES:
        raise FormatError(
            source,
            line,
            "Values",
            f"The line has {text.count(':') + 1:,} values; at most {_MAX_VALUES:,} are read.",
            "send it in parts",
        )
    if not _VALUES.fullmatch(text):
        raise _no_number(text, source, line)
    items = text.split(":")
    try:
        values, blank = _numbers(items)
    except ValueError as problem:
        raise _no_number(text, source, line) from problem
    if not np.isfinite(values).any() or np.isinf(values).any():
        raise FormatError(
            source,
            line,
            "Values",
            "The line holds no value, or one that is not finite.",
            "write whole numbers divided by colons",
        )
    return values, blank


def _numbers(items: list[str]) -> tuple[FloatArray, str]:
    """Return numbers, NaN for blank items, and how a blank item is written.

    Raises
    ------
    ValueError
        An item is no number.
    """
    try:
        return np.array(list(map(float, items))), ""  # three times as quick, and most lines have no blank item
    except ValueError:
        blank = next((item for item in items if item and not item.strip()), "")
        return np.array([float(item) if item.strip() else np.nan for item in items]), blank


def _check(flux: FloatArray, n_given: int, span: float, line: int) -> list[Finding]:
    findings = []
    n_dropped = int(np.isnan(flux).sum())
    if flux.size != n_given:
        words = (
            f"The first line says {n_given} values, there are {flux.size}; times follow from the span of {span:g} s."
        )
        findings.append(Finding.warning(FindingCode.STRUCTURE, words, field="Values", line=5))
    if n_dropped:
        words = f"{n_dropped} of {flux.size} values are blank: kept as dropped readings."
        findings.append(Finding.info(FindingCode.READINGS_DROPPED, words, field="Values", line=line))
    return findings


def _no_number(items: str, source: str, line: int) -> FormatError:
    """Return the error that names the first value which is no number."""
    for number, item in enumerate(items.split(":"), 1):
        try:
            float(item or "nan")
        except ValueError:
            if item.strip():
                message = f"Value {number} of the line is {item.strip()[:40]!r}, no number."
                return FormatError(source, line, "Values", message, "write whole numbers divided by colons")
    return FormatError(
        source, line, "Values", "The line holds more than numbers.", "write whole numbers divided by colons"
    )


def _clues(items: dict[str, str], line: int) -> tuple[Clues, list[Finding]]:
    names = star_names(items["Star"])
    lon, lat, alt, observer, findings = _station(items["Observer"], line)
    kind, _, rest = items["Object"].strip().partition(":")
    body = split_body(kind)
    if body.name == "Asteroid":
        number_text, _, name = rest.partition(":")
        body = join_body(number_text, name)
    return Clues(
        body_number=body.number,
        body_name=body.name,
        body_class=body.target_class,
        star=names[0] if names else None,
        star_aliases=tuple(names[1:]),
        observer=observer,
        lon=lon,
        lat=lat,
        alt=alt,
    ), findings


def star_names(text: str) -> list[str]:
    """Return the designations of a star line, those of the catalogues that reports use first."""
    names = []
    for form, item in zip(_CATALOGUES, text.split(":"), strict=False):
        if item.strip() not in _NONE:
            star = normalise_star(form.format(item.strip()))
            names.append(star.designation if star is not None and star.is_known else form.format(item.strip()))
    order = ("UCAC4", "TYC", "HIP")
    return sorted(names, key=lambda name: order.index(name.split()[0]) if name.split()[0] in order else len(order))


def _station(text: str, line: int) -> tuple[float | None, float | None, float | None, str | None, list[Finding]]:
    match = _OBSERVER.fullmatch(text)
    if match is None:
        words = f"The place of the observer cannot be read from {quote(text)}."
        return (
            None,
            None,
            None,
            None,
            [Finding.warning(FindingCode.VALUE_UNREADABLE, words, field="Observer", line=line)],
        )
    findings = []
    lon, lat = _angle(match[1], 360), _angle(match[2], 90)
    if lon is None or lat is None:
        words = f"The place {match[1].strip()}, {match[2].strip()} of the observer is impossible."
        findings.append(Finding.warning(FindingCode.COORDINATES_RANGE, words, field="Observer", line=line))
    elif lon > 180:
        words = f"The longitude {match[1].strip()} was read as {lon - 360:.4f}."
        findings.append(Finding.info(FindingCode.VALUE_DERIVED, words, field="Observer", line=line))
        lon -= 360
    alt_text = match[3].strip()
    alt = float(alt_text) if re.fullmatch(r"[+-]?\d{1,5}(\.\d*)?", alt_text) else None
    return lon, lat, alt, (match[4] or "").strip() or None, findings


def _angle(text: str, limit: float) -> float | None:
    angle = parse_angle(text.strip())
    if angle is None or angle.is_overflowing or abs(angle.degrees) > limit:
        return None
    return angle.degrees


def write(curve: LightCurve) -> bytes:
    """Return a light curve as a file of B/occ.

    A curve that was read from this format gives its file back, byte for byte where the values are written as
    whole numbers. Any other curve is scaled to 9524; blank values mean dropped readings. Its readings must
    be evenly spaced, as the format has no times of its own.

    Raises
    ------
    UmbraError
        If the curve has no date, fewer than two readings or none above zero, or its steps in time are uneven.
    """
    kept = dict(curve.settings) if curve.source_format == FORMAT else {}
    values = curve.flux if kept else _scaled(curve)
    blank = kept.get("Blank", "")
    items = [blank if np.isnan(value) else str(round(value)) for value in values.tolist()]
    lines = _header(curve, kept)
    end = kept.get("Line end", "\r\n")
    text = end.join([*lines, "Values:" + ":".join(items)])
    return (text if "Last line" in kept else text + end).encode("utf-8")


def _header(curve: LightCurve, kept: dict[str, str]) -> list[str]:
    if all(key in kept for key in _KEYS[:4]):
        return [f"{key}:{kept[key]}" for key in _KEYS[:4]]
    return [f"Date: {_date_text(curve)}", f"Star: {_star_text(curve)}", *_station_lines(curve.clues)]


def _scaled(curve: LightCurve) -> FloatArray:
    if curve.mjd is None or curve.n_points < 2 or not np.isfinite(curve.mjd).all():
        raise UmbraError("The light curve has no date, or readings without a time.", "name the event it belongs to")
    steps = np.diff(curve.mjd) * _DAY
    if np.ptp(steps) > max(0.2 * float(np.median(steps)), 1e-5):
        raise UmbraError("The readings are not evenly spaced, which this format cannot express.")
    top = float(np.nanmax(curve.flux)) if np.isfinite(curve.flux).any() else 0.0
    if top <= 0:
        raise UmbraError("No reading is above zero: the curve cannot be scaled.")
    return np.rint(curve.flux * (MAX_VALUE / top))


def _date_text(curve: LightCurve) -> str:
    mjd = curve.mjd if curve.mjd is not None else np.empty(0)
    start, span = float(mjd[0]), float(mjd[-1] - mjd[0]) * _DAY
    ticks = round(start % 1 * _DAY * 100)
    day = day_of_mjd(start // 1 + ticks // 8_640_000)
    clock = clock_text(ticks % 8_640_000 / 8_640_000, decimals=2).removeprefix("0")
    return f"{day.year}-{day.month}-{day.day} {clock}: {span:.2f}: {curve.n_points}"


def _star_text(curve: LightCurve) -> str:
    names = [name for name in (curve.star, curve.clues.star, *curve.clues.star_aliases) if name]
    written = list(_UNWRITTEN)
    for position, form in enumerate(_CATALOGUES):
        catalogue = form.removesuffix(" {}")
        number = next((name.rsplit(" ", 1)[1] for name in names if catalogue_of(name) == catalogue), None)
        if number is not None:
            written[position] = "-".join(part.lstrip("0") or "0" for part in number.split("-"))
    return ": ".join(written)


def _station_lines(clues: Clues) -> list[str]:
    place = f"{_place_text(clues.lon)}: {_place_text(clues.lat)}: {round(clues.alt or 0)}"
    body = f"Asteroid: {clues.body_number or 0}: {clues.body_name or ''}"
    if clues.body_number is None and clues.body_name == "Moon":
        body = "Moon"
    return [f"Observer: {place}: {(clues.observer or '').replace(':', ' ')[:MAX_NAME]}", f"Object: {body}"]


def _place_text(degrees: float | None) -> str:
    ticks = round(abs(degrees or 0.0) * 36_000)
    sign = "-" if degrees is not None and degrees < 0 else "+"
    return f"{sign}{ticks // 36_000}:{ticks // 600 % 60}:{ticks % 600 / 10:.1f}"


def file_name(curve: LightCurve) -> str:
    """Return the name that Occult gives such a file: ``(number)_yyyymmdd_hhmmss-ss.dat``.

    Raises
    ------
    UmbraError
        If the curve has no date.
    """
    if curve.mjd is None or not np.isfinite(curve.mjd[0]):
        raise UmbraError("The light curve has no date.", "name the event it belongs to")
    start = float(curve.mjd[0])
    ticks = round(start % 1 * _DAY * 100)
    day = day_of_mjd(start // 1 + ticks // 8_640_000)
    clock = clock_text(ticks % 8_640_000 / 8_640_000, decimals=2).replace(":", "").replace(".", "-")
    return f"({curve.clues.body_number or 0})_{day:%Y%m%d}_{clock}.dat"
