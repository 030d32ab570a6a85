"""GeoJSON (RFC 7946) of answers that have places on Earth."""

import json
from typing import Any, BinaryIO

from gavo import base, rsc

from service.answers.tables.json_table import make_plain
from service.answers.tables.truncation import is_truncated, truncation_note

#: UCDs of geographic longitude and latitude (UCD1+ controlled vocabulary 1.5).
_LON, _LAT = "pos.earth.lon", "pos.earth.lat"


def write_geojson(table: Any, file: BinaryIO, acquireSamples: bool = False) -> None:  # noqa: ANN401
    """Write a table as a collection of features: points at the rows' longitudes and latitudes.

    Raises
    ------
    gavo.base.ValidationError
        The table has no columns of longitude and latitude on Earth.
    """
    if isinstance(table, rsc.Data):
        table = table.getPrimaryTable()
    columns = list(base.SerManager(table, acquireSamples=acquireSamples))
    names = [str(column["name"]) for column in columns]
    lon, lat = (_find(columns, ucd) for ucd in (_LON, _LAT))
    features = []
    for row in base.SerManager(table, acquireSamples=acquireSamples).getMappedTuples():
        values = dict(zip(names, map(make_plain, row), strict=True))
        place = [values.pop(lon), values.pop(lat)]
        point = None if None in place else {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "geometry": point, "properties": values})
    collection: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if is_truncated(table):
        collection["queryStatus"], collection["warning"] = "OVERFLOW", truncation_note(table)
    file.write(json.dumps(collection, ensure_ascii=False, allow_nan=False, default=str).encode())


def _find(columns: list[Any], ucd: str) -> str:
    """Return the name of the first column that has a UCD."""
    for column in columns:
        if ucd in str(column["ucd"] or "").split(";"):
            return str(column["name"])
    raise base.ValidationError(
        "GeoJSON is for places on Earth, and the answer has no column of longitude or latitude",
        "FORMAT",
        hint="select lon and lat, of occ.report for instance, or ask for FORMAT=votable",
    )
