"""The outcome of a catalogue that came in: kept, known already, withdrawn, or refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.archive.record_json import JsonObject, finding_object, full_object
from ingest.photometry.fit_files import FILE_NAME, pack_fits
from ingest.photometry.photometry import Outcome
from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.repeated_images import find_repeated, span
from schemas.codes import FileStatus
from schemas.finding import Finding, FindingCode
from schemas.photometry import Target
from schemas.upload import CalibratedUpload, Withdrawal

#: Half of the longest exposure that is accepted, and the rounding of instants in identifiers [d].
_LONGEST_HALF_DAY = 0.501

#: Draws the zero points of a file into pictures.
Plotter = Callable[[Outcome], tuple[Path, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """The outcome of one file."""

    path: Path
    status: FileStatus
    upload: CalibratedUpload
    #: None where the target does not exist.
    target: Target | None = None
    #: Pictures of its zero points that were drawn.
    plots: tuple[Path, ...] = ()

    def as_object(self) -> JsonObject:
        """Return it as `umbra calibrate --json` prints it."""
        upload = self.upload
        records: list[JsonObject] = [] if upload.catalogue is None else [full_object(upload.catalogue)]
        kinds = ["catalogue"] * len(records)
        for kind, found in (("calibration", upload.calibrations), ("measurement", upload.measurements)):
            records += [full_object(record) for record in found]
            kinds += [kind] * len(found)
        return {
            "file": str(self.path),
            "format": upload.format or None,
            "status": self.status,
            "target_id": upload.upload.target_id,
            "ra": None if self.target is None else self.target.ra,
            "dec": None if self.target is None else self.target.dec,
            "catalogue_id": upload.catalogue_id if upload.catalogue is not None else None,
            **summary(upload),
            "records": [{"kind": kind, **record} for kind, record in zip(kinds, records, strict=True)],
            "plots": [str(path) for path in self.plots],
            "findings": [finding_object(finding) for finding in upload.findings],
        }


def summary(upload: CalibratedUpload) -> JsonObject:
    """Return the result for an observatory: the point and the zero point it was made with."""
    point = upload.measurements[0] if len(upload.measurements) == 1 else None
    chosen = next((calibration for calibration in upload.calibrations if calibration.chosen), None)
    names = ("mjd", "survey", "band", "mag", "mag_err", "calib_err", "is_limit", "limiting_mag")
    values = {name: None if point is None else getattr(point, name) for name in names}
    fitted = ("zero_point", "zero_point_err", "scatter", "n_matched", "n_used", "outlier_fraction")
    values |= {name: None if chosen is None else getattr(chosen, name) for name in fitted}
    return {**values, "radius": upload.upload.radius}


def settle(
    archive: PhotometryArchive,
    path: Path,
    data: bytes,
    outcome: Outcome,
    *,
    target: Target | None,
    before: Sequence[CalibratedUpload] | None = None,
    plot: Plotter | None = None,
) -> Taken:
    """Decide the outcome of a file, keep it, and draw it.

    Parameters
    ----------
    archive
        Archive that keeps it.
    path, data, outcome
        The file, and what was made of it.
    target
        The target of the file, None if it does not exist.
    before
        In a dry run, which keeps nothing, the outcomes of the files before this one; else None.
    plot
        Draws its zero points.
    """
    status, upload = _keep(archive, data, outcome, before=before)
    plots = () if plot is None else plot(outcome)
    return Taken(path=path, status=status, upload=upload, target=target, plots=plots)


def _keep(
    archive: PhotometryArchive, data: bytes, outcome: Outcome, *, before: Sequence[CalibratedUpload] | None
) -> tuple[FileStatus, CalibratedUpload]:
    """Keep a file, and return what became of it, and its record or the one that the archive has of it already."""
    dry_run = before is not None
    upload = outcome.upload
    if not upload.is_accepted:
        if not dry_run:
            archive.store(upload, data, {})
        return FileStatus.REFUSED, upload
    known = archive.find(upload.checksum, upload.catalogue_id)
    hidden = archive.withdrawals()
    if known is not None:
        states = [hidden.get(point.measurement_id) for point in known.measurements]
        if not any(states):
            return FileStatus.UNCHANGED, known
        if any(state is not None and state.replaced_by is None for state in states):
            return FileStatus.WITHDRAWN, known
    replaced = [one for one in _earlier(archive, upload) if one.measurements[0].measurement_id not in hidden]
    upload = replace(
        upload, findings=(*upload.findings, *map(_replaces, replaced), *_repeated(archive, upload, before or ()))
    )
    if not dry_run:
        archive.store(upload, data, attachments(outcome))
        _exchange(archive, upload, replaced)
    return FileStatus.ACCEPTED, upload


def attachments(outcome: Outcome) -> dict[str, bytes]:
    """Return the files that are kept beside a record, by name."""
    fits = () if outcome.point is None else outcome.point.fits
    return {FILE_NAME: pack_fits(fits)} if fits else {}


def _earlier(archive: PhotometryArchive, upload: CalibratedUpload) -> list[CalibratedUpload]:
    """Return the earlier outcomes of the same file for the same target."""
    return [
        one
        for one in archive.uploads_of(upload.checksum)
        if one.upload.target_id == upload.upload.target_id and one.catalogue_id != upload.catalogue_id
    ]


def _repeated(
    archive: PhotometryArchive, upload: CalibratedUpload, before: Sequence[CalibratedUpload]
) -> list[Finding]:
    """Return a warning for each earlier file that seems to be of the same image."""
    begin, end = span(upload)
    near = archive.uploads_near(upload.upload.target_id, begin - _LONGEST_HALF_DAY, end + _LONGEST_HALF_DAY)
    hidden = archive.withdrawals()
    known = {one.catalogue_id: one for one in (*near, *before) if one.is_accepted}
    found = [find_repeated(upload, one, withdrawn=hidden) for one in known.values()]
    return sorted((finding for finding in found if finding is not None), key=lambda finding: finding.message)


def _exchange(archive: PhotometryArchive, upload: CalibratedUpload, replaced: list[CalibratedUpload]) -> None:
    """Publish an upload's points instead of those it replaces."""
    hidden = archive.withdrawals()
    for point in upload.measurements:
        if point.measurement_id in hidden:
            archive.restore(point.measurement_id)
    for one in replaced:
        for point in one.measurements:
            reason = f"replaced by {upload.catalogue_id}"
            archive.withdraw(
                Withdrawal(
                    measurement_id=point.measurement_id,
                    withdrawn=upload.received,
                    reason=reason,
                    replaced_by=upload.catalogue_id,
                )
            )


def _replaces(earlier: CalibratedUpload) -> Finding:
    message = f"It replaces {earlier.catalogue_id}, made from the same file."
    return Finding.info(FindingCode.POINT_REPLACED, message)
