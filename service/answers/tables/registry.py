"""The formats that replace DaCHS' own, under the same names."""

from gavo.formats import common

# Each registers itself at its import; those below come after and win.
from gavo.formats import csvtable as _csv  # noqa: F401
from gavo.formats import fitstable as _fits  # noqa: F401
from gavo.formats import geojson as _geojson  # noqa: F401
from gavo.formats import jsontable as _json  # noqa: F401
from gavo.formats import texttable as _text  # noqa: F401

from service.answers.tables.arrow_table import write_arrow, write_parquet
from service.answers.tables.delimited import write_bare_csv, write_csv, write_tsv
from service.answers.tables.fits import write_fits
from service.answers.tables.fixed_width import write_fixed_width
from service.answers.tables.geojson import write_geojson
from service.answers.tables.json_table import write_json


def register_formats() -> None:
    """Put the writers of this site in the place of DaCHS'."""
    register = common.registerDataWriter
    register(
        "csv_bare",
        write_bare_csv,
        "text/csv;header=absent;charset=utf-8",
        "CSV without column names",
        ".csv",
        "text/csv;header=absent",
    )
    register(
        "csv",
        write_csv,
        "text/csv;header=present;charset=utf-8",
        "CSV with column names",
        ".csv",
        "text/csv",
        "text/csv;header=present",
        "text/csv;charset=utf-8",
    )
    tabs = "text/tab-separated-values"
    register("tsv", write_tsv, f"{tabs};charset=utf-8", "Tab-separated values with column names", ".tsv", tabs)
    register("txt", write_fixed_width, "text/plain;charset=utf-8", "Text in columns", ".txt", "text/plain")
    register("fits", write_fits, "application/fits", "FITS binary table", ".fits", "image/fits")
    register("json", write_json, "application/json", "JSON", ".json")
    register("geojson", write_geojson, "application/geo+json", "GeoJSON of places on Earth", ".geojson")
    register("parquet", write_parquet, "application/vnd.apache.parquet", "Parquet with a VOTable's header", ".parquet")
    register("arrow", write_arrow, "application/vnd.apache.arrow.stream", "Stream of Apache Arrow", ".arrows")
    # The first format of an extension is its own for DaCHS, and that is the one without names.
    common.FORMATS_REGISTRY.extensionToKey[".csv"] = "csv"
    common.FORMATS_REGISTRY.keyToExtension["csv"] = ".csv"
