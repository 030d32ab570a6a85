"""Uploads of photometry: the options that an observatory sends with a catalogue, and the result."""

from dataclasses import dataclass

from schemas.finding import Finding, Severity
from schemas.photometry import Calibration, Catalogue, Measurement


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """Target, instant and options that are sent with a catalogue."""

    target_id: str
    observatory_id: str | None = None
    #: Mid-exposure, UTC [MJD]; None for files that state the time.
    mjd: float | None = None
    #: Exposure time [s].
    exposure: float | None = None
    #: Filter that the observer used, in the observer's own words.
    filter: str | None = None
    #: Largest distance of a match [arcsec].
    radius: float = 2.0
    #: ``SURVEY/band`` to use; each part may be ``any``. None: the best band.
    force: str | None = None
    #: Column of the magnitude, and number of the aperture, see `formats.sources.sextractor.read_sources`.
    magnitude: str | None = None
    aperture: int | None = None
    #: Whether a colour term is fitted, and the colour of the target for it [mag].
    use_colour: bool = False
    target_colour: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CalibratedUpload:
    """A file, its options and the result of its calibration: the record that the archive keeps with the file."""

    #: SHA-256 of the file in hexadecimal, its name without folder, and its size [byte].
    checksum: str
    name: str
    size: int
    #: Name of the format; empty if it was not recognised.
    format: str
    #: Identifier of the combination of file, options and reference stars; refused files have one too.
    catalogue_id: str
    #: When it was received, UTC [MJD].
    received: float
    #: Version of the software.
    software: str
    upload: Upload
    #: None if the file was refused.
    catalogue: Catalogue | None = None
    calibrations: tuple[Calibration, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the file gave a point or limit, and no finding is an error."""
        has_error = any(finding.severity is Severity.ERROR for finding in self.findings)
        return self.catalogue is not None and bool(self.measurements) and not has_error


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """A point that is kept but no longer published."""

    measurement_id: str
    #: When it was withdrawn, UTC [MJD].
    withdrawn: float
    reason: str
    #: The upload that replaced it; None if a person withdrew it.
    replaced_by: str | None = None
