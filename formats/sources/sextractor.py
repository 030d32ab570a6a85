"""Catalogues of stars as SExtractor (1996A&AS..117..393B) writes them, and tables with the same columns.

The forms are ASCII_HEAD, ASCII_SKYCAT, ASCII_VOTABLE, FITS_1.0, FITS_LDAC, CSV, and tables with blanks as delimiters.
"""

from typing import Protocol

from formats.sources import sextractor_ascii
from formats.sources.source_table import MAX_SIZE
from schemas.errors import FormatError
from schemas.photometry import SourceList

#: Bytes that may precede a document: a byte-order mark and blanks.
_BEFORE = b"\xef\xbb\xbf \t\r\n"


class _Form(Protocol):
    """A module that reads catalogues of one form."""

    def identify(self, head: bytes) -> bool: ...

    def read_sources(
        self, data: bytes, source: str, *, magnitude: str | None = None, aperture: int | None = None
    ) -> SourceList: ...


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file look like a catalogue of stars."""
    return _form_of(head).identify(head)


def read_sources(data: bytes, source: str, *, magnitude: str | None = None, aperture: int | None = None) -> SourceList:
    """Read a catalogue of stars.

    Parameters
    ----------
    data
        The catalogue.
    source
        Name of the file, for messages.
    magnitude
        Column of the magnitude or flux (``MAG_APER``, or short ``aper``); None: ``MAG_AUTO``, else the next one in the
        order of `formats.sources.source_columns`.
    aperture
        Number of the aperture in a vector column, counted from 1; None: the first one, with a finding.

    Returns
    -------
    SourceList
        The stars with positions in degrees and NaN for placeholders (99), and the findings.

    Raises
    ------
    FormatError
        If the file is not a catalogue of stars, is damaged, or has no columns of positions or magnitudes.
    """
    if len(data) > MAX_SIZE:
        raise FormatError(
            source, None, "", f"The file is larger than {MAX_SIZE // 1_000_000} MB.", "send frames singly"
        )
    if data[:4096].lstrip(_BEFORE).startswith(b"<") and b"VOTABLE" not in data:
        message = "The file is a web page or another XML document, not a VOTable."
        raise FormatError(source, None, "", message, "send the file itself, not the page that shows it")
    return _form_of(data).read_sources(data, source, magnitude=magnitude, aperture=aperture)


def _form_of(data: bytes) -> _Form:
    """Return the reader of a file by its first bytes; astropy, which takes 0.2 s, is imported only where needed."""
    start = data[:4096].lstrip(_BEFORE)
    if start.startswith(b"SIMPLE"):
        from formats.sources import sextractor_fits  # noqa: PLC0415

        return sextractor_fits
    if start.startswith(b"<"):
        from formats.sources import sextractor_votable  # noqa: PLC0415

        return sextractor_votable
    return sextractor_ascii
