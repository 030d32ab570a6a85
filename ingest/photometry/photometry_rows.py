"""Rows: what the archive of photometry holds, as the rows of the published tables ``phot.*``."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ingest.archive.record_json import JsonObject, full_object
from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.survey_columns import SURVEYS
from reduction.photometry.passbands import PASSBANDS
from schemas.upload import CalibratedUpload

#: Tables whose rows belong to an upload, in the order in which they can be filled.
UPLOAD_TABLES = ("catalogue", "calibration", "measurement")
_NM_PER_M = 1e9


def table_rows(folder: Path, table: str) -> Iterator[JsonObject]:
    """Return every row of a published table, its values by column; missing ones are None.

    Parameters
    ----------
    folder
        The folder of the archive of photometry.
    table
        Name without the schema: one of `UPLOAD_TABLES`, ``target``, ``observatory`` or ``passband``.
    """
    if table == "passband":
        yield from passband_rows()
        return
    with PhotometryArchive(folder) as archive:
        yield from _TABLES[table](archive)


def all_rows(folder: Path) -> Iterator[tuple[str, JsonObject]]:
    """Return every row of every table with the table's name, in an order in which the tables can be filled."""
    for table in ("passband", "target", "observatory", *UPLOAD_TABLES):
        for row in table_rows(folder, table):
            yield table, row


def upload_rows(uploads: Iterable[CalibratedUpload], withdrawn: Iterable[str]) -> dict[str, list[JsonObject]]:
    """Return the rows of uploads by table, without withdrawn points."""
    rows: dict[str, list[JsonObject]] = {table: [] for table in UPLOAD_TABLES}
    hidden = frozenset(withdrawn)
    for upload in uploads:
        if upload.catalogue is None:
            continue
        rows["catalogue"].append(full_object(upload.catalogue))
        rows["calibration"] += [full_object(calibration) for calibration in upload.calibrations]
        rows["measurement"] += [
            full_object(measurement) for measurement in upload.measurements if measurement.measurement_id not in hidden
        ]
    return rows


def passband_rows() -> Iterator[JsonObject]:
    """Return the rows of the table of bands; ``number`` is a measured band's index in the arrays of its survey."""
    for survey, bands in PASSBANDS.items():
        measured = list(SURVEYS[survey].bands) if survey in SURVEYS else []
        for band, passband in bands.items():
            yield {
                "survey": survey,
                "band": band,
                "number": measured.index(band) + 1 if band in measured else None,
                "filter_id": passband.filter_id,
                "mag_system": passband.system,
                "wavelength": passband.wavelength / _NM_PER_M,
                "zero_flux": passband.zero_flux,
                "bibcode": SURVEYS[survey].bibcode if survey in SURVEYS else None,
            }


def _target_rows(archive: PhotometryArchive) -> Iterator[JsonObject]:
    counts = _count(archive, "target_id")
    for target in archive.targets().values():
        yield full_object(replace(target, n_points=counts[target.target_id]))


def _observatory_rows(archive: PhotometryArchive) -> Iterator[JsonObject]:
    counts = _count(archive, "observatory_id")
    for observatory in archive.observatories().values():
        yield full_object(replace(observatory, n_points=counts[observatory.observatory_id]))


def _count(archive: PhotometryArchive, column: str) -> Counter[str]:
    rows = upload_rows(archive.uploads(), archive.withdrawals())["measurement"]
    return Counter(row[column] for row in rows)


def _rows_of(table: str) -> Callable[[PhotometryArchive], Iterator[JsonObject]]:
    return lambda archive: iter(upload_rows(archive.uploads(), archive.withdrawals())[table])


_TABLES: dict[str, Callable[[PhotometryArchive], Iterator[JsonObject]]] = {
    "target": _target_rows,
    "observatory": _observatory_rows,
    **{table: _rows_of(table) for table in UPLOAD_TABLES},
}
