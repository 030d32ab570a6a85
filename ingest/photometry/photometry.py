"""From a file of an observatory to points on standard light curves: read, check, calibrate, name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from formats.files.packing import unpack
from formats.foreign_files import photometry_program, star_list_program
from formats.sources import aavso_extended, atlas_forced, bhtom_csv, sextractor
from formats.sources.source_table import MAX_SIZE
from ingest.photometry.arrival import Arrival
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
    now = desk.now()
    findings = (*_unknown(upload, desk), *check_upload(upload, now=now))
    arrival = Arrival.of_file(data, name, upload, received=now, software=desk.software, findings=findings)
    try:
        stars = desk.read(data, name, upload)
    except FormatError as problem:
        finding = Finding.error(
            FindingCode.UNREADABLE, problem.message, problem.hint, field=problem.field, line=problem.line
        )
        return Outcome(upload=arrival.refused("", (*findings, finding)))
    except FaultError as problem:
        return Outcome(upload=arrival.refused("", (*findings, problem.finding)))
    if isinstance(stars, PointList):
        return Outcome(upload=_take_points(stars, arrival, now=now))
    return _take_sources(stars, arrival, desk)


def _take_sources(sources: SourceList, arrival: Arrival, desk: Desk) -> Outcome:
    upload, findings = arrival.upload, _source_findings(sources, arrival)
    target = desk.targets.get(upload.target_id)
    if target is None or upload.mjd is None or _has_error(findings):
        return Outcome(upload=arrival.refused(sources.format, findings))
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
    findings = (*findings, *missing, *point.findings)
    if not point.is_accepted or _has_error(findings):
        return Outcome(upload=arrival.refused(sources.format, findings, references), point=point)
    identifier = arrival.identify(sources.format, references)
    catalogue = arrival.catalogue(identifier, n_stars=len(sources), mjd=upload.mjd)
    record = arrival.record(
        identifier,
        sources.format,
        findings,
        catalogue=catalogue,
        calibrations=calibration_records(point, identifier),
        measurements=(_measurement(point, catalogue),),
    )
    return Outcome(upload=record, point=point)


def _source_findings(sources: SourceList, arrival: Arrival) -> tuple[Finding, ...]:
    """Return the findings on a catalogue and on its instant."""
    findings = (*arrival.findings, *sources.findings)
    if arrival.upload.mjd is not None:
        return (*findings, *_other_instant(sources, arrival.upload.mjd))
    hint = "" if sources.mjd is None else f"the header of the image says {sources.mjd:.6f}"
    message = "Give the instant of the catalogue with --mjd."
    return (Finding.error(FindingCode.VALUE_MISSING, message, hint, field="mjd"), *findings)


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


def _measurement(point: CalibratedPoint, catalogue: Catalogue) -> Measurement:
    return measurement_record(
        point,
        measurement_id=f"{catalogue.catalogue_id}_1",
        target_id=catalogue.target_id,
        catalogue_id=catalogue.catalogue_id,
        observatory_id=catalogue.observatory_id,
        mjd=catalogue.mjd,
    )


def _take_points(points: PointList, arrival: Arrival, *, now: float) -> CalibratedUpload:
    """Take points that are calibrated already as they are."""
    rows = points.row.tolist()
    instants = [check_instant(mjd, now=now, line=row) for mjd, row in zip(points.mjd.tolist(), rows, strict=True)]
    findings = (*arrival.findings, *points.findings, *(finding for finding in instants if finding is not None))
    if _has_error(findings):
        return arrival.refused(points.format, findings)
    identifier, radius = arrival.identify(points.format), arrival.upload.radius
    catalogue = arrival.catalogue(identifier, n_stars=len(points), mjd=float(points.mjd.min()))
    measurements = tuple(_given_point(points, number, catalogue, radius) for number in range(len(points)))
    return arrival.record(identifier, points.format, findings, catalogue=catalogue, measurements=measurements)


def _given_point(points: PointList, number: int, catalogue: Catalogue, radius: float) -> Measurement:
    survey, band = _given_band(points.filter[number])
    mag, err = float(points.mag[number]), float(points.mag_err[number])
    is_limit = bool(points.is_limit[number])
    limit = mag if is_limit else np.nan if points.limit is None else float(points.limit[number])
    return Measurement(
        measurement_id=f"{catalogue.catalogue_id}_{number + 1}",
        target_id=catalogue.target_id,
        catalogue_id=catalogue.catalogue_id,
        observatory_id=catalogue.observatory_id,
        mjd=float(points.mjd[number]),
        mag=None if is_limit else mag,
        mag_err=None if is_limit or not np.isfinite(err) else err,
        is_limit=is_limit,
        limiting_mag=limit if np.isfinite(limit) else None,
        survey=survey,
        band=band,
        radius=radius,
    )


def _given_band(text: str) -> tuple[str, str]:
    """Split a filter as an observer wrote it into survey and band."""
    survey, slash, band = (part.strip() for part in text[:64].partition("/"))
    return (survey, band) if slash and survey and band else (AS_GIVEN, text[:64].strip() or "unknown")


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
