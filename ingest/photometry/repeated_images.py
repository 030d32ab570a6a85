"""The same image in two files: points of one target, observatory and instant that came with different bytes."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from schemas.finding import Finding, FindingCode
from schemas.instant import SECONDS_PER_DAY
from schemas.photometry import Measurement
from schemas.upload import CalibratedUpload

#: Instants are often given to five decimals of a day; closer ones are taken for the same [s].
_SAME_INSTANT_S = 1.0

#: Points by filter, None where none is stated.
Bands = dict[str | None, list[Measurement]]


def span(upload: CalibratedUpload) -> tuple[float, float]:
    """Return first and last instant of an upload's points, UTC [MJD]."""
    instants = [point.mjd for point in upload.measurements]
    return min(instants), max(instants)


def find_repeated(
    upload: CalibratedUpload, earlier: CalibratedUpload, *, withdrawn: Collection[str] = ()
) -> Finding | None:
    """Return a warning if two files gave points of the same image, as far as the values that came with them show.

    Parameters
    ----------
    upload
        The new one, accepted.
    earlier
        One that is in the archive.
    withdrawn
        Identifiers of points that are not published; they are not compared.

    Returns
    -------
    Finding or None
        None for the same file, another target or observatory, other instants, and where both say in which filter they
        were taken and the filters differ: some cameras expose in several at once.
    """
    ours, theirs = upload.upload, earlier.upload
    if upload.checksum == earlier.checksum:
        return None
    if (ours.target_id, ours.observatory_id) != (theirs.target_id, theirs.observatory_id):
        return None
    tolerance_s = max(0.5 * (ours.exposure or 0.0), 0.5 * (theirs.exposure or 0.0), _SAME_INSTANT_S)
    there = [point for point in earlier.measurements if point.measurement_id not in withdrawn]
    pairs = [*_pairs(_by_band(upload, upload.measurements), _by_band(earlier, there), tolerance_s / SECONDS_PER_DAY)]
    if not pairs:
        return None
    one, other = pairs[0]
    count = len({pair[0].measurement_id for pair in pairs})
    what = "" if len(upload.measurements) == 1 else f"{count} of {len(upload.measurements)} points: "
    observatory = f"observatory {ours.observatory_id}" if ours.observatory_id else "no observatory named"
    message = (
        f"{what}{earlier.catalogue_id}, made of another file, has the same target and instant ({observatory}, "
        f"{abs(one.mjd - other.mjd) * SECONDS_PER_DAY:.1f} s apart). Both are kept."
    )
    hint = f"if it is the same image: umbra withdraw {other.measurement_id}"
    return Finding.warning(FindingCode.IMAGE_REPEATED, message, hint, field="mjd")


def _by_band(upload: CalibratedUpload, points: Sequence[Measurement]) -> Bands:
    """Return points by the filter that an observer states, in the order of time; calibrated ones state it singly."""
    bands: Bands = {}
    stated = upload.upload.filter
    for point in sorted(points, key=lambda one: one.mjd):
        band = stated or (None if upload.calibrations else f"{point.survey}/{point.band}")
        bands.setdefault(band and band.strip(), []).append(point)
    return bands


def _pairs(ours: Bands, theirs: Bands, tolerance: float) -> Iterator[tuple[Measurement, Measurement]]:
    """Yield points with the first of the others that is near in time [d] and not in another filter."""
    for band, points in ours.items():
        for other_band in theirs if band is None else [key for key in (band, None) if key in theirs]:
            others = theirs[other_band]
            instants = np.array([other.mjd for other in others])
            for point in points:
                first = int(np.searchsorted(instants, point.mjd - tolerance))
                if first < len(others) and abs(others[first].mjd - point.mjd) <= tolerance:
                    yield point, others[first]
