"""What came with a catalogue to findings: impossible instants, exposures, radii and filters."""

import math
import re
from collections.abc import Iterator

from ingest.photometry.survey_columns import SURVEYS, survey_of
from reduction.photometry.band_choice import split_filter
from reduction.photometry.passbands import PASSBANDS
from schemas.finding import Finding, FindingCode
from schemas.instant import MJD_ZERO_JD
from schemas.upload import Upload

#: Identifiers are in addresses and file names.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}")
#: 1970-01-01, before there were digital detectors.
_FIRST_MJD = 40587.0
_UNIX_SECONDS = 1e8
#: A clock may be ahead of ours [d].
_AHEAD = 0.01
_LONGEST_EXPOSURE_S = 86_400.0
_LARGEST_RADIUS_ARCSEC = 30.0


def check_upload(upload: Upload, *, now: float) -> tuple[Finding, ...]:
    """Return what is wrong with the words that came with a catalogue; ``now`` is the present, UTC [MJD]."""
    return (*_mjd(upload, now), *_numbers(upload), *_filter(upload))


def check_instant(mjd: float, *, now: float, field: str = "mjd", line: int | None = None) -> Finding | None:
    """Return what is wrong with an instant that should be an MJD of an observation, None if nothing is."""
    hint = ""
    if not math.isfinite(mjd):
        message = f"{mjd} is no instant."
    elif _FIRST_MJD <= mjd - MJD_ZERO_JD <= now + 1:
        message = f"{mjd:.6f} is a Julian Date."
        hint = f"the Modified Julian Date is {mjd - MJD_ZERO_JD:.6f}"
    elif mjd > _UNIX_SECONDS:
        message, hint = f"{mjd:g} is no Modified Julian Date.", "are these seconds since 1970?"
    elif mjd > now + _AHEAD:
        message, hint = f"{mjd:.6f} is {mjd - now:.2f} days in the future.", "give mid-exposure in UTC as MJD"
    elif mjd < _FIRST_MJD:
        message, hint = f"{mjd:.6f} is before 1970.", "give mid-exposure in UTC as MJD, in full (60000.12345)"
    else:
        return None
    return Finding.error(FindingCode.MJD_UNLIKELY, message, hint, field=field, line=line)


def _mjd(upload: Upload, now: float) -> Iterator[Finding]:
    if upload.mjd is not None and (finding := check_instant(upload.mjd, now=now)) is not None:
        yield finding


def _numbers(upload: Upload) -> Iterator[Finding]:
    code = FindingCode.UPLOAD_OPTION
    if upload.exposure is not None and not 0 < upload.exposure <= _LONGEST_EXPOSURE_S:
        yield Finding.error(
            code, f"An exposure of {upload.exposure:g} s is impossible.", "give seconds", field="exposure"
        )
    if not 0 < upload.radius <= _LARGEST_RADIUS_ARCSEC:
        hint = f"give arcseconds, up to {_LARGEST_RADIUS_ARCSEC:g}; 1, 2, 4 and 6 are usual"
        yield Finding.error(code, f"A radius of {upload.radius:g} arcsec cannot be used.", hint, field="radius")
    if upload.target_colour is not None and not abs(upload.target_colour) < 10:
        yield Finding.error(code, f"A colour of {upload.target_colour:g} mag is impossible.", field="target_colour")


def _filter(upload: Upload) -> Iterator[Finding]:
    try:
        survey, band = split_filter(upload.force)
    except ValueError as problem:
        yield Finding.error(
            FindingCode.UPLOAD_OPTION, f"{problem}.", "for instance APASS/V, any/V or auto", field="filter"
        )
        return
    if survey is not None and survey_of(survey) is None:
        names = ", ".join(SURVEYS)
        yield Finding.error(
            FindingCode.UPLOAD_OPTION, f"There is no survey {survey!r} here.", f"there are {names}", field="filter"
        )
        return
    known = survey_of(survey) if survey else None
    bands = PASSBANDS[known.name] if known else {band for bands in PASSBANDS.values() for band in bands}
    if band is not None and band not in bands:
        where = f"{known.name} has" if known else "there are"
        message = f"There is no band {band!r}."
        yield Finding.error(FindingCode.UPLOAD_OPTION, message, f"{where} {', '.join(sorted(bands))}", field="filter")
