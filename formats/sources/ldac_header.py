"""Time, exposure and filter of an image, from the copy of its header in a FITS_LDAC catalogue.

SExtractor copies the header of the image, as cards of 80 characters, into the only cell of the table LDAC_IMHEAD. The
keywords are those of the FITS standard 4.0, sections 9.1.1 (DATE-OBS) and 9.5 (MJD-OBS); EXPTIME is a convention.
Headers rarely state whether an instant is that of the start or of the middle of the exposure; the start is assumed.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.instant import SECONDS_PER_DAY, mjd_of_datetime

_CARD = 80
_ISO = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d*)?Z?")
#: First and last instant of a digital image (UTC [MJD]), and the longest exposure [s].
_MJD = (40587.0, 100000.0)
_LONGEST_S = 86_400.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageTime:
    """Time, exposure and filter that a header states."""

    #: Mid-exposure, UTC [MJD]; None where the header does not give it.
    mjd: float | None = None
    #: Exposure time [s].
    exposure: float | None = None
    #: Filter in front of the detector, as the header names it.
    filter: str | None = None


#: Of a file without a header of an image.
NO_IMAGE_TIME = ImageTime()


def read_image_time(cards: bytes) -> ImageTime:
    """Return the time of an image.

    Parameters
    ----------
    cards
        The header as in the cell, complete or cut off.
    """
    values: dict[str, str] = {}
    for begin in range(0, len(cards), _CARD):
        card = cards[begin : begin + _CARD].decode("latin-1")
        if card[8:10] == "= ":
            values.setdefault(card[:8].strip(), card[10:].partition("/")[0].strip(" '\0"))
    return image_time(values)


def image_time(values: Mapping[str, str]) -> ImageTime:
    """Return the time of an image; ``DATE-OBS`` and ``MJD-OBS`` are read as the start of the exposure.

    Parameters
    ----------
    values
        Values of the header, as text, by keyword.
    """
    exposure = _number(values.get("EXPTIME", values.get("EXPOSURE", "")), (0.0, _LONGEST_S))
    used = values.get("FILTER", "")[:64] or None
    start = _number(values.get("MJD-OBS", ""), _MJD)
    if start is None:
        start = _instant(values.get("DATE-OBS", ""))
    if start is None:
        return ImageTime(exposure=exposure, filter=used)
    mjd = start + (exposure or 0.0) / 2 / SECONDS_PER_DAY
    return ImageTime(mjd=mjd, exposure=exposure, filter=used)


def _number(text: str, limits: tuple[float, float]) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and limits[0] < number < limits[1] else None


def _instant(text: str) -> float | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    try:
        mjd = mjd_of_datetime(datetime.fromisoformat(match[1]).replace(tzinfo=UTC))
    except ValueError:
        return None
    return mjd + float(f"0{match[2] or ''}" if match[2] != "." else 0) / SECONDS_PER_DAY
