"""A field of made stars: reference stars of a survey, and catalogues of a telescope that saw them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.photometry.photometry import Desk
from schemas.finding import Finding
from schemas.photometry import Observatory, ReferenceStars, Target

Floats = NDArray[np.float64]
NOW = 61000.0


@dataclass(frozen=True, kw_only=True)
class MadeField:
    """Stars around a place, seen through a telescope whose zero point is 25 in APASS V."""

    ra0: float
    dec0: float
    ra: Floats
    dec: Floats
    mag: Floats

    @property
    def references(self) -> ReferenceStars:
        """Return the stars as APASS would have them."""
        return ReferenceStars(
            survey="APASS",
            source_id=np.arange(len(self.ra)).astype(np.str_),
            ra=self.ra,
            dec=self.dec,
            bands=("B", "V"),
            mag=np.array([self.mag + 0.7 + 0.3 * np.sin(np.arange(len(self.mag))), self.mag]),
            mag_err=np.full((2, len(self.mag)), 0.01),
        )

    def write_catalogue(
        self,
        path: Path,
        *,
        target_mag: float | None = 16.0,
        names: str = "ALPHA_J2000 DELTA_J2000",
        ra_factor: float = 1.0,
    ) -> Path:
        """Write an ASCII_HEAD catalogue of the stars and the target, None if it was not seen."""
        rng = np.random.default_rng(8)
        ra, dec, mag = self.ra, self.dec, self.mag
        if target_mag is not None:
            ra, dec, mag = np.append(ra, self.ra0), np.append(dec, self.dec0), np.append(mag, target_mag)
        measured = mag - 25.0 + rng.normal(0, 0.01, len(mag))
        head = [f"# {n} {name}" for n, name in enumerate((*names.split(), "MAG_AUTO", "MAGERR_AUTO", "FLAGS"), 1)]
        rows = [
            f"{one_ra * ra_factor:.7f} {one_dec:.7f} {one:.4f} 0.0100 0"
            for one_ra, one_dec, one in zip(ra, dec, measured, strict=True)
        ]
        path.write_text("\n".join([*head, *rows]) + "\n")
        return path

    def write_references(self, path: Path) -> Path:
        """Write the reference stars as VizieR gives APASS."""
        stars = self.references
        lines = ["recno,RAJ2000,DEJ2000,Bmag,e_Bmag,Vmag,e_Vmag"]
        lines += [
            f"{n},{ra:.7f},{dec:.7f},{b:.4f},0.010,{v:.4f},0.010"
            for n, ra, dec, b, v in zip(stars.source_id, stars.ra, stars.dec, *stars.mag, strict=True)
        ]
        path.write_text("\n".join(lines) + "\n")
        return path

    def desk(self) -> Desk:
        """Return a desk that knows the target ``t1``, the observatory ``o1`` and the reference stars."""

        def field(*_: object) -> tuple[tuple[ReferenceStars, ...], tuple[Finding, ...]]:
            return (self.references,), ()

        return Desk(
            targets={"t1": Target(target_id="t1", ra=self.ra0, dec=self.dec0)},
            observatories={"o1": Observatory(observatory_id="o1")},
            field=field,
            now=lambda: NOW,
            software="test",
        )


def make_field(ra0: float = 150.0, dec0: float = 2.0, *, n_stars: int = 150, seed: int = 3) -> MadeField:
    """Make a field around a place [deg], with no star within 20 arcsec of it."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-0.2, 0.2, (2, n_stars))
    near = np.hypot(x, y) < 20 / 3600
    x = np.where(near, x + 0.05, x)
    # Gnomonic, so that fields at a pole work as others do.
    ra, dec = np.radians([ra0, dec0])
    east = np.array([-np.sin(ra), np.cos(ra), 0.0])
    north = np.array([-np.sin(dec) * np.cos(ra), -np.sin(dec) * np.sin(ra), np.cos(dec)])
    here = np.array([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])
    vectors = here + np.outer(np.radians(x), east) + np.outer(np.radians(y), north)
    vectors /= np.linalg.norm(vectors, axis=1)[:, None]
    return MadeField(
        ra0=ra0,
        dec0=dec0,
        ra=np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0])) % 360.0,
        dec=np.degrees(np.arcsin(vectors[:, 2])),
        mag=rng.uniform(13.0, 18.0, n_stars),
    )
