"""From a file of an observatory to points on standard light curves: read, check, calibrate, name."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from formats.files.packing import unpack
from formats.foreign_files import photometry_program, star_list_program
from formats.sources import aavso_extended, atlas_forced, bhtom_csv, sextractor
from formats.sources.source_table import MAX_SIZE
from ingest.archive.record_json import record_object
from ingest.photometry.upload_checks import check_instant, check_upload
from reduction.photometry.band_choice import split_filter
from reduction.photometry.calibration import (
    CalibratedPoint,
    calibrate,
    calibration_records,
    measurement_record,
)
from reduction.photometry.passbands import with_standard_bands
from reduction.photometry.sky_position import distances
from schemas.errors import FormatError, UmbraError
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY
from schemas.photometry import Catalogue, Measurement, Observatory, PointList, ReferenceStars, SourceList, Target
from schemas.upload import CalibratedUpload, Upload

#: Reference stars within a radius [deg] of a place (ra, dec [deg]), of one survey or of all, and what was missing.
FieldSource = Callable[[float, float, float, str | None], tuple[tuple[ReferenceStars, ...], tuple[Finding, ...]]]

#: A catalogue whose stars lie further from the target [deg] is not of the target's field.
_LARGEST_FIELD_DEG = 3.0
#: Reference stars are taken this much beyond the outermost star [deg].
_MARGIN_DEG = 0.01
#: A header may give the start or the end of an exposure, by a clock that is not the observer's [s].
_SAME_INSTANT_S = 300.0
#: Survey of points that come calibrated and do not say with what.
AS_GIVEN = "observer"
#: Formats of points that come calibrated.
_POINT_FORMATS = frozenset({"aavso_extended", "atlas_forced", "bhtom_csv"})


class FaultError(UmbraError):
    """Reading a file failed or was stopped, without a fault of the file that could be named."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message, finding.hint)
        self.finding = finding


#: Reads a file (content, name, what came with it) as a catalogue of stars or as calibrated points.
StarReader = Callable[[bytes, str, Upload], SourceList | PointList]


def read_stars(data: bytes, name: str, upload: Upload) -> SourceList | PointList:
    """Read a file, maybe packed by gzip: a catalogue of stars, or calibrated points.

    Points come as CSV of BHTOM or TOM Toolkit, in AAVSO's Extended format, or from ATLAS' forced photometry.

    Raises
    ------
    FormatError
        If it cannot be read; a light curve or list of another program is called by its name.
    """
    content = unpack(data, name, max_size=MAX_SIZE)
    head = content[:65536]
    if aavso_extended.identify(head):
        return aavso_extended.read_points(content, name)
    if atlas_forced.identify(head):
        return atlas_forced.read_points(content, name)
    foreign = photometry_program(head) or star_list_program(head)
    if foreign is not None:
        raise FormatError(name, None, "", foreign.message, foreign.hint)
    if bhtom_csv.identify(head[:4096]):
        return bhtom_csv.read_points(content, name)
    return sextractor.read_sources(content, name, magnitude=upload.magnitude, aperture=upload.aperture)


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Values common to all files: known targets and observatories, source of reference stars, time of day."""

    targets: Mapping[str, Target]
    observatories: Mapping[str, Observatory]
    field: FieldSource
    now: Callable[[], float]
    software: str
    read: StarReader = read_stars


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Outcome:
    """The outcome of one file, and the calibration to draw; None for refused files and calibrated points."""

    upload: CalibratedUpload
    point: CalibratedPoint | None = None


def take_upload(data: bytes, name: str, upload: Upload, desk: Desk) -> Outcome:
    """Read a file, calibrate it and give its records their identifiers; nothing is kept.

    Parameters
    ----------
    data
        The whole file, maybe packed by gzip: a catalogue of stars, or calibrated points.
    name
        Its name without folder, for messages.
    upload
        What came with it.
    desk
        Targets, observatories and reference stars.

    Returns
    -------
    Outcome
        With findings of severity error where nothing of it should be kept.
    """
    bare = CalibratedUpload(
        checksum=hashlib.sha256(data).hexdigest(),
        name=name,
        size=len(data),
        format="",
        catalogue_id="",
        received=desk.now(),
        software=desk.software,
        upload=upload,
        findings=(*_unknown(upload, desk), *check_upload(upload, now=desk.now())),
    )
    try:
        stars = desk.read(data, name, upload)
    except FormatError as problem:
        finding = Finding.error(
            FindingCode.UNREADABLE, problem.message, problem.hint, field=problem.field, line=problem.line
        )
        return Outcome(upload=_named(replace(bare, findings=(*bare.findings, finding)), ()))
    except FaultError as problem:
        return Outcome(upload=_named(replace(bare, findings=(*bare.findings, problem.finding)), ()))
    if isinstance(stars, PointList):
        return Outcome(upload=_take_points(stars, bare, desk))
    return _take_sources(stars, bare, desk)


def _take_sources(sources: SourceList, bare: CalibratedUpload, desk: Desk) -> Outcome:
    upload = bare.upload
    findings = (*bare.findings, *sources.findings)
    if upload.mjd is None:
        hint = "" if sources.mjd is None else f"the header of the image says {sources.mjd:.6f}"
        message = "Give the instant of the catalogue with --mjd."
        findings = (Finding.error(FindingCode.VALUE_MISSING, message, hint, field="mjd"), *findings)
    else:
        findings = (*findings, *_other_instant(sources, upload.mjd))
    bare = replace(bare, format=sources.format, findings=findings)
    target = desk.targets.get(upload.target_id)
    if target is None or upload.mjd is None or _has_error(findings):
        return Outcome(upload=_named(bare, ()))
    survey, _ = split_filter(upload.force)
    stars, missing = desk.field(target.ra, target.dec, _field_radius(sources, target), survey)
    references = tuple(with_standard_bands(one) for one in stars)
    point = calibrate(
        sources,
        references,
        target_ra=target.ra,
        target_dec=target.dec,
        radius_arcsec=upload.radius,
        force=upload.force,
        used_filter=upload.filter,
        use_colour=upload.use_colour,
        target_colour=upload.target_colour,
    )
    named = _named(replace(bare, findings=(*findings, *missing, *point.findings)), references)
    if point.is_accepted and not _has_error(named.findings):
        named = _with_records(named, point, len(sources), upload.mjd)
    return Outcome(upload=named, point=point)


def _other_instant(sources: SourceList, mjd: float) -> tuple[Finding, ...]:
    """Return a warning if the header of the image gives another instant than the observer."""
    if sources.mjd is None:
        return ()
    off_s = abs(sources.mjd - mjd) * SECONDS_PER_DAY
    if off_s <= max(2.0 * (sources.exposure or 0.0), _SAME_INSTANT_S):
        return ()
    message = f"{mjd:.6f} is {off_s / 3600:.2f} h from mid-exposure as the header of the image gives it."
    hint = f"the header says {sources.mjd:.6f}; is one of them local time, or of another image?"
    return (Finding.warning(FindingCode.MJD_UNLIKELY, message, hint, field="mjd"),)


def _with_records(named: CalibratedUpload, point: CalibratedPoint, n_stars: int, mjd: float) -> CalibratedUpload:
    measurement = measurement_record(
        point,
        measurement_id=f"{named.catalogue_id}_1",
        target_id=named.upload.target_id,
        catalogue_id=named.catalogue_id,
        observatory_id=named.upload.observatory_id,
        mjd=mjd,
    )
    return replace(
        named,
        catalogue=_catalogue(named, n_stars, mjd),
        calibrations=calibration_records(point, named.catalogue_id),
        measurements=(measurement,),
    )


def _take_points(points: PointList, bare: CalibratedUpload, desk: Desk) -> CalibratedUpload:
    """Take points that are calibrated already as they are."""
    now, rows = desk.now(), points.row.tolist()
    instants = [check_instant(mjd, now=now, line=row) for mjd, row in zip(points.mjd.tolist(), rows, strict=True)]
    findings = (*bare.findings, *points.findings, *(finding for finding in instants if finding is not None))
    named = _named(replace(bare, format=points.format, findings=findings), ())
    if _has_error(findings):
        return named
    return replace(
        named,
        catalogue=_catalogue(named, len(points), float(points.mjd.min())),
        measurements=tuple(_given_point(named, points, number) for number in range(len(points))),
    )


def _given_point(named: CalibratedUpload, points: PointList, number: int) -> Measurement:
    survey, band = _given_band(points.filter[number])
    mag, err = float(points.mag[number]), float(points.mag_err[number])
    is_limit = bool(points.is_limit[number])
    limit = mag if is_limit else np.nan if points.limit is None else float(points.limit[number])
    return Measurement(
        measurement_id=f"{named.catalogue_id}_{number + 1}",
        target_id=named.upload.target_id,
        catalogue_id=named.catalogue_id,
        observatory_id=named.upload.observatory_id,
        mjd=float(points.mjd[number]),
        mag=None if is_limit else mag,
        mag_err=None if is_limit or not np.isfinite(err) else err,
        is_limit=is_limit,
        limiting_mag=limit if np.isfinite(limit) else None,
        survey=survey,
        band=band,
        radius=named.upload.radius,
    )


def _given_band(text: str) -> tuple[str, str]:
    """Split a filter as an observer wrote it into survey and band."""
    survey, slash, band = (part.strip() for part in text[:64].partition("/"))
    return (survey, band) if slash and survey and band else (AS_GIVEN, text[:64].strip() or "unknown")


def _catalogue(named: CalibratedUpload, n_stars: int, mjd: float) -> Catalogue:
    return Catalogue(
        catalogue_id=named.catalogue_id,
        target_id=named.upload.target_id,
        observatory_id=named.upload.observatory_id,
        mjd=mjd,
        exposure=named.upload.exposure,
        filter=named.upload.filter,
        n_stars=n_stars,
        checksum=named.checksum,
        received=named.received,
    )


def _named(bare: CalibratedUpload, references: Sequence[ReferenceStars]) -> CalibratedUpload:
    """Give an upload its identifier: the same for the same file, request and reference stars."""
    upload = bare.upload
    known = sorted((stars.survey, stars.bands, len(stars)) for stars in references)
    key = json.dumps([bare.checksum, record_object(upload), known], sort_keys=True)
    digest = hashlib.sha256(key.encode()).hexdigest()[:10]
    # Points that come calibrated have instants of their own.
    instant = "" if upload.mjd is None or bare.format in _POINT_FORMATS else f"{upload.mjd:.5f}_"
    safe = re.sub(r"[^A-Za-z0-9_.+-]", "-", upload.target_id[:64]).lstrip(".")
    return replace(bare, catalogue_id=f"{safe}_{instant}{digest}")


def _field_radius(sources: SourceList, target: Target) -> float:
    """Return how far from the target reference stars are needed [deg]."""
    off = distances((sources.ra, sources.dec), target.ra, target.dec) / 3600.0
    near = off[off <= _LARGEST_FIELD_DEG]
    return float(near.max() if len(near) else 0.25) + _MARGIN_DEG


def _unknown(upload: Upload, desk: Desk) -> tuple[Finding, ...]:
    findings = []
    if upload.target_id not in desk.targets:
        hint = f"create it: umbra target add {upload.target_id} --ra RA --dec DEC"
        message = f"There is no target {upload.target_id}."
        findings.append(Finding.error(FindingCode.TARGET_UNKNOWN, message, hint, field="target_id"))
    if upload.observatory_id is not None and upload.observatory_id not in desk.observatories:
        hint = f"create it: umbra observatory add {upload.observatory_id} --lon LON --lat LAT"
        message = f"There is no observatory {upload.observatory_id}."
        findings.append(Finding.error(FindingCode.OBSERVATORY_UNKNOWN, message, hint, field="observatory_id"))
    return tuple(findings)


def _has_error(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
