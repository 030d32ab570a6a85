"""Calibrated follow-up photometry: targets, uploads, zero points, points, and lists of stars that readers return.

Field names of `Target` to `Measurement` are the columns of the tables ``phot.*``. A missing value is None; in arrays it
is NaN.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from schemas.finding import Finding


class TargetOrigin(StrEnum):
    """Whether the points of a target were observed."""

    MEASURED = "measured"
    #: Computed from a model, for demonstrations and tests.
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """An alert or object that observatories follow. Field names are the columns of ``phot.target``."""

    target_id: str
    ivoid: str | None = None
    name: str | None = None
    #: Position, ICRS [deg].
    ra: float
    dec: float
    #: Instant the alert was published, UTC [MJD].
    published: float | None = None
    n_points: int = 0
    url: str | None = None
    origin: TargetOrigin = TargetOrigin.MEASURED


@dataclass(frozen=True, kw_only=True, slots=True)
class Observatory:
    """An observatory that sends catalogues. Field names are the columns of ``phot.observatory``."""

    observatory_id: str
    name: str | None = None
    #: Longitude and latitude, WGS84, east and north positive [deg], and height [m].
    lon: float | None = None
    lat: float | None = None
    alt: float | None = None
    n_points: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """One accepted upload. Field names are the columns of ``phot.catalogue``."""

    catalogue_id: str
    target_id: str
    observatory_id: str | None = None
    #: Mid-exposure, UTC [MJD].
    mjd: float
    #: Exposure time [s].
    exposure: float | None = None
    #: Filter as the observer gave it.
    filter: str | None = None
    n_stars: int
    #: SHA-256 of the original, hexadecimal.
    checksum: str
    #: Instant of arrival, UTC [MJD].
    received: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """One zero point that was tried. Field names are the columns of ``phot.calibration``."""

    catalogue_id: str
    survey: str
    band: str
    #: Zero point, which is added to instrumental magnitudes; for a star of colour zero if there is a colour term [mag].
    zero_point: float
    #: Standard error of the zero point [mag].
    zero_point_err: float
    #: Robust scatter of the calibrators about the fit, 1.4826 times the median absolute deviation [mag].
    scatter: float
    #: Change of the zero point per magnitude of the calibrators' colour; None if it was not fitted.
    colour_term: float | None = None
    #: Number of stars matched with a reference star of this band, and number that the fit kept.
    n_matched: int
    n_used: int
    #: 1 - n_used / n_matched.
    outlier_fraction: float
    #: True for the zero point that was used for the measurement.
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """One point on a target's standard light curve. Field names are the columns of ``phot.measurement``."""

    measurement_id: str
    target_id: str
    catalogue_id: str
    observatory_id: str | None = None
    #: Mid-exposure, UTC [MJD].
    mjd: float
    #: Magnitude; None where the target was not detected.
    mag: float | None = None
    #: Statistical error of the magnitude [mag].
    mag_err: float | None = None
    #: Error of the calibration, common to all stars of the catalogue [mag].
    calib_err: float | None = None
    #: True where the target was not detected: it was fainter than ``limiting_mag``.
    is_limit: bool = False
    #: Magnitude of the faintest star of the catalogue that is a reference star.
    limiting_mag: float | None = None
    survey: str
    band: str
    #: Largest distance of a star from its reference star and of the target from its position [arcsec].
    radius: float


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ReferenceStars:
    """Stars of one survey with their magnitudes: n stars in k bands."""

    survey: str
    #: Identifiers in the survey, shape (n,).
    source_id: NDArray[np.str_]
    #: Positions, ICRS at the epoch of the survey [deg], shape (n,).
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    #: Names of the k bands.
    bands: tuple[str, ...]
    #: Magnitudes and their errors [mag], shape (k, n); NaN where the survey has no value.
    mag: NDArray[np.float64]
    mag_err: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of stars."""
        return len(self.ra)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SourceList:
    """The stars of one catalogue as a reader returns them; arrays have a value for each star, shape (n,)."""

    #: Format of the file: ``ascii_head``, ``ascii_skycat``, ``fits``, ``votable`` or ``table``.
    format: str
    #: Position [deg], finite.
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    #: Instrumental magnitude and its error [mag]; NaN where the file has no value.
    mag: NDArray[np.float64]
    mag_err: NDArray[np.float64]
    #: Extraction flags of SExtractor; 0 where the file has no flags.
    flags: NDArray[np.int64]
    #: Position on the image [pixel], where the file gives it.
    x: NDArray[np.float64] | None = None
    y: NDArray[np.float64] | None = None
    #: Number of the star's chip in a mosaic, counted from 1.
    chip: NDArray[np.int64]
    #: Location of the star: line of a text file, row of a table (within its chip), counted from 1.
    row: NDArray[np.int64]
    #: The columns that were used, by role (``ra``, ``dec``, ``mag``, ``mag_err``, ``flags``, ``x``, ``y``).
    columns: dict[str, str]
    #: Number of the element of a vector column that was used, counted from 1.
    aperture: int | None = None
    #: Mid-exposure (UTC [MJD]) and exposure time [s] in the header of the image; None where it has none of them.
    mjd: float | None = None
    exposure: float | None = None
    #: Filter in front of the detector as the file names it; its column or keyword is that of the role ``filter``.
    filter: str | None = None
    #: True where the file breaks off, so that stars are missing.
    is_cut: bool = False
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        """Return the number of stars."""
        return len(self.ra)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PointList:
    """Points that were calibrated before they were sent; arrays have a value for each point, shape (n,)."""

    #: Format of the file: ``bhtom_csv``, ``aavso_extended`` or ``atlas_forced``.
    format: str = "bhtom_csv"
    #: Mid-exposure, UTC [MJD].
    mjd: NDArray[np.float64]
    #: Filter as given.
    filter: tuple[str, ...]
    #: Magnitude, or the limit where ``is_limit`` is true [mag].
    mag: NDArray[np.float64]
    #: Limit of the image of a detection [mag], NaN if it is not stated; None if the file has no such column.
    limit: NDArray[np.float64] | None = None
    #: Error [mag]; NaN for limits.
    mag_err: NDArray[np.float64]
    is_limit: NDArray[np.bool_]
    #: Names of telescope and observer, where the file has them.
    facility: tuple[str, ...] | None = None
    observer: tuple[str, ...] | None = None
    #: Line in the file, counted from 1.
    row: NDArray[np.int64]
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.mjd)
