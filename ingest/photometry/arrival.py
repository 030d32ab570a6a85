"""A file of an observatory as it came in, and the record that is made of it."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.archive.record_json import record_object
from schemas.finding import Finding
from schemas.photometry import Calibration, Catalogue, Measurement, ReferenceStars
from schemas.upload import CalibratedUpload, Upload

#: Formats of points that come calibrated.
POINT_FORMATS = frozenset({"aavso_extended", "atlas_forced", "bhtom_csv"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """What is known of a file and of what came with it before the file is read."""

    #: SHA-256 of the file, hexadecimal, its name without folder, and its size [byte].
    checksum: str
    name: str
    size: int
    #: When it came in, UTC [MJD].
    received: float
    #: Version of the software.
    software: str
    upload: Upload
    #: Remarks on what came with it.
    findings: tuple[Finding, ...]

    @classmethod
    def of_file(
        cls, data: bytes, name: str, upload: Upload, *, received: float, software: str, findings: tuple[Finding, ...]
    ) -> "Arrival":
        """Return the arrival of a file's bytes."""
        checksum = hashlib.sha256(data).hexdigest()
        return cls(
            checksum=checksum,
            name=name,
            size=len(data),
            received=received,
            software=software,
            upload=upload,
            findings=findings,
        )

    def identify(self, file_format: str, references: Sequence[ReferenceStars] = ()) -> str:
        """Return the identifier of what is made of the file: the same for the same file, request and reference stars.

        Parameters
        ----------
        file_format
            Name of the format, empty if none was recognised.
        references
            Reference stars that the file is compared with, one record a survey.
        """
        known = sorted((stars.survey, stars.bands, len(stars)) for stars in references)
        key = json.dumps([self.checksum, record_object(self.upload), known], sort_keys=True)
        digest = hashlib.sha256(key.encode()).hexdigest()[:10]
        # Points that come calibrated have instants of their own.
        has_instant = self.upload.mjd is not None and file_format not in POINT_FORMATS
        instant = f"{self.upload.mjd:.5f}_" if has_instant else ""
        safe = re.sub(r"[^A-Za-z0-9_.+-]", "-", self.upload.target_id[:64]).lstrip(".")
        return f"{safe}_{instant}{digest}"

    def catalogue(self, catalogue_id: str, *, n_stars: int, mjd: float) -> Catalogue:
        """Return the row of an accepted file, from the number of its stars or points and its instant, UTC [MJD]."""
        return Catalogue(
            catalogue_id=catalogue_id,
            target_id=self.upload.target_id,
            observatory_id=self.upload.observatory_id,
            mjd=mjd,
            exposure=self.upload.exposure,
            filter=self.upload.filter,
            n_stars=n_stars,
            checksum=self.checksum,
            received=self.received,
        )

    def refused(
        self, file_format: str, findings: tuple[Finding, ...], references: Sequence[ReferenceStars] = ()
    ) -> CalibratedUpload:
        """Return the record of a file that gave no point; the parameters are those of `identify`, and all findings."""
        return self.record(self.identify(file_format, references), file_format, findings)

    def record(
        self,
        catalogue_id: str,
        file_format: str,
        findings: tuple[Finding, ...],
        *,
        catalogue: Catalogue | None = None,
        calibrations: tuple[Calibration, ...] = (),
        measurements: tuple[Measurement, ...] = (),
    ) -> CalibratedUpload:
        """Return the record of the file, with its identifier, its format, all findings, and the rows made of it."""
        return CalibratedUpload(
            checksum=self.checksum,
            name=self.name,
            size=self.size,
            format=file_format,
            catalogue_id=catalogue_id,
            received=self.received,
            software=self.software,
            upload=self.upload,
            catalogue=catalogue,
            calibrations=calibrations,
            measurements=measurements,
            findings=findings,
        )
