"""What the datalink service of light curves hands out: the curve as a table, and what belongs to it."""

import io
import math
from collections.abc import Callable, Iterator
from typing import Any, Protocol
from urllib.parse import quote, urlencode

Row = dict[str, Any]

#: Media types of a light curve by the name of the format.
MEDIA_TYPES = {
    "votable": "application/x-votable+xml",
    "csv": "text/csv;header=present",
}
_QUERY = """
SELECT c.*, e.body_number, e.body_name, r.d_time, r.r_time
FROM occ.lightcurve AS c
LEFT JOIN occ.event AS e USING (event_id)
LEFT JOIN occ.report AS r ON r.report_id = c.report_id
WHERE c.lightcurve_id = %(lightcurve_id)s
"""
_ARRAYS = ("mjd", "bjd_tdb", "flux", "flux_err", "flags")


class Connection(Protocol):
    """DaCHS' connection to the database."""

    def queryToDicts(self, query: str, arguments: Row) -> Iterator[Row]:
        """Run a query and return its rows."""


class Descriptor(Protocol):
    """A datalink descriptor of DaCHS."""

    pubDID: str
    mime: str
    #: The light curve, as `find_curve` returns it.
    curve: Row
    #: The table made of it.
    data: object


def find_curve(connection: Connection, identifier: str) -> Row | None:
    """Return a light curve with what is known of its event and report, None if there is no such.

    Parameters
    ----------
    connection
        DaCHS' connection to the database.
    identifier
        ``lightcurve_id``, or the publisher's identifier that ends in it.
    """
    lightcurve_id = identifier.rsplit("/", 1)[-1]
    return next(iter(connection.queryToDicts(_QUERY, {"lightcurve_id": lightcurve_id})), None)


def make_descriptor(kind: type, identifier: str, curve: Row) -> Descriptor:
    """Return a datalink descriptor of DaCHS' kind that carries a light curve."""
    made: Descriptor = type("LightCurveDescriptor", (kind,), {"suppressAutoLinks": True})()
    made.pubDID, made.curve, made.mime = identifier, curve, MEDIA_TYPES["votable"]
    return made


def reading_rows(curve: Row) -> Iterator[Row]:
    """Return the readings of a light curve, one a row, missing values None."""
    n_points = curve["n_points"]
    columns = [curve[name] if curve[name] is not None else [None] * n_points for name in _ARRAYS]
    for values in zip(*columns, strict=True):
        yield {name: _finite(value) for name, value in zip(_ARRAYS, values, strict=True)}


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def parameters(curve: Row) -> Row:
    """Return what is the same for all readings of a light curve."""
    names = [f"({curve['body_number']})" if curve["body_number"] is not None else "", curve["body_name"] or ""]
    return {name: value for name, value in curve.items() if name not in _ARRAYS} | {
        "body": " ".join(name for name in names if name) or None,
        "dataproduct_type": "timeseries",
        "dataproduct_subtype": "lightcurve",
    }


def links(curve: Row, site: str) -> Iterator[Row]:
    """Return the links of a light curve, as arguments of DaCHS' ``makeLink``.

    Parameters
    ----------
    curve
        The light curve.
    site
        Address of the site.
    """
    lightcurve_id = curve["lightcurve_id"]
    base = f"{site}/occ/lc/dl/dlget?ID={quote(lightcurve_id)}"
    size = 48 * curve["n_points"] + 8000
    yield {
        "url": base,
        "semantics": "#this",
        "description": "The light curve as a time series in a VOTable",
        "contentType": "application/x-votable+xml",
        "contentLength": size,
        "contentQualifier": "#timeseries",
        "localSemantics": "votable",
    }
    yield {
        "url": f"{base}&FORMAT=csv",
        "semantics": "#this",
        "description": "The light curve as comma-separated values",
        "contentType": "text/csv",
        "contentQualifier": "#timeseries",
        "localSemantics": "csv",
    }
    for table, column in (("report", "report_id"), ("event", "event_id")):
        if curve[column] is not None:
            yield _row_link(site, table, column, curve[column])


def _row_link(site: str, table: str, column: str, value: str) -> Row:
    query = f"SELECT * FROM occ.{table} WHERE {column} = '{value}'"  # noqa: S608 - for the reader, not run here
    words = {"report": "What the station reported", "event": "What is known of body, star and event"}
    return {
        "url": f"{site}/tap/sync?{urlencode({'LANG': 'ADQL', 'QUERY': query})}",
        "semantics": "#documentation",
        "description": words[table],
        "contentType": "application/x-votable+xml",
        "localSemantics": table,
    }


def deliver(descriptor: Descriptor, wanted: str | None, write: Callable[..., None]) -> tuple[str, bytes]:
    """Return media type and content of a light curve.

    Parameters
    ----------
    descriptor
        Its datalink descriptor, with the table made.
    wanted
        ``votable`` or ``csv``.
    write
        DaCHS' function that writes a table.
    """
    kind = wanted if wanted in MEDIA_TYPES else "votable"
    stream = io.BytesIO()
    write(MEDIA_TYPES[kind], descriptor.data, stream)
    return MEDIA_TYPES[kind], stream.getvalue()
