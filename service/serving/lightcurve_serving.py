"""What the datalink service of light curves hands out: the curve as a table, its picture, and what belongs to it."""

import hashlib
import io
import math
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import numpy as np

from export.lightcurve_plot import PREVIEW, THUMBNAIL, draw_lightcurve
from formats.curves import sora_ascii
from schemas.lightcurve import LightCurve, Role
from service.serving.public_files import WITHHELD, kept_bytes, public_original

Row = dict[str, Any]

#: A longer light curve is not made into a table at once: the server would hold all of it.
MAX_READINGS = 500_000
#: Media types of a light curve by the name of the format.
MEDIA_TYPES = {
    "votable": "application/x-votable+xml",
    "csv": "text/csv;header=present;charset=utf-8",
}
_QUERY = """
SELECT c.*, e.body_number, e.body_name, r.d_time, r.r_time
FROM occ.lightcurve AS c
LEFT JOIN occ.event AS e USING (event_id)
LEFT JOIN occ.report AS r ON r.report_id = c.report_id
WHERE c.lightcurve_id = %(lightcurve_id)s
"""
_ATTACHMENT = "SELECT * FROM occ.attachment WHERE attachment_id = %(attachment_id)s"
_BESIDE = """
SELECT attachment_id, name, media_type FROM occ.attachment
WHERE event_id = %(event_id)s AND (report_id IS NULL OR report_id = %(report_id)s) ORDER BY attachment_id
"""
_SIZES = {"png": PREVIEW, "thumbnail": THUMBNAIL}
#: What is said beside curves that nobody measured, by their origin.
_UNMEASURED = {"synthetic": "SIMULATED, nothing was observed", "placeholder": "placeholder, nothing was measured"}
_ARRAYS = ("mjd", "bjd_tdb", "flux", "flux_err", "flags")


class Connection(Protocol):
    """DaCHS' connection to the database."""

    def queryToDicts(self, query: str, arguments: Row) -> Iterator[Row]:
        """Run a query and return its rows."""


class Descriptor(Protocol):
    """A datalink descriptor of DaCHS."""

    pubDID: str
    mime: str
    #: The light curve or attachment, as `find` returns it.
    found: Row
    #: What is delivered.
    data: object
    #: Exception for what is not handed out.
    refuse: Callable[[str], Exception]


def find(connection: Connection, identifier: str) -> Row | None:
    """Return a light curve, with what is known of its event and report, or an attachment; None if there is neither.

    Parameters
    ----------
    connection
        DaCHS' connection to the database.
    identifier
        ``lightcurve_id`` or ``attachment_id``, or the publisher's identifier that ends in it.
    """
    name = identifier.rsplit("/", 1)[-1]
    curve = next(iter(connection.queryToDicts(_QUERY, {"lightcurve_id": name})), None)
    if curve is None:
        return next(iter(connection.queryToDicts(_ATTACHMENT, {"attachment_id": name})), None)
    curve["attachments"] = list(connection.queryToDicts(_BESIDE, curve))
    return curve


def describe(
    connect: Callable[[], AbstractContextManager[Connection]],
    kind: type,
    refusals: tuple[Callable[[str, str], object], Callable[[str], Exception]],
    identifier: str,
) -> object:
    """Return the descriptor of a light curve or an attachment, or DaCHS' word for none.

    Parameters
    ----------
    connect
        DaCHS' function that gives a connection to the database.
    kind
        DaCHS' class of descriptors.
    refusals
        DaCHS' function that says that there is no such thing, and its exception for what is not handed out.
    identifier
        What was asked for.
    """
    # No database and no XML document takes control characters.
    identifier = "".join(letter for letter in identifier if letter.isprintable())
    with connect() as connection:
        found = find(connection, identifier)
    if found is None:
        return refusals[0](identifier, "There is no light curve and no attachment of this identifier.")
    made: Descriptor = type("UmbraDescriptor", (kind,), {"suppressAutoLinks": True})()
    made.pubDID, made.found, made.mime = identifier, found, MEDIA_TYPES["votable"]
    made.refuse = refusals[1]
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
    return {name: value for name, value in curve.items() if name not in (*_ARRAYS, "attachments")} | {
        "body": " ".join(name for name in names if name) or None,
        "dataproduct_type": "timeseries",
        "dataproduct_subtype": "lightcurve",
    }


def links(found: Row, site: str) -> Iterator[Row]:
    """Return the links of a light curve or an attachment, as arguments of DaCHS' ``makeLink``.

    Parameters
    ----------
    found
        The light curve or attachment.
    site
        Address of the site.
    """
    if "lightcurve_id" not in found:
        yield _file_link(found, site) | {"semantics": "#this"}
        return
    base = f"{site}/occ/lc/dl/dlget?ID={quote(found['lightcurve_id'])}"
    remark = f" ({_UNMEASURED[found['origin']]})" if found["origin"] in _UNMEASURED else ""
    yield {
        "url": base,
        "semantics": "#this",
        "description": f"The light curve as a time series in a VOTable{remark}",
        "contentType": MEDIA_TYPES["votable"],
        "contentLength": 48 * found["n_points"] + 8000,
        "contentQualifier": "#timeseries",
        "localSemantics": "votable",
    }
    for name, semantics, kind, words in (
        ("csv", "#this", "text/csv", "The light curve as comma-separated values"),
        ("sora", "#this", "text/plain", "The light curve as SORA reads it: Julian Date, flux and error"),
        ("png", "#preview", "image/png", "A picture of the light curve with the reported times"),
        ("thumbnail", "#preview-image", "image/png", "A small picture of the light curve"),
        ("original", "#progenitor", "text/plain", "The file in which the light curve came"),
    ):
        link = {
            "url": f"{base}&FORMAT={name}",
            "description": words + remark,
            "contentType": kind,
            "localSemantics": name,
        }
        yield link | {"semantics": semantics}
    for attachment in (item for item in found["attachments"] if item["media_type"] not in WITHHELD):
        yield _file_link(attachment, site)
    for table, column in (("report", "report_id"), ("event", "event_id")):
        if found[column] is not None:
            yield _row_link(site, table, column, found[column])


def _file_link(attachment: Row, site: str) -> Row:
    return {
        "url": f"{site}/occ/lc/dl/dlget?ID={quote(attachment['attachment_id'])}",
        "semantics": "#auxiliary",
        "description": f"Sent along by the observer: {attachment['name']}",
        "contentType": attachment["media_type"],
        "localSemantics": "attachment",
    }


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


def is_table(descriptor: Descriptor, wanted: str | None) -> bool:
    """Return whether a table is asked for, not a picture or a file."""
    return "lightcurve_id" in descriptor.found and (wanted or "votable") in MEDIA_TYPES


def needs_table(descriptor: Descriptor, wanted: str | None) -> bool:
    """Return whether a table has to be made for what is asked for.

    Raises
    ------
    Exception
        That of the descriptor: the curve has more than `MAX_READINGS` readings.
    """
    if not is_table(descriptor, wanted):
        return False
    n_points = int(descriptor.found["n_points"])
    if n_points > MAX_READINGS:
        raise descriptor.refuse(
            f"This light curve has {n_points} readings; at most {MAX_READINGS} are made into a table. Take them from"
            " occ.sample through TAP, a part at a time, or with FORMAT=original."
        )
    return True


def deliver(
    descriptor: Descriptor, wanted: str | None, write: Callable[..., None], make_file: Callable[[str, str], object]
) -> object:
    """Return what was asked for: media type and content, or a file as DaCHS delivers it.

    Parameters
    ----------
    descriptor
        The descriptor, with the table made where one is asked for.
    wanted
        ``votable``, ``csv``, ``sora``, ``png``, ``thumbnail`` or ``original``.
    write
        DaCHS' function that writes a table.
    make_file
        DaCHS' function that delivers a file: path and media type.

    Raises
    ------
    Exception
        That of the descriptor: the file is kept, but not handed out.
    """
    var = Path(os.environ["UMBRA_VAR"])
    found = descriptor.found
    if is_table(descriptor, wanted):
        stream = io.BytesIO()
        write(MEDIA_TYPES[wanted or "votable"], descriptor.data, stream)
        return MEDIA_TYPES[wanted or "votable"], stream.getvalue()
    if "lightcurve_id" in found and wanted in _SIZES:
        return "image/png", _picture(var, found, wanted)
    if "lightcurve_id" in found and wanted == "sora":
        if found["mjd"] is None:
            raise descriptor.refuse("This light curve has no times, without which SORA has no use for it.")
        return "text/plain", _sora_text(found)
    table = "lightcurve" if "lightcurve_id" in found else "attachment"
    public = public_original(var, table, found[f"{table}_id"])
    if public is None:
        raise descriptor.refuse("This file is kept, but not handed out: it may hold private words, or is no picture.")
    return make_file(str(public.path), public.kind)


def _sora_text(curve: Row) -> bytes:
    err = curve["flux_err"]
    return sora_ascii.write(
        LightCurve(
            role=Role(curve["role"]),
            mjd=np.asarray(curve["mjd"], dtype=float),
            flux=np.asarray(curve["flux"], dtype=float),
            flux_err=None if err is None else np.asarray(err, dtype=float),
            source_format=curve["source_format"],
        )
    )


def _picture(var: Path, curve: Row, wanted: str) -> bytes:
    said = (
        curve["flux"][:100],
        curve["n_points"],
        curve["d_time"],
        curve["r_time"],
        curve["observer"],
        curve["origin"],
    )
    digest = hashlib.sha256(repr(said).encode()).hexdigest()[:12]
    name = f"{curve['lightcurve_id']}-{wanted}-{digest}.png"
    return kept_bytes(var, name, lambda: _draw(curve, wanted))


def _draw(curve: Row, wanted: str) -> bytes:
    shown = parameters(curve)
    words = [shown["body"], curve["star"], curve["observer"], curve["role"], _UNMEASURED.get(curve["origin"])]
    nothing = np.full(curve["n_points"], np.nan)
    return draw_lightcurve(
        np.asarray(curve["mjd"], dtype=float) if curve["mjd"] is not None else nothing,
        np.asarray(curve["flux"], dtype=float),
        title=", ".join(word for word in words if word),
        d_time=curve["d_time"],
        r_time=curve["r_time"],
        size=_SIZES[wanted],
    )
