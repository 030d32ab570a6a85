"""What the datalink service of light curves hands out: the curve as a table, its picture, and what belongs to it."""

import hashlib
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np

from export.lightcurve_plot import PREVIEW, THUMBNAIL, draw_lightcurve
from formats.curves import sora_ascii
from schemas.lightcurve import LightCurve, Role
from service.serving.holding import (
    CSV,
    VOTABLE,
    Connection,
    Content,
    Delivery,
    KeptFile,
    Link,
    Readings,
    Row,
    TimeSeries,
    WithheldError,
)
from service.serving.public_files import WITHHELD, kept_bytes, public_original

#: A longer light curve is not made into a table at once: the server would hold all of it.
MAX_READINGS = 500_000
#: Media types of a light curve by the name of the format.
MEDIA_TYPES = {
    "votable": VOTABLE,
    "csv": CSV,
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
#: Remark beside curves that were not measured, by their origin.
_UNMEASURED = {"synthetic": "SIMULATED, nothing was observed", "placeholder": "placeholder, nothing was measured"}
_ARRAYS = ("mjd", "bjd_tdb", "flux", "flux_err", "flags")
#: What there is of a light curve besides the VOTable: name, semantics, media type and words.
_FORMATS = (
    ("csv", "#this", "text/csv", "The light curve as comma-separated values"),
    ("sora", "#this", "text/plain", "The light curve as SORA reads it: Julian Date, flux and error"),
    ("png", "#preview", "image/png", "A picture of the light curve with the reported times"),
    ("thumbnail", "#preview-image", "image/png", "A small picture of the light curve"),
    ("original", "#progenitor", "text/plain", "The file in which the light curve came"),
)


@dataclass(frozen=True, slots=True)
class FoundAttachment:
    """A file that an observer sent along, as it is handed out; the row of ``occ.attachment``."""

    row: Row

    def links(self, site: str) -> Iterator[Link]:
        """Return the link to the file; ``site`` is the address of the site."""
        yield _attachment_link(self.row, site, "#this")

    def deliver(self, _: Mapping[str, Any]) -> KeptFile:
        """Return the file.

        Raises
        ------
        WithheldError
            It is kept, but not handed out.
        """
        return _original("attachment", self.row["attachment_id"])


@dataclass(frozen=True, slots=True)
class FoundCurve:
    """A light curve as it is handed out: its row with what is known of event and report, and attachments beside it."""

    row: Row
    attachments: tuple[Row, ...] = ()

    def links(self, site: str) -> Iterator[Link]:
        """Return the links of the light curve; ``site`` is the address of the site."""
        row = self.row
        base = f"{site}/occ/lc/dl/dlget?ID={quote(row['lightcurve_id'])}"
        remark = f" ({_UNMEASURED[row['origin']]})" if row["origin"] in _UNMEASURED else ""
        yield Link(
            url=base,
            semantics="#this",
            description=f"The light curve as a time series in a VOTable{remark}",
            media_type=VOTABLE,
            length=48 * row["n_points"] + 8000,
            qualifier="#timeseries",
            local="votable",
        )
        for name, semantics, kind, words in _FORMATS:
            yield Link(
                url=f"{base}&FORMAT={name}",
                semantics=semantics,
                description=words + remark,
                media_type=kind,
                local=name,
            )
        for attachment in (item for item in self.attachments if item["media_type"] not in WITHHELD):
            yield _attachment_link(attachment, site, "#auxiliary")
        for table, column in (("report", "report_id"), ("event", "event_id")):
            if row[column] is not None:
                yield _row_link(site, table, column, row[column])

    def deliver(self, wanted: Mapping[str, Any]) -> Delivery:
        """Return the light curve by ``FORMAT``: votable, csv, sora, png, thumbnail or original.

        Raises
        ------
        WithheldError
            The file is kept, but not handed out; or the format has no use for this light curve.
        """
        name = wanted.get("FORMAT") or "votable"
        if name in MEDIA_TYPES:
            return self._time_series(MEDIA_TYPES[name])
        if name in _SIZES:
            return Content(media_type="image/png", content=_picture(self.row, name))
        if name == "sora":
            return Content(media_type="text/plain", content=_sora_text(self.row))
        return _original("lightcurve", self.row["lightcurve_id"])

    def _time_series(self, media_type: str) -> TimeSeries:
        n_points = int(self.row["n_points"])
        if n_points > MAX_READINGS:
            raise WithheldError(
                f"This light curve has {n_points} readings; at most {MAX_READINGS} are made into a table",
                "take them from occ.sample through TAP, a part at a time, or with FORMAT=original",
            )
        table = Readings(definition="timeseries", rows=list(_reading_rows(self.row)), parameters=_parameters(self.row))
        return TimeSeries(media_type=media_type, data="build_timeseries", definition="timeseries", tables=(table,))


def find(connection: Connection, identifier: str) -> FoundCurve | FoundAttachment | None:
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
    if curve is not None:
        return FoundCurve(curve, tuple(connection.queryToDicts(_BESIDE, curve)))
    attachment = next(iter(connection.queryToDicts(_ATTACHMENT, {"attachment_id": name})), None)
    return None if attachment is None else FoundAttachment(attachment)


def _reading_rows(curve: Row) -> Iterator[Row]:
    """Return the readings of a light curve, one a row, missing values None."""
    n_points = curve["n_points"]
    columns = [curve[name] if curve[name] is not None else [None] * n_points for name in _ARRAYS]
    for values in zip(*columns, strict=True):
        yield {name: _finite(value) for name, value in zip(_ARRAYS, values, strict=True)}


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def _parameters(curve: Row) -> Row:
    """Return what is the same for all readings of a light curve."""
    return {name: value for name, value in curve.items() if name not in _ARRAYS} | {"body": _body(curve)}


def _body(curve: Row) -> str | None:
    """Return number and name of the occulting body, where the event has them."""
    number = f"({curve['body_number']})" if curve["body_number"] is not None else ""
    return " ".join(word for word in (number, curve["body_name"]) if word) or None


def _attachment_link(attachment: Row, site: str, semantics: str) -> Link:
    return Link(
        url=f"{site}/occ/lc/dl/dlget?ID={quote(attachment['attachment_id'])}",
        semantics=semantics,
        description=f"Sent along by the observer: {attachment['name']}",
        media_type=attachment["media_type"],
        local="attachment",
    )


def _row_link(site: str, table: str, column: str, value: str) -> Link:
    query = f"SELECT * FROM occ.{table} WHERE {column} = '{value}'"  # noqa: S608 - for the reader, not run here
    words = {"report": "What the station reported", "event": "What is known of body, star and event"}
    return Link(
        url=f"{site}/tap/sync?{urlencode({'LANG': 'ADQL', 'QUERY': query})}",
        semantics="#documentation",
        description=words[table],
        media_type=VOTABLE,
        local=table,
    )


def _original(table: str, identifier: str) -> KeptFile:
    public = public_original(_var(), table, identifier)
    if public is None:
        raise WithheldError("This file is kept, but not handed out: it may hold private words, or is no picture.")
    return public


def _var() -> Path:
    """Return the site's directory."""
    return Path(os.environ["UMBRA_VAR"])


def _sora_text(curve: Row) -> bytes:
    if curve["mjd"] is None:
        raise WithheldError("This light curve has no times, without which SORA has no use for it.")
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


def _picture(curve: Row, wanted: str) -> bytes:
    shown = (
        curve["flux"][:100],
        curve["n_points"],
        curve["d_time"],
        curve["r_time"],
        curve["observer"],
        curve["origin"],
    )
    digest = hashlib.sha256(repr(shown).encode()).hexdigest()[:12]
    name = f"{curve['lightcurve_id']}-{wanted}-{digest}.png"
    return kept_bytes(_var(), name, lambda: _draw(curve, wanted))


def _draw(curve: Row, wanted: str) -> bytes:
    words = [_body(curve), curve["star"], curve["observer"], curve["role"], _UNMEASURED.get(curve["origin"])]
    nothing = np.full(curve["n_points"], np.nan)
    return draw_lightcurve(
        np.asarray(curve["mjd"], dtype=float) if curve["mjd"] is not None else nothing,
        np.asarray(curve["flux"], dtype=float),
        title=", ".join(word for word in words if word),
        d_time=curve["d_time"],
        r_time=curve["r_time"],
        size=_SIZES[wanted],
    )
