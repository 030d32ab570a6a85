"""Files of reference stars that a site holds: bulk files that were loaded, and cells that were fetched.

Below one folder::

    SDSS/bulk-3f9c....npz            the stars of a file that an operator loaded, named by the file's SHA-256
    SDSS/cell-150.0000+02.0.npz      the stars of one cell of the sky, as a service gave them; maybe none

The database's table of reference stars can be made anew from them.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from numpy.typing import NDArray

from ingest.archive.archive import ArchiveError, write_durably
from ingest.photometry.sky_cells import Cell
from ingest.photometry.survey_columns import SURVEYS
from schemas.photometry import ReferenceStars

#: Height of the stripes of declination that stars are sorted by [deg].
_STRIPE_DEG = 0.1


class ReferenceFiles:
    """The files under one folder.

    Parameters
    ----------
    folder
        Made when the first file is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keys(self) -> list[str]:
        """Return the names of all files, such as ``SDSS/bulk-3f9c...``."""
        return sorted(f"{path.parent.name}/{path.stem}" for path in self.folder.glob("*/*.npz"))

    def read(self, key: str) -> ReferenceStars:
        """Return the stars of a file with all bands of their survey, NaN where the file had none."""
        with np.load(self._path(key), allow_pickle=False) as arrays:
            survey, bands = key.partition("/")[0], tuple(arrays["bands"].tolist())
            stars = ReferenceStars(
                survey=survey,
                source_id=arrays["source_id"],
                ra=arrays["ra"],
                dec=arrays["dec"],
                bands=bands,
                mag=arrays["mag"],
                mag_err=arrays["mag_err"],
            )
        return with_all_bands(stars)

    def has_bulk(self, survey: str, checksum: str) -> bool:
        """Return whether a bulk file was loaded before."""
        return self._path(_bulk(survey, checksum)).exists()

    def has_cell(self, survey: str, cell: Cell) -> bool:
        """Return whether a cell of a survey was fetched before."""
        return self._path(f"{survey}/cell-{cell.name}").exists()

    def add_bulk(self, stars: ReferenceStars, checksum: str) -> str:
        """Keep the stars of a bulk file and return the file's key."""
        return self._write(_bulk(stars.survey, checksum), stars)

    def add_cell(self, survey: str, cell: Cell, stars: ReferenceStars | None) -> str:
        """Keep the stars of a cell, or that it has none, and return the file's key."""
        return self._write(f"{survey}/cell-{cell.name}", stars if stars is not None else no_stars(survey))

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.npz"

    def _write(self, key: str, stars: ReferenceStars) -> str:
        # Neighbours on the sky are neighbours in the file, and so in the database: a field is few pages.
        order = np.lexsort((stars.ra, np.floor(stars.dec / _STRIPE_DEG)))
        content = _packed(
            {
                "bands": np.array(stars.bands, dtype=np.str_),
                "source_id": stars.source_id[order],
                "ra": stars.ra[order],
                "dec": stars.dec[order],
                "mag": stars.mag.astype(np.float32)[:, order],
                "mag_err": stars.mag_err.astype(np.float32)[:, order],
            }
        )
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, content)
        except OSError as problem:
            raise ArchiveError(
                f"{path} cannot be written: {problem.strerror}.", "make room on its disk or check its owner"
            ) from problem
        return key


def _packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays as a file of ``numpy.load``, packed quickly: the best packing takes five times as long."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=1) as packed:
        for name, array in arrays.items():
            with packed.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return buffer.getvalue()


def no_stars(survey: str) -> ReferenceStars:
    """Return an empty list of a survey's stars."""
    bands = tuple(SURVEYS[survey].bands)
    empty = np.empty(0)
    return ReferenceStars(
        survey=survey,
        source_id=np.empty(0, dtype=np.str_),
        ra=empty,
        dec=empty,
        bands=bands,
        mag=np.empty((len(bands), 0)),
        mag_err=np.empty((len(bands), 0)),
    )


def with_all_bands(stars: ReferenceStars) -> ReferenceStars:
    """Return stars with all bands of their survey, in its order; NaN where they have none."""
    bands = tuple(SURVEYS[stars.survey].bands)
    table = np.full((2, len(bands), len(stars)), np.nan)
    for number, band in enumerate(bands):
        if band in stars.bands:
            row = stars.bands.index(band)
            table[:, number] = stars.mag[row], stars.mag_err[row]
    return ReferenceStars(
        survey=stars.survey,
        source_id=stars.source_id,
        ra=stars.ra,
        dec=stars.dec,
        bands=bands,
        mag=table[0],
        mag_err=table[1],
    )


def split_cells(stars: ReferenceStars, cells: list[Cell]) -> Iterator[tuple[Cell, ReferenceStars]]:
    """Yield the stars of each cell."""
    for cell in cells:
        inside = (stars.ra >= cell.ra_min) & (stars.ra < cell.ra_max)
        inside &= (stars.dec >= cell.dec_min) & ((stars.dec < cell.dec_max) | (cell.dec_max >= 90.0))
        yield (
            cell,
            ReferenceStars(
                survey=stars.survey,
                source_id=stars.source_id[inside],
                ra=stars.ra[inside],
                dec=stars.dec[inside],
                bands=stars.bands,
                mag=stars.mag[:, inside],
                mag_err=stars.mag_err[:, inside],
            ),
        )


def _bulk(survey: str, checksum: str) -> str:
    return f"{survey}/bulk-{checksum}"
