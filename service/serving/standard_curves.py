"""What the datalink service of photometry hands out: light curves by band, CSV, JSON."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from gavo import base, formats, rsc
from gavo.protocols import datalink

from service.serving.band_tables import table_key

Row = dict[str, Any]

VOTABLE, CSV, JSON = "application/x-votable+xml", "text/csv;header=present;charset=utf-8", "application/json"
_TARGET = "SELECT target_id, name, ra, dec FROM phot.target WHERE target_id = %(target_id)s"
_POINTS = """
SELECT mjd, mag, mag_err, calib_err, is_limit, limiting_mag, survey, band, observatory_id, catalogue_id, measurement_id
FROM phot.measurement WHERE target_id = %(target_id)s ORDER BY mjd, measurement_id
"""
_CATALOGUE = "SELECT catalogue_id, target_id, checksum FROM phot.catalogue WHERE catalogue_id = %(catalogue_id)s"
_ZERO_POINTS = """
SELECT survey, band, chosen FROM phot.calibration WHERE catalogue_id = %(catalogue_id)s ORDER BY chosen DESC, scatter
"""


class Connection(Protocol):
    """DaCHS' connection to the database."""

    def queryToDicts(self, query: str, arguments: Row) -> Iterator[Row]:
        """Run a query and return its rows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What an identifier stands for: a target, one of its light curves, or a catalogue."""

    target: Row
    #: Points by survey and band, in order of time.
    bands: dict[tuple[str, str], list[Row]]
    #: Set for catalogues: identifier, checksum, and surveys and bands of its zero points, the chosen one first.
    catalogue: Row | None = None
    zero_points: tuple[tuple[str, str], ...] = ()

    @property
    def points(self) -> list[Row]:
        """All points in order of time."""
        return sorted((point for points in self.bands.values() for point in points), key=lambda point: point["mjd"])


@dataclass(frozen=True, slots=True)
class Delivery:
    """A subject and what is wanted of it."""

    subject: Subject
    arguments: Row


def find_subject(connection: Connection, identifier: str) -> Subject | None:
    """Return what an identifier stands for, None if it stands for nothing.

    Parameters
    ----------
    connection
        DaCHS' connection to the database.
    identifier
        ``target_id``, ``lightcurve_id`` (target, survey and band, with colons) or ``catalogue_id``; or a publisher's
        identifier that ends in one.
    """
    word = identifier.rsplit("?phot/", 1)[-1]
    target_id, _, rest = word.partition(":")
    survey, _, band = rest.partition(":")
    target = _first(connection, _TARGET, {"target_id": target_id})
    if target is not None:
        bands = _bands(connection, target_id)
        if rest:
            bands = {key: points for key, points in bands.items() if key == (survey, band)}
        return Subject(target=target, bands=bands) if bands or not rest else None
    catalogue = _first(connection, _CATALOGUE, {"catalogue_id": word})
    if catalogue is None:
        return None
    zero_points = connection.queryToDicts(_ZERO_POINTS, {"catalogue_id": word})
    return Subject(
        target=_first(connection, _TARGET, {"target_id": catalogue["target_id"]}) or {},
        bands={},
        catalogue=catalogue,
        zero_points=tuple((row["survey"], row["band"]) for row in zero_points),
    )


def _first(connection: Connection, query: str, arguments: Row) -> Row | None:
    return next(iter(connection.queryToDicts(query, arguments)), None)


def _bands(connection: Connection, target_id: str) -> dict[tuple[str, str], list[Row]]:
    bands: dict[tuple[str, str], list[Row]] = {}
    for row in connection.queryToDicts(_POINTS, {"target_id": target_id}):
        bands.setdefault((row["survey"], row["band"]), []).append(row)
    return bands


class PhotometryDescriptor(datalink.DatalinkDescriptorMixin):  # type: ignore[misc]
    """A datalink descriptor of DaCHS that carries a subject."""

    suppressAutoLinks = True
    data: object = None

    def __init__(self, identifier: str, subject: Subject) -> None:
        self.pubDID, self.subject, self.mime = identifier, subject, VOTABLE


def describe(identifier: str) -> object:
    """Return the datalink descriptor of an identifier, or DaCHS' word for one that stands for nothing."""
    with base.getTableConn() as connection:
        subject = find_subject(connection, identifier)
    if subject is None:
        message = "There is no target, light curve or catalogue of this identifier."
        return datalink.DatalinkFault.NotFoundFault(identifier, message)
    return PhotometryDescriptor(identifier, subject)


def links(subject: Subject, site: str) -> Iterator[Row]:
    """Return the links of a subject, as arguments of DaCHS' ``makeLink``; ``site`` is the site's address."""
    base = f"{site}/phot/q/dl/dlget?ID="
    if subject.catalogue is not None:
        yield from _catalogue_links(subject, base)
        return
    target_id = subject.target["target_id"]
    for (survey, band), points in subject.bands.items():
        identifier = quote(f"{target_id}:{survey}:{band}")
        yield _link(
            f"{base}{identifier}",
            "#this",
            f"Light curve in {survey}/{band}, {len(points)} points, as a time series",
            VOTABLE,
            length=200 * len(points) + 6000,
            qualifier="timeseries",
            local=f"{survey}/{band}",
        )
    for name, media_type in (("csv", "text/csv"), ("json", JSON)):
        words = f"All points in one table as {name.upper()}"
        yield _link(
            f"{base}{quote(target_id)}&FORMAT={name}", "#this", words, media_type, qualifier="timeseries", local=name
        )
    page = f"{site}/static/umbra/target.html?id={quote(target_id)}"
    yield _link(page, "#documentation", "Page of the target with its light curve", "text/html", local="page")


def _catalogue_links(subject: Subject, base: str) -> Iterator[Row]:
    catalogue = subject.catalogue or {}
    for number, (survey, band) in enumerate(subject.zero_points):
        url = f"{base}{quote(catalogue['catalogue_id'])}&BAND={quote(f'{survey}/{band}')}"
        words = f"Zero point in {survey}/{band} star by star" + ("" if number else ", the one that was chosen")
        yield _link(url, "#preview-plot", words, "image/png", local=f"{survey}/{band}")
    url = f"{base}{quote(catalogue['target_id'])}"
    yield _link(url, "#derivation", "Light curves of the target", VOTABLE, qualifier="timeseries", local="target")


def _link(
    url: str,
    semantics: str,
    description: str,
    media_type: str,
    *,
    length: int | None = None,
    qualifier: str | None = None,
    local: str | None = None,
) -> Row:
    return {
        "url": url,
        "semantics": semantics,
        "description": description,
        "contentType": media_type,
        "contentLength": length,
        "contentQualifier": qualifier,
        "localSemantics": local,
    }


def deliver(rd: Any, delivery: Delivery) -> tuple[str, bytes]:  # noqa: ANN401 - a resource descriptor of DaCHS
    """Return media type and content of light curves as they are wanted."""
    subject = delivery.subject
    wanted = delivery.arguments.get("FORMAT")
    if wanted == "csv":
        return CSV, write_csv(subject)
    if wanted == "json":
        return JSON, write_json(subject)
    return VOTABLE, write_votable(rd, subject)


def write_csv(subject: Subject) -> bytes:
    """Return all points as comma-separated values, missing ones empty."""
    stream = io.StringIO()
    points = subject.points
    names = ["target_id", *(points[0] if points else ())]
    writer = csv.DictWriter(stream, names)
    writer.writeheader()
    writer.writerows({"target_id": subject.target["target_id"], **point} for point in points)
    return stream.getvalue().encode()


def write_json(subject: Subject) -> bytes:
    """Return all points as arrays; ``mag`` is the limit where ``limit`` is true."""
    points = subject.points
    arrays = {
        "mjd": [point["mjd"] for point in points],
        "mag": [point["limiting_mag"] if point["is_limit"] else point["mag"] for point in points],
        "magerr": [point["mag_err"] for point in points],
        "limit": [point["is_limit"] for point in points],
        "filter": [point["band"] for point in points],
        "catalog": [point["survey"] for point in points],
        "caliberr": [point["calib_err"] for point in points],
        "observatory": [point["observatory_id"] for point in points],
    }
    return json.dumps(arrays, separators=(",", ":"), allow_nan=False).encode()


def write_votable(rd: Any, subject: Subject) -> bytes:  # noqa: ANN401 - a resource descriptor of DaCHS
    """Return light curves as a VOTable with a table a band; with one empty table if there is no point yet."""
    tables = [_table(rd, subject, survey, band) for survey, band in subject.bands] or [_empty_table(rd, subject)]
    # DaCHS looks for the first one under the name that its definition gives.
    keys = ["curve_other", *(f"curve{number}" for number in range(1, len(tables)))]
    data = rsc.Data(rd.getById("build_curves"), dict(zip(keys, tables, strict=False)))
    stream = io.BytesIO()
    formats.formatData(VOTABLE, data, stream)
    return stream.getvalue()


def _table(rd: Any, subject: Subject, survey: str, band: str) -> Any:  # noqa: ANN401 - things of DaCHS
    name = f"curve_{table_key(survey, band)}"
    definition = rd.getById(name if name in rd.idmap else "curve_other")
    table = rsc.TableForDef(definition, rows=subject.bands[survey, band])
    lightcurve_id = f"{subject.target['target_id']}:{survey}:{band}"
    _set_parameters(table, {**subject.target, "lightcurve_id": lightcurve_id, "survey": survey, "band": band})
    return table


def _empty_table(rd: Any, subject: Subject) -> Any:  # noqa: ANN401 - things of DaCHS
    table = rsc.TableForDef(rd.getById("curve_other"), rows=[])
    _set_parameters(table, subject.target)
    return table


def _set_parameters(table: Any, values: Row) -> None:  # noqa: ANN401 - a table of DaCHS
    for key, value in values.items():
        table.setParam(key, value)
