"""Catalogues of stars as SExtractor writes them, and tables with the same columns.

SExtractor: 1996A&AS..117..393B; ASCII_HEAD, ASCII_SKYCAT, ASCII_VOTABLE, FITS_1.0, FITS_LDAC, CSV and tables of blanks.
"""

from typing import Protocol

from formats.sources import sextractor_ascii
from formats.sources.source_table import MAX_SIZE
from schemas.errors import FormatError
from schemas.photometry import SourceList

#: What may be before the first byte of a document: a byte-order mark and blanks.
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
        Its name, for messages.
    magnitude
        Column of the magnitude or flux (``MAG_APER``, short ``aper``); None: ``MAG_AUTO``, else the best known one.
    aperture
        Which aperture of a vector column, counted from 1; None: the first, with a finding.

    Returns
    -------
    SourceList
        The stars with places in degrees, placeholders (99) as NaN, and what was noticed.

    Raises
    ------
    FormatError
        If the file is no such catalogue, is damaged, or has no place or magnitude columns.
    """
    if len(data) > MAX_SIZE:
        raise FormatError(
            source, None, "", f"The file is larger than {MAX_SIZE // 1_000_000} MB.", "send frames singly"
        )
    if data[:4096].lstrip(_BEFORE).startswith(b"<") and b"VOTABLE" not in data:
        message = "This is a web page or another XML document, no VOTable."
        raise FormatError(source, None, "", message, "send the file itself, not the page that shows it")
    return _form_of(data).read_sources(data, source, magnitude=magnitude, aperture=aperture)


def _form_of(data: bytes) -> _Form:
    """Return what reads a file that begins like this; only FITS and VOTable wait until astropy is imported, 0.2 s."""
    start = data[:4096].lstrip(_BEFORE)
    if start.startswith(b"SIMPLE"):
        from formats.sources import sextractor_fits  # noqa: PLC0415

        return sextractor_fits
    if start.startswith(b"<"):
        from formats.sources import sextractor_votable  # noqa: PLC0415

        return sextractor_votable
    return sextractor_ascii
