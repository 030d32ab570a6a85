"""How the surveys of reference stars call their columns.

Names are those of the surveys' own archives, of VizieR and of the tables that TAP services publish. They are compared
as written first, because some tables have both ``Gmag`` (Gaia) and ``gmag`` (Sloan), then without regard to case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """The columns of one survey, each with its names in the order of preference."""

    #: Name in ``phot.reference`` and in forced filters.
    name: str
    #: Paper to cite.
    bibcode: str
    source_id: tuple[str, ...]
    #: Pairs of right ascension and declination.
    places: tuple[tuple[str, str], ...]
    #: Pairs of magnitude and its error by band; an empty second name: none.
    bands: Mapping[str, tuple[tuple[str, str], ...]]
    #: Pairs of flux and its error by band, for surveys that publish errors of fluxes only.
    fluxes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: Columns whose value must be that number for a row to be a star.
    is_star: Mapping[str, float] = field(default_factory=dict)


_PLACES = (
    ("RA_ICRS", "DE_ICRS"),
    ("RAJ2000", "DEJ2000"),
    ("ra", "dec"),
    ("_RAJ2000", "_DEJ2000"),
    ("RAICRS", "DEICRS"),
    ("raMean", "decMean"),
    ("radeg", "decdeg"),
)


def _usual(bands: str | Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the names that VizieR and most others give to magnitude and error."""
    return {
        band: (
            (f"{band}mag", f"e_{band}mag"),
            (f"{band}mag", f"{band}magerr"),
            (band, f"d{band}"),
            (band, f"err_{band}"),
        )
        for band in bands
    }


_GSPC_BANDS = {
    **{band: f"{band.lower()}_jkc" for band in "UBVRI"},
    **{band: f"{band}_sdss" for band in "ugriz"},
    "y": "y_ps1",
}

#: Surveys by name.
SURVEYS: dict[str, Survey] = {
    survey.name: survey
    for survey in (
        Survey(
            name="GaiaSP",
            bibcode="2023A&A...674A..33G",
            source_id=("source_id", "Source"),
            places=_PLACES,
            bands={band: ((f"{stem}_mag", f"{stem}_mag_error"),) for band, stem in _GSPC_BANDS.items()},
            fluxes={band: (f"{stem}_flux", f"{stem}_flux_error") for band, stem in _GSPC_BANDS.items()},
        ),
        Survey(
            name="ATLAS",
            bibcode="2018ApJ...867..105T",
            source_id=("objid", "refcat2_id", "ATLAS"),
            places=_PLACES,
            bands=_usual("griz"),
        ),
        Survey(
            name="APASS",
            bibcode="2016yCat.2336....0H",
            source_id=("recno", "name", "id"),
            places=_PLACES,
            bands={
                "B": (("Bmag", "e_Bmag"), ("Johnson_B (B)", "Berr"), ("mag_b", "err_mag_b")),
                "V": (("Vmag", "e_Vmag"), ("Johnson_V (V)", "Verr"), ("mag_v", "err_mag_v")),
                **{
                    band: (
                        (f"{band}_mag", f"e_{band}_mag"),
                        (f"{band}'mag", f"e_{band}'mag"),
                        (f"Sloan_{band} (S{band.upper()})", f"S{band.upper()}err"),
                        (f"{band}mag", f"e_{band}mag"),
                        (f"mag_{band}", f"err_mag_{band}"),
                    )
                    for band in "gri"
                },
            },
        ),
        Survey(
            name="SDSS",
            bibcode="2015ApJS..219...12A",
            source_id=("objID", "SDSS12", "SDSS16"),
            places=_PLACES,
            bands={
                band: (
                    (f"psfMag_{band}", f"psfMagErr_{band}"),
                    (f"{band}pmag", f"e_{band}pmag"),
                    (f"{band}mag", f"e_{band}mag"),
                    (band, f"err_{band}"),
                )
                for band in "ugriz"
            },
            is_star={"type": 6.0, "class": 6.0, "cl": 6.0},
        ),
        Survey(
            name="PS1",
            bibcode="2016arXiv161205560C",
            source_id=("objID", "obj_id"),
            places=_PLACES,
            bands={
                band: ((f"{band}MeanPSFMag", f"{band}MeanPSFMagErr"), (f"{band}mag", f"e_{band}mag"))
                for band in "grizy"
            },
        ),
        Survey(
            name="SkyMapper",
            bibcode="2018PASA...35...10W",
            source_id=("object_id", "ObjectId", "SMSS"),
            places=_PLACES,
            bands={band: ((f"{band}_psf", f"e_{band}_psf"), (f"{band}PSF", f"e_{band}PSF")) for band in "uvgriz"},
        ),
        Survey(
            name="2MASS",
            bibcode="2006AJ....131.1163S",
            source_id=("_2MASS", "2MASS", "designation", "mainid"),
            places=_PLACES,
            bands={
                band: (
                    (f"{band}mag", f"e_{band}mag"),
                    (f"{band.lower()}_m", f"{band.lower()}_msigcom"),
                    (f"{band.lower()}_m", f"{band.lower()}_cmsig"),
                )
                for band in "JHK"
            },
        ),
    )
}


def find_column(names: Sequence[str], wanted: str) -> str | None:
    """Return the column of a name as written, else the only one of that name in another case."""
    if wanted in names:
        return wanted
    others = [name for name in names if name.lower() == wanted.lower()]
    return others[0] if len(others) == 1 else None


def survey_of(name: str) -> Survey | None:
    """Return the survey of a name in any case, None without one."""
    return next((survey for key, survey in SURVEYS.items() if key.lower() == name.lower()), None)
