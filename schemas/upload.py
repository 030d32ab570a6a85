"""Uploads of photometry: what an observatory states about a catalogue, and the outcome."""

from dataclasses import dataclass

from schemas.finding import Finding, Severity
from schemas.photometry import Calibration, Catalogue, Measurement


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """What comes beside a catalogue: target, instant, and how to calibrate."""

    target_id: str
    observatory_id: str | None = None
    #: Mid-exposure, UTC [MJD]; None for files that give the time themselves.
    mjd: float | None = None
    #: Exposure time [s].
    exposure: float | None = None
    #: Filter that the observer used, in the observer's own words.
    filter: str | None = None
    #: Largest distance of a match [arcsec].
    radius: float = 2.0
    #: ``SURVEY/band`` to use, either of them ``any``; None: the best.
    force: str | None = None
    #: Column of the magnitude and aperture of a vector column, see `formats.sources.sextractor.read_sources`.
    magnitude: str | None = None
    aperture: int | None = None
    #: Fit a colour term, and the colour of the target for it [mag].
    use_colour: bool = False
    target_colour: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CalibratedUpload:
    """One file, what came beside it, and the outcome: the record that the archive keeps with the file."""

    #: SHA-256 of the file, hexadecimal, its name without folder, and its size [byte].
    checksum: str
    name: str
    size: int
    #: Name of the format, empty if none was recognised.
    format: str
    #: Identifies file, request and reference stars; also of refused files.
    catalogue_id: str
    #: When it came in, UTC [MJD].
    received: float
    #: Version of the software.
    software: str
    upload: Upload
    #: None where it was refused.
    catalogue: Catalogue | None = None
    calibrations: tuple[Calibration, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether it made a point or limit, and no finding forbids to keep it."""
        has_error = any(finding.severity is Severity.ERROR for finding in self.findings)
        return self.catalogue is not None and bool(self.measurements) and not has_error


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """A point that is kept but no longer published."""

    measurement_id: str
    #: Instant, UTC [MJD].
    withdrawn: float
    reason: str
    #: The upload that replaced it, None where a person withdrew it.
    replaced_by: str | None = None
