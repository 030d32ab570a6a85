"""Light curves as Limovie writes them: quoted header rows, then a row that begins with ``No.``."""

import re

from formats.curves.aperture_curves import Aperture, Layout, read_curves
from formats.curves.curve_facts import CurveFacts
from formats.curves.curve_head import open_table, said_of
from formats.files.delimited import Kind, guess_delimiter
from formats.files.file_clues import clues_of_path
from schemas.errors import FormatError
from schemas.lightcurve import Role
from schemas.reading import Reading

FORMAT = "limovie_csv"
_TITLE = re.compile(rb"\"?No\.\"?\s*([,;\t]|$)")
_FILE_NAME = re.compile(r"\"?FileName\s*:\s*([^\"]*)")
_VIDEO = re.compile(r"\"?Video System\s*:\s*([^\"]*)")
#: Columns of the table, counted from 0: hours, minutes, seconds; the star and two comparison stars.
_CLOCK = (3, 4, 5)
_VALUES = (10, 11, 12)
#: Bytes of rows with at least one decimal point, in the seconds.
_SEEN = 4096


def identify(head: bytes) -> bool:
    """Return True where the first line names Limovie and a row begins with ``No.``."""
    lines = head.lstrip(b"\xef\xbb\xbf \t").replace(b"\r", b"\n").split(b"\n")
    return b"Limovie" in lines[0][:200] and any(_TITLE.match(line) is not None for line in lines[1:])


def read(data: bytes, source: str) -> Reading:
    """Read a Limovie CSV file: the star in column 10, comparison stars in columns 11 and 12, counted from 0.

    Raises
    ------
    FormatError
        If there is no title row or no reading.
    """
    data, head = open_table(data, source, lambda row: _TITLE.match(row) is not None, "No.")
    delimiter = guess_delimiter(head.title.encode())
    if delimiter == b"," and b"." not in data[head.start : head.start + _SEEN]:
        message = "No number has a decimal point: decimals are written with commas, and commas divide the items, too."
        hint = "export the light curve with decimal points, or with semicolons between the items"
        raise FormatError(source, head.first_line, "", message, hint)
    roles = (Role.TARGET, Role.COMPARISON, Role.COMPARISON)
    apertures = tuple(
        Aperture(name=f"Object {number}", role=role, signal=column)
        for number, (role, column) in enumerate(zip(roles, _VALUES, strict=True), 1)
    )
    curves, findings = read_curves(
        data,
        source,
        head,
        layout=Layout(
            apertures=apertures, clock=_CLOCK, signal_kind=Kind.NUMBER, n_columns=_VALUES[0] + 1, is_open=True
        ),
        facts=limovie_facts(head.lines, source, FORMAT, "Limovie"),
        said=said_of(head, ""),
    )
    return Reading(format=FORMAT, entries=(), findings=head.findings + findings, lightcurves=curves)


def limovie_facts(lines: tuple[str, ...], source: str, name: str, software: str) -> CurveFacts:
    """Return what Limovie's header rows say of all curves."""
    path = next((match[1] for line in lines if (match := _FILE_NAME.search(line[:2000]))), "")
    video = next((match[1].strip() for line in lines if (match := _VIDEO.search(line[:200]))), "")
    return CurveFacts(
        software=software,
        source_format=name,
        clues=clues_of_path(path, source),
        settings=(("Video System", video),) if video else (),
    )
