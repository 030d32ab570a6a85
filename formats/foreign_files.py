"""Files that are read by no format here but are known: what they are, and what to send in their place."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from formats.files.decoding import as_utf8

#: What is read, in an observer's words.
READABLE = (
    "send report forms (SODIS, EAON/IOTA-ES, the .xls or .xlsx of IOTA and RASNZ), Occult's archive and elements, "
    "light curves of PyMovie, PyOTE, Tangra, Limovie, SORA and VizieR, tables of JD and flux, logs of PyOTE, "
    "reports of AOTA"
)
_TOGETHER = "put it with its report into one zip, or name the folder with --bundle"


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeignFile:
    """A file of a known kind that is not read."""

    message: str
    hint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    is_it: Callable[[bytes], bool]
    what: str
    hint: str


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _matches(pattern: str) -> Callable[[bytes], bool]:
    compiled = re.compile(pattern.encode(), re.IGNORECASE | re.MULTILINE)
    return lambda head: compiled.search(head) is not None


def _holds(first: bytes, second: bytes) -> Callable[[bytes], bool]:
    """Return what finds two phrases of small letters, one after the other."""
    return lambda head: second in head.lower().partition(first)[2]


def is_elements_feed(head: bytes) -> bool:
    """Return True for event elements of ten fixed lines an event, of which the ninth begins with ``RATE``."""
    lines = [line.strip() for line in head.lstrip(b"\xef\xbb\xbf \r\n").splitlines()[:11]]
    return len(lines) >= 10 and lines[8][:8].upper().startswith(b"RATE") and b"<" not in head[:200]


_MEASURE = "measure it first, and send the light curve and the report"
_KINDS = (
    _Kind(is_it=lambda head: not head, what="The file is empty", hint="was it sent whole?"),
    _Kind(
        is_it=lambda head: not head.strip(b"\0 \t\r\n"),
        what="The file holds nothing but NUL bytes and blanks",
        hint="send it again from the original",
    ),
    _Kind(
        is_it=_starts(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM"),
        what="This is a picture, which is kept only beside its report",
        hint=_TOGETHER,
    ),
    _Kind(
        is_it=_starts(b"%PDF-"),
        what="This is a PDF document, whose values cannot be read safely",
        hint=f"send the form itself as text or .xlsx; as an attachment, {_TOGETHER}",
    ),
    _Kind(
        is_it=lambda head: (
            head.startswith((b"RIFF", b"FSTF", b"LUCAM-RECORDER", b"\x1aE\xdf\xa3")) or head[4:8] == b"ftyp"
        ),
        what="This is a video recording",
        hint=_MEASURE,
    ),
    _Kind(
        is_it=_starts(b"PYMOVIE\0"),
        what="This is PyMovie's record of an aperture",
        hint="write the light curve as CSV with PyMovie and send that",
    ),
    _Kind(
        is_it=_starts(b"DAF/", b"NAIF/"),
        what="This is an ephemeris kernel",
        hint="the operator of the site adds it with: umbra ephemeris add FILE",
    ),
    _Kind(
        is_it=_starts(b"PK\x03\x04"),
        what="This is a zip within a zip, which is not opened",
        hint="pack all files into one zip",
    ),
    _Kind(
        is_it=_starts(b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ"),
        what="This file is packed in a way that is not read",
        hint="unpack it, or pack it as .zip",
    ),
    _Kind(
        is_it=_matches(
            r"\A(?>[\w-]{2,40}:[^\n]*+\n(?:[ \t][^\n]*+\n)*+){0,200}?(?:MIME-Version|Received|Return-Path): "
        ),
        what="This is an e-mail",
        hint="save what is attached to it and send that",
    ),
    _Kind(
        is_it=_matches(r"\A\s*(?:<!doctype html|<html)"),
        what="This is a web page",
        hint="send the form or table that it shows, as text",
    ),
    _Kind(
        is_it=is_elements_feed,
        what="These seem to be event elements in the fixed lines of OccultWatcher's feeds, which are not read",
        hint="export the event from Occult or OccultWatcher Cloud as XML (occelmnt)",
    ),
    _Kind(
        is_it=_holds(b"selection criteria:", b"geocentric closest approach"),
        what="This is a table of predictions in SORA's layout, which gives no path of the shadow",
        hint="send the event as XML (occelmnt) from Occult or OccultWatcher Cloud",
    ),
    _Kind(
        is_it=_matches(r'"fundamental_plane_width_km"'),
        what="These are parameters of a model of diffraction, no observation",
        hint="send the light curve and the log of its analysis",
    ),
    _Kind(
        is_it=_matches(r"^location\s+code\s+latitude\s+longitude\s+observer"),
        what="This is a list of observations of the 1990s, with stars at B1950",
        hint="fill in a report form for each station, with the star's name",
    ),
    _Kind(
        is_it=_matches(
            r"\A(?>[ \t]*+[#\w][^\n]*+\n){0,3}?"
            r"(?>[ \t]*+[-+\d][-+\d.:eE]*+(?:[ \t;,]++[-+\d][-+\d.:eE]*+)++[ \t;,]*+\r?\n){3}"
        ),
        what="These are columns of numbers, of which none is clearly a time and another one a light curve",
        hint="send two columns divided by blanks: Julian Date (UTC) with eight decimals, and flux, with decimal points",
    ),
    _Kind(
        is_it=_matches(r"\A\s*(?:\[\s*)?\{\s*\""),
        what="This is JSON, in which reports and light curves are not read",
        hint="send a report form as text or .xlsx, light curves as CSV",
    ),
)


_CALIBRATE = "send it to umbra calibrate as CSV of time,filter,magnitude,error (time as MJD in UTC)"
_AS_IT_IS = "send it as it is: umbra calibrate --target ID FILE"
_NUMBER_B = r"-?\d{1,9}\.\d{1,12}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Program:
    is_it: Callable[[bytes], bool]
    #: What wrote the file, for a message.
    name: str
    #: True for a plain table of times and fluxes, which `umbra ingest` reads.
    has_flux: bool = False
    #: True for calibrated points, which `umbra calibrate` reads.
    is_calibrated: bool = False


#: Programs and archives whose files are the photometry of a star, not an occultation.
_PROGRAMS = (
    _Program(is_it=_matches(r"\A\s{0,9}#\s?TYPE=EXTENDED"), name="AAVSO's Extended format", is_calibrated=True),
    _Program(is_it=_matches(r"\A\s{0,9}#\s?TYPE=VISUAL"), name="AAVSO's Visual format"),
    _Program(is_it=_matches(r"\AJD,Magnitude,Uncertainty,"), name="AAVSO's download"),
    _Program(
        is_it=_matches(
            r"\A\d{7}\.\d{1,9},<?-?\d{1,2}\.?\d{0,6},[^,\n]{0,20},[^,\n]{0,20},[A-Za-z][^,\n]{0,20},[A-Z]{2,5},"
        ),
        name="AAVSO's download without titles, as VStar loads it",
    ),
    _Program(is_it=_matches(r"\A\s{0,9}STARTMETADATA\b"), name="ALCDEF"),
    _Program(
        is_it=_matches(r"\A#?\s{0,3}(?:H?JD|JDHEL|JDGEO)[ \t,][^\n]{0,400}\n#?[ \t]{0,3}Aperture: ?\d{1,3}, ?Filter:"),
        name="C-Munipack",
    ),
    _Program(is_it=_matches(r"\A(?:#[^\n]{0,200}\n){0,5}#JD_UT\b[^\n]{0,40}\n[^\n]{0,20}V-C\b"), name="Siril"),
    _Program(
        is_it=_matches(r"\A#{0,4}\s?MJD[\s,]{1,20}m[\s,]{1,20}dm[\s,]{1,20}uJy\b"),
        name="ATLAS' forced photometry",
        is_calibrated=True,
    ),
    _Program(
        is_it=_matches(rf"\A\d{{7}}\.\d{{1,9}} {{1,9}}(?:{_NUMBER_B} {{1,9}}){{5}}[^\s]{{1,200}}\.fits?\b"), name="VaST"
    ),
    _Program(is_it=_matches(r"\A\"?Time \(JD\)\"?,\"?Relative Flux\b"), name="EXOTIC", has_flux=True),
    _Program(is_it=_matches(r"\A[^\n]{0,2000}\b(?:rel_flux_T1|Source-Sky_T1)\b"), name="AstroImageJ", has_flux=True),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Photometry:
    """The photometry of a star as another program or archive writes it."""

    program: str
    #: True for a plain table of times and fluxes, which `umbra ingest` reads.
    has_flux: bool
    #: True for calibrated points, which `umbra calibrate` reads.
    is_calibrated: bool = False

    @property
    def message(self) -> str:
        """What the file is, in one sentence."""
        return f"This is a light curve of {self.program}: photometry of a star, no report and no occultation."

    @property
    def hint(self) -> str:
        """What to send, and where to."""
        if self.is_calibrated:
            return _AS_IT_IS
        return (
            f"for an occultation send two columns, JD (UTC) and flux; else {_CALIBRATE}"
            if self.has_flux
            else _CALIBRATE
        )


def photometry_program(head: bytes) -> Photometry | None:
    """Return which program or archive wrote a light curve of a star, by the first bytes; None for anything else."""
    text = as_utf8(head[:65536]).lstrip(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    program = next((program for program in _PROGRAMS if program.is_it(text)), None)
    if program is None:
        return None
    return Photometry(program=program.name, has_flux=program.has_flux, is_calibrated=program.is_calibrated)


_TO_SKY = "match it to the sky (WCS) and send RA, Dec and MAG of each star to umbra calibrate"
#: Programs that write the stars of an image by pixels only.
_STAR_LISTS = (
    _Kind(
        is_it=_matches(r"\A#K IRAF\b"),
        what="This is a list of daophot or apphot (IRAF): it has pixels only",
        hint=_TO_SKY,
    ),
    _Kind(
        is_it=_matches(r"\A[ \t]{0,9}NL {1,9}NX {1,9}NY {1,9}LOWBAD\b"),
        what="This is a list of the stand-alone DAOPHOT: it has pixels only",
        hint=_TO_SKY,
    ),
    _Kind(
        is_it=_matches(r"\A\"?x\"?,\"?y\"?,\"?hfd\"?,(?![^\n]{0,200}\bra\b)"),
        what="This is a list of stars of ASTAP without an astrometric solution: it has pixels only",
        hint="solve the image with ASTAP, extract the stars again and send the list to umbra calibrate",
    ),
)


def star_list_program(head: bytes) -> ForeignFile | None:
    """Return what a list of stars without positions on the sky is, by its first bytes; None for anything else."""
    text = as_utf8(head[:4096]).lstrip(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    kind = next((kind for kind in _STAR_LISTS if kind.is_it(text)), None)
    return None if kind is None else ForeignFile(message=f"{kind.what}.", hint=kind.hint)


def explain(head: bytes) -> ForeignFile:
    """Return what a file is that no format here reads, by its first bytes."""
    photometry = photometry_program(head)
    if photometry is not None:
        return ForeignFile(message=photometry.message, hint=photometry.hint)
    stars = star_list_program(head)
    if stars is not None:
        return stars
    text = as_utf8(head)
    kind = next((kind for kind in _KINDS if kind.is_it(head) or kind.is_it(text)), None)
    if kind is not None:
        return ForeignFile(message=f"{kind.what}.", hint=kind.hint)
    what = "The file is of no format known here" if b"\0" in head else "This text is of no format known here"
    return ForeignFile(message=f"{what}.", hint=READABLE)
