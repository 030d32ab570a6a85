"""Catalogues of stars as SExtractor writes them, and tables with the same columns.

SExtractor: 1996A&AS..117..393B; ASCII_HEAD, ASCII_SKYCAT, ASCII_VOTABLE, FITS_1.0, FITS_LDAC, CSV and tables of blanks.
"""

from ingest.formats import sextractor_ascii, sextractor_fits, sextractor_votable
from ingest.formats.source_table import MAX_SIZE
from schemas.errors import FormatError
from schemas.photometry import SourceList


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file look like a catalogue of stars."""
    return any(form.identify(head) for form in (sextractor_fits, sextractor_votable, sextractor_ascii))


def read_sources(data: bytes, source: str, *, magnitude: str | None = None, aperture: int | None = None) -> SourceList:
    """Read a catalogue of stars.

    Parameters
    ----------
    data
        The whole file.
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
            source, None, "", f"The file is larger than {MAX_SIZE // 1_000_000} MB.", "Send frames singly."
        )
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"SIMPLE"):
        return sextractor_fits.read_sources(data, source, magnitude=magnitude, aperture=aperture)
    if start.startswith(b"<"):
        return sextractor_votable.read_sources(data, source, magnitude=magnitude, aperture=aperture)
    return sextractor_ascii.read_sources(data, source, magnitude=magnitude, aperture=aperture)
