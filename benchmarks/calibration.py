"""Match and zero points in every band of 3,000 stars against 100,000 reference stars, beside astropy. Limit: 20 ms.

Astropy does the same steps with its own functions: ``match_to_catalog_sky`` one way and ``sigma_clip`` about the median
with the median absolute deviation, with places given as arrays. ``python -m benchmarks.calibration``
"""

import sys
from collections.abc import Callable
from time import perf_counter

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord
from astropy.stats import mad_std, sigma_clip

from reduction.calibration import CalibratedPoint, calibrate
from reduction.crossmatch import Match, match_mutual
from schemas.photometry import ReferenceStars, SourceList

N_STARS, N_REFERENCES = 3_000, 100_000
BANDS = ("u", "g", "r", "i", "z")
RA, DEC = 150.0, 30.0
RADIUS_ARCSEC = 2.0
LIMIT_MS = 20.0
ROUNDS = 15


def make_field(half_size: float, *, seed: int = 1) -> tuple[SourceList, ReferenceStars]:
    """Make references in a square of the sky and stars in its middle half degree, 15 % of them outliers."""
    rng = np.random.default_rng(seed)
    ra, dec = (
        RA + rng.uniform(-half_size, half_size, N_REFERENCES),
        DEC + rng.uniform(-half_size, half_size, N_REFERENCES),
    )
    mag = rng.uniform(13, 20, N_REFERENCES) + rng.normal(0, 0.3, (len(BANDS), 1))
    references = ReferenceStars(
        survey="SDSS",
        source_id=np.arange(N_REFERENCES).astype(np.str_),
        ra=ra,
        dec=dec,
        bands=BANDS,
        mag=mag + rng.normal(0, 0.05, mag.shape),
        mag_err=np.full(mag.shape, 0.02),
    )
    inside = np.flatnonzero((np.abs(ra - RA) < 0.25) & (np.abs(dec - DEC) < 0.25))
    seen = rng.choice(inside, N_STARS, replace=False)
    off = np.where(rng.random(N_STARS) < 0.15, rng.normal(0, 1, N_STARS), 0)
    sources = SourceList(
        format="table",
        ra=ra[seen] + rng.normal(0, 0.2 / 3600, N_STARS),
        dec=dec[seen] + rng.normal(0, 0.2 / 3600, N_STARS),
        mag=mag[2, seen] - 25.0 + rng.normal(0, 0.02, N_STARS) + off,
        mag_err=np.full(N_STARS, 0.02),
        flags=np.zeros(N_STARS, dtype=np.int64),
        chip=np.ones(N_STARS, dtype=np.int64),
        row=np.arange(1, N_STARS + 1),
        columns={"ra": "ALPHA_J2000", "dec": "DELTA_J2000", "mag": "MAG_AUTO"},
    )
    return sources, references


def ours(sources: SourceList, references: ReferenceStars) -> CalibratedPoint:
    """Do the whole calibration: match, check of the sky, zero points with errors, target."""
    return calibrate(sources, [references], target_ra=RA, target_dec=DEC, radius_arcsec=RADIUS_ARCSEC)


def our_match(sources: SourceList, references: ReferenceStars) -> Match:
    """Do the match alone."""
    return match_mutual(sources.ra, sources.dec, references.ra, references.dec, radius_arcsec=RADIUS_ARCSEC)


def astropy_match(sources: SourceList, references: ReferenceStars) -> tuple[np.ndarray, np.ndarray]:
    """Do the match alone, with astropy."""
    stars = SkyCoord(sources.ra, sources.dec, unit="deg")
    index, separation, _ = stars.match_to_catalog_sky(SkyCoord(references.ra, references.dec, unit="deg"))
    return index, separation < RADIUS_ARCSEC * u.arcsec


def astropy_all(sources: SourceList, references: ReferenceStars) -> list[tuple[float, float, int]]:
    """Do match and zero points in all bands, with astropy."""
    index, is_near = astropy_match(sources, references)
    return [astropy_zero_point(sources, references, number, index, is_near) for number in range(len(BANDS))]


def astropy_zero_point(
    sources: SourceList, references: ReferenceStars, number: int, index: np.ndarray, is_near: np.ndarray
) -> tuple[float, float, int]:
    """Clip the differences of one band and return mean, scatter and number."""
    difference = references.mag[number, index[is_near]] - sources.mag[is_near]
    kept = sigma_clip(difference, sigma=3, maxiters=None, stdfunc=mad_std, masked=False)
    return float(kept.mean()), float(mad_std(kept)), len(kept)


def milliseconds(step: Callable[[], object]) -> float:
    """Return the shortest time of a step: other programs only add to it."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        step()
        times.append(perf_counter() - start)
    return min(times) * 1e3


def main() -> int:
    """Print times side by side and return 1 if the limit is passed."""
    is_late = False
    print(f"{N_STARS} stars, {N_REFERENCES} references, {len(BANDS)} bands, radius {RADIUS_ARCSEC:g} arcsec")
    for half_size in (1.0, 0.25):
        sources, references = make_field(half_size)
        point = ours(sources, references)
        peer = astropy_all(sources, references)
        best = next(fit.zero_point for fit in point.fits if fit.band == "r")
        print(f"references in {2 * half_size:g} x {2 * half_size:g} deg")
        print(f"  zero point in r {best.zero_point:.4f} +- {best.zero_point_err:.4f}, {best.n_used} stars,", end=" ")
        print(f"astropy {peer[2][0]:.4f}, {peer[2][2]} stars")
        whole = milliseconds(lambda: ours(sources, references))  # noqa: B023
        match = milliseconds(lambda: our_match(sources, references))  # noqa: B023
        peer_match = milliseconds(lambda: astropy_match(sources, references))  # noqa: B023
        peer_all = milliseconds(lambda: astropy_all(sources, references))  # noqa: B023
        for name, time, peer_time in (("match", match, peer_match), ("match and zero points", whole, peer_all)):
            print(f"  {name:22s} {time:6.1f} ms   astropy {peer_time:6.1f} ms   ratio {peer_time / time:5.1f}")
        is_late |= whole > LIMIT_MS
    print(f"limit {LIMIT_MS:g} ms: {'passed' if is_late else 'kept'}")
    return int(is_late)


if __name__ == "__main__":
    sys.exit(main())
