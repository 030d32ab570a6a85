"""Photometric bands of the surveys, and standard B V R I from the bands of the Sloan survey.

The transformations are those of R. Lupton (2005), which were fitted, with their scatter, to Stetson's magnitudes of
stars of all kinds that the Sloan survey measured (https://www.sdss4.org/dr16/algorithms/sdssUBVRITransform/). Those of
Chonis & Gaskell (2008AJ....135..264C) agree within 0.03 mag for normal stars; those of Jordi, Grebel & Ammon
(2006A&A...460..339J) agree within 0.01 mag in B, V and I, but give R 0.04 to 0.09 mag fainter than the two others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.photometry import ReferenceStars


@dataclass(frozen=True, kw_only=True, slots=True)
class Passband:
    """Values of a band that convert magnitudes to fluxes."""

    #: Identifier of the band in the SVO Filter Profile Service.
    filter_id: str
    #: ``AB`` or ``Vega``.
    system: str
    #: Effective wavelength [nm].
    wavelength: float
    #: Flux density of magnitude zero [Jy].
    zero_flux: float
    #: Source of the two numbers.
    source: str


#: Flux density of magnitude zero in the AB system [Jy] (1983ApJ...266..713O).
AB_ZERO_FLUX = 3631.0


def _ab(prefix: str, source: str, **wavelengths: float) -> dict[str, Passband]:
    return {
        band: Passband(
            filter_id=f"{prefix}.{band}", system="AB", wavelength=wavelength, zero_flux=AB_ZERO_FLUX, source=source
        )
        for band, wavelength in wavelengths.items()
    }


def _vega(prefix: str, source: str, **values: tuple[float, float]) -> dict[str, Passband]:
    return {
        band: Passband(
            filter_id=f"{prefix}.{band}", system="Vega", wavelength=wavelength, zero_flux=zero_flux, source=source
        )
        for band, (wavelength, zero_flux) in values.items()
    }


_JOHNSON_COUSINS = _vega(
    "Generic/Bessell",
    "1998A&A...333..231B, table A2",
    U=(366.0, 1790.0),
    B=(438.0, 4063.0),
    V=(545.0, 3636.0),
    R=(641.0, 3064.0),
    I=(798.0, 2416.0),
)
_SLOAN = _ab("SLOAN/SDSS", "SDSS, camera filters", u=355.1, g=468.6, r=616.6, i=748.0, z=893.2)
_PAN_STARRS = _ab("PAN-STARRS/PS1", "2012ApJ...750...99T", g=481.0, r=617.0, i=752.0, z=866.0, y=962.0)
_TWO_MASS = _vega("2MASS/2MASS", "2003AJ....126.1090C", J=(1235.0, 1594.0), H=(1662.0, 1024.0), Ks=(2159.0, 666.7))
_GAIA = _vega(
    "GAIA/GAIA3", "SVO of 2021A&A...649A...3R", G=(582.2, 3228.75), Gbp=(503.6, 3552.01), Grp=(762.0, 2554.95)
)
_SKYMAPPER = _ab("SkyMapper/SkyMapper", "2018PASA...35...10W", u=349.0, v=384.0, g=510.0, r=617.0, i=779.0, z=916.0)

#: Bands by survey.
PASSBANDS: dict[str, dict[str, Passband]] = {
    "GaiaSP": {**_JOHNSON_COUSINS, **_SLOAN, "y": _PAN_STARRS["y"]},
    "Gaia": {"G": _GAIA["G"], "BP": _GAIA["Gbp"], "RP": _GAIA["Grp"]},
    "ATLAS": {band: _PAN_STARRS[band] for band in "griz"},
    "APASS": {**{band: _JOHNSON_COUSINS[band] for band in "BV"}, **{band: _SLOAN[band] for band in "gri"}},
    "SDSS": {**_SLOAN, **{band: _JOHNSON_COUSINS[band] for band in "BVRI"}},
    "PS1": _PAN_STARRS,
    "SkyMapper": _SKYMAPPER,
    "2MASS": {"J": _TWO_MASS["J"], "H": _TWO_MASS["H"], "K": _TWO_MASS["Ks"]},
}

#: For each band, pairs of bands whose difference is the colour of its colour term, in the order of preference.
COLOURS: dict[str, tuple[tuple[str, str], ...]] = {
    "u": (("u", "g"),),
    "v": (("v", "g"),),
    "g": (("g", "r"),),
    "r": (("r", "i"), ("g", "r")),
    "i": (("r", "i"),),
    "z": (("i", "z"),),
    "y": (("z", "y"), ("i", "z")),
    "U": (("U", "B"),),
    "B": (("B", "V"),),
    "V": (("B", "V"),),
    "R": (("V", "R"),),
    "I": (("R", "I"), ("V", "I")),
    "G": (("BP", "RP"),),
    "BP": (("BP", "RP"),),
    "RP": (("BP", "RP"),),
    "J": (("J", "H"),),
    "H": (("J", "H"),),
    "K": (("H", "K"),),
}

#: For each standard band: the Sloan band and colour that it is computed from, factor of the colour, constant [mag], and
#: scatter of the relation [mag].
_LUPTON: dict[str, tuple[str, tuple[str, str], float, float, float]] = {
    "B": ("g", ("g", "r"), 0.3130, 0.2271, 0.0107),
    "V": ("g", ("g", "r"), -0.5784, -0.0038, 0.0054),
    "R": ("r", ("r", "i"), -0.2936, -0.1439, 0.0072),
    "I": ("i", ("i", "z"), -0.3780, -0.3974, 0.0063),
}


def colour_of(references: ReferenceStars, band: str) -> NDArray[np.float64] | None:
    """Return the colour of each star for the colour term of a band [mag], shape (n,); None if the survey has none."""
    for blue, red in COLOURS.get(band, ()):
        if blue in references.bands and red in references.bands:
            difference: NDArray[np.float64] = (
                references.mag[references.bands.index(blue)] - references.mag[references.bands.index(red)]
            )
            return difference
    return None


def standard_magnitudes(
    mag: dict[str, NDArray[np.float64]], mag_err: dict[str, NDArray[np.float64]]
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """Compute B and V (from g, r), R (from r, i) and I (from i, z) from magnitudes in the Sloan system.

    Parameters
    ----------
    mag, mag_err
        Magnitudes and errors by Sloan band [mag], shape (n,) each.

    Returns
    -------
    tuple of dict
        Magnitudes and errors by standard band [mag], shape (n,) each, for the standard bands that the given bands
        allow. Errors contain the scatter of the relation, which holds for normal stars; it is larger for M dwarfs and
        stars with emission lines.
    """
    standard, standard_err = {}, {}
    for name, (band, (blue, red), factor, constant, scatter) in _LUPTON.items():
        if band in mag and blue in mag and red in mag:
            standard[name] = mag[band] + factor * (mag[blue] - mag[red]) + constant
            weights = {band: 1.0}
            weights[blue] = weights.get(blue, 0.0) + factor
            weights[red] = weights.get(red, 0.0) - factor
            variance = sum((weight * mag_err[key]) ** 2 for key, weight in weights.items())
            standard_err[name] = np.sqrt(variance + scatter**2)
    return standard, standard_err


def with_standard_bands(references: ReferenceStars) -> ReferenceStars:
    """Return stars of the Sloan survey with B, V, R and I added; stars of other surveys unchanged."""
    if references.survey != "SDSS":
        return references
    added, added_err = standard_magnitudes(
        dict(zip(references.bands, references.mag, strict=True)),
        dict(zip(references.bands, references.mag_err, strict=True)),
    )
    new = [band for band in added if band not in references.bands]
    return ReferenceStars(
        survey=references.survey,
        source_id=references.source_id,
        ra=references.ra,
        dec=references.dec,
        bands=(*references.bands, *new),
        mag=np.vstack([references.mag, *(added[band] for band in new)]),
        mag_err=np.vstack([references.mag_err, *(added_err[band] for band in new)]),
    )
