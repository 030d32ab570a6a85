"""Make the sample catalogues: what three telescopes would have sent of three targets that do not exist.

The field and its reference stars are real: a part of ATLAS-REFCAT2 (2018ApJ...867..105T) around RA 99.79, Dec +8.73, in
``samples/atlas_refcat2_part.csv``. The targets, their light curves, the telescopes and the noise are models, and the
targets' names say so. Run as ``python -m resources.phot.bin.make_samples``; the same numbers come out every time.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


@dataclass(frozen=True, kw_only=True, slots=True)
class Star:
    """A target: where it is and how bright in a band at an instant [MJD]."""

    target_id: str
    name: str
    ra: float
    dec: float
    magnitude: Callable[[float, str], float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Telescope:
    """A telescope: place, zero point of one exposure in each band [mag], faintest star [mag], field, and most stars."""

    observatory_id: str
    name: str
    lon: float
    lat: float
    alt: float
    zero_points: dict[str, float]
    limit: float
    exposure: float
    field_deg: float = 0.12
    most_stars: int = 45


def supernova(mjd: float, band: str) -> float:
    """Return the magnitude of a rising and fading point source, redder as it fades."""
    phase = mjd - 60320.0
    rise = 15.2 + 0.012 * phase**2 if phase < 0 else 15.2 + 0.055 * phase
    colour = {"g": 0.1 + 0.02 * max(phase, 0.0), "r": 0.0, "i": 0.05, "z": 0.08}[band]
    return rise + colour


def dwarf_nova(mjd: float, band: str) -> float:
    """Return the magnitude of a star that is too faint but for an outburst of ten days."""
    phase = mjd - 60314.0
    outburst = 14.8 + 0.12 * phase if 0 <= phase < 10 else 21.5
    return outburst + {"g": 0.0, "r": 0.02, "i": 0.06, "z": 0.1}[band]


def pulsator(mjd: float, band: str) -> float:
    """Return the magnitude of a star that varies with a period of 4.37 days."""
    amplitude = {"g": 0.55, "r": 0.42, "i": 0.36, "z": 0.33}[band]
    mean = {"g": 15.9, "r": 15.4, "i": 15.2, "z": 15.1}[band]
    return mean + amplitude * float(np.sin(2 * np.pi * mjd / 4.37))


BANDS = "griz"
TARGETS = (
    Star(
        target_id="demo-supernova",
        name="Demonstration: model of a supernova",
        ra=99.7421,
        dec=8.8113,
        magnitude=supernova,
    ),
    Star(
        target_id="demo-dwarf-nova",
        name="Demonstration: model of a dwarf nova",
        ra=99.8675,
        dec=8.7042,
        magnitude=dwarf_nova,
    ),
    Star(
        target_id="demo-pulsator",
        name="Demonstration: model of a pulsating star",
        ra=99.8204,
        dec=8.6387,
        magnitude=pulsator,
    ),
)
TELESCOPES = (
    Telescope(
        observatory_id="demo-north",
        name="Demonstration: model of a 60 cm telescope",
        lon=21.42,
        lat=52.09,
        alt=138.0,
        zero_points={"g": 26.91, "r": 27.02, "i": 26.44, "z": 25.3},
        limit=18.4,
        exposure=120.0,
    ),
    Telescope(
        observatory_id="demo-south",
        name="Demonstration: model of a 1 m telescope",
        lon=20.81,
        lat=-32.38,
        alt=1804.0,
        zero_points={"g": 28.73, "r": 28.8, "i": 28.2, "z": 27.4},
        limit=19.0,
        exposure=60.0,
    ),
    Telescope(
        observatory_id="demo-garden",
        name="Demonstration: model of a 25 cm telescope",
        lon=-1.31,
        lat=48.7,
        alt=90.0,
        zero_points={"g": 24.2, "r": 24.5, "i": 23.9, "z": 22.8},
        limit=17.2,
        exposure=180.0,
    ),
)
PLAN = (
    ("demo-supernova", "demo-north", "r", (60312.93, 60316.88, 60321.9, 60330.85)),
    ("demo-supernova", "demo-south", "g", (60314.05, 60319.04, 60326.1, 60336.0)),
    ("demo-supernova", "demo-garden", "r", (60318.83, 60324.91)),
    ("demo-dwarf-nova", "demo-south", "r", (60311.02, 60314.6, 60317.05, 60320.01, 60326.98)),
    ("demo-dwarf-nova", "demo-garden", "i", (60312.8, 60315.82)),
    ("demo-pulsator", "demo-north", "i", (60311.9, 60313.02, 60314.93, 60316.05, 60317.9)),
)


def read_references() -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Return places [deg] and magnitudes of the reference stars."""
    with (SAMPLES / "atlas_refcat2_part.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    return columns["RA_ICRS"], columns["DE_ICRS"], {band: columns[f"{band}mag"] for band in BANDS}


def catalogue_lines(star: Star, telescope: Telescope, band: str, mjd: float, rng: np.random.Generator) -> Iterator[str]:
    """Return the lines of one catalogue of SExtractor."""
    ra, dec, mags = read_references()
    off = np.hypot((ra - star.ra) * np.cos(np.radians(dec)), dec - star.dec)
    seen = np.flatnonzero((off < telescope.field_deg) & (mags[band] < telescope.limit))
    seen = rng.permutation(seen)[: telescope.most_stars]
    mag, places = mags[band][seen], np.column_stack([ra[seen], dec[seen]])
    brightness = star.magnitude(mjd, band)
    if brightness < telescope.limit:
        mag, places = np.append(mag, brightness), np.vstack([places, [star.ra, star.dec]])
    err = 0.004 + 0.06 * 10 ** (0.4 * (mag - telescope.limit))
    cloud = rng.normal(0, 0.08)
    measured = mag - telescope.zero_points[band] + cloud + rng.normal(0, np.hypot(err, 0.015))
    places = places + rng.normal(0, 0.12 / 3600, places.shape)
    columns = (
        "NUMBER Running object number",
        "ALPHA_J2000 Right ascension of barycenter (J2000) [deg]",
        "DELTA_J2000 Declination of barycenter (J2000) [deg]",
        "MAG_AUTO Kron-like elliptical aperture magnitude [mag]",
        "MAGERR_AUTO RMS error for AUTO magnitude [mag]",
        "FLAGS Extraction flags",
    )
    for number, words in enumerate(columns, 1):
        name, _, rest = words.partition(" ")
        yield f"# {number:3d} {name:15} {rest}"
    for number, (place, value, error) in enumerate(zip(places, measured, err, strict=True), 1):
        yield f"{number:10d} {place[0]:11.7f} {place[1]:+11.7f} {value:9.4f} {error:8.4f}    0"


def main() -> None:
    """Write catalogues and the list of what came with them."""
    rng = np.random.default_rng(20240110)
    stars = {star.target_id: star for star in TARGETS}
    telescopes = {telescope.observatory_id: telescope for telescope in TELESCOPES}
    uploads = []
    for target_id, observatory_id, band, instants in PLAN:
        for mjd in instants:
            telescope = telescopes[observatory_id]
            name = f"{target_id}_{observatory_id.removeprefix('demo-')}_{band}_{mjd:.2f}.cat"
            lines = catalogue_lines(stars[target_id], telescope, band, mjd, rng)
            (SAMPLES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
            given = {"target_id": target_id, "observatory_id": observatory_id, "mjd": mjd}
            uploads.append({"file": name, **given, "exposure": telescope.exposure, "filter": band})
    listing = {
        "targets": [
            {name: getattr(star, name) for name in ("target_id", "name", "ra", "dec")} | {"origin": "synthetic"}
            for star in TARGETS
        ],
        "observatories": [
            {name: getattr(telescope, name) for name in ("observatory_id", "name", "lon", "lat", "alt")}
            for telescope in TELESCOPES
        ],
        "references": [{"file": "atlas_refcat2_part.csv", "survey": "ATLAS"}],
        "uploads": uploads,
    }
    (SAMPLES / "samples.json").write_text(json.dumps(listing, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
