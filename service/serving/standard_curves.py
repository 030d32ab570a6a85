"""What the datalink service of photometry hands out: light curves by band, CSV, JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from service.serving.band_tables import table_key
from service.serving.holding import CSV, VOTABLE, Connection, Content, Delivery, Link, Readings, Row, TimeSeries
from service.serving.zero_point_pictures import draw_zero_point

JSON = "application/json"
_TARGET = "SELECT target_id, name, ra, dec FROM phot.target WHERE target_id = %(target_id)s"
_POINTS = """
SELECT mjd, mag, mag_err, calib_err, is_limit, limiting_mag, survey, band, observatory_id, catalogue_id, measurement_id
FROM phot.measurement WHERE target_id = %(target_id)s ORDER BY mjd, measurement_id
"""
_CATALOGUE = "SELECT catalogue_id, target_id, checksum FROM phot.catalogue WHERE catalogue_id = %(catalogue_id)s"
_ZERO_POINTS = """
SELECT survey, band, chosen FROM phot.calibration WHERE catalogue_id = %(catalogue_id)s ORDER BY chosen DESC, scatter
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundTarget:
    """A target with its light curves, or with one of them."""

    target: Row
    #: Points by survey and band, in order of time.
    bands: dict[tuple[str, str], list[Row]]

    @property
    def points(self) -> list[Row]:
        """All points in order of time."""
        return sorted((point for points in self.bands.values() for point in points), key=lambda point: point["mjd"])

    def links(self, site: str) -> Iterator[Link]:
        """Return the links of the target; ``site`` is the address of the site."""
        base, target_id = _address(site), self.target["target_id"]
        for (survey, band), points in self.bands.items():
            yield Link(
                url=f"{base}{quote(f'{target_id}:{survey}:{band}')}",
                semantics="#this",
                description=f"Light curve in {survey}/{band}, {len(points)} points, as a time series",
                media_type=VOTABLE,
                length=200 * len(points) + 6000,
                qualifier="timeseries",
                local=f"{survey}/{band}",
            )
        for name, media_type in (("csv", "text/csv"), ("json", JSON)):
            yield Link(
                url=f"{base}{quote(target_id)}&FORMAT={name}",
                semantics="#this",
                description=f"All points in one table as {name.upper()}",
                media_type=media_type,
                qualifier="timeseries",
                local=name,
            )
        yield Link(
            url=f"{site}/static/umbra/target.html?id={quote(target_id)}",
            semantics="#documentation",
            description="Page of the target with its light curve",
            media_type="text/html",
            local="page",
        )

    def deliver(self, wanted: Mapping[str, Any]) -> Delivery:
        """Return the light curves by ``FORMAT``: votable, csv or json."""
        name = wanted.get("FORMAT")
        if name == "csv":
            return Content(media_type=CSV, content=write_csv(self))
        if name == "json":
            return Content(media_type=JSON, content=write_json(self))
        tables = [_readings(self.target, survey, band, points) for (survey, band), points in self.bands.items()]
        # A target without points has one empty table.
        empty = Readings(definition="curve_other", rows=[], parameters=self.target)
        return TimeSeries(media_type=VOTABLE, data="build_curves", definition="curve_other", tables=tables or [empty])


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundCatalogue:
    """A catalogue that came in."""

    catalogue_id: str
    target_id: str
    checksum: str
    #: Surveys and bands of its zero points, the chosen one first.
    zero_points: tuple[tuple[str, str], ...]

    def links(self, site: str) -> Iterator[Link]:
        """Return the links of the catalogue; ``site`` is the address of the site."""
        base = _address(site)
        for number, (survey, band) in enumerate(self.zero_points):
            words = f"Zero point in {survey}/{band} star by star" + ("" if number else ", the one that was chosen")
            yield Link(
                url=f"{base}{quote(self.catalogue_id)}&BAND={quote(f'{survey}/{band}')}",
                semantics="#preview-plot",
                description=words,
                media_type="image/png",
                local=f"{survey}/{band}",
            )
        yield Link(
            url=f"{base}{quote(self.target_id)}",
            semantics="#derivation",
            description="Light curves of the target",
            media_type=VOTABLE,
            qualifier="timeseries",
            local="target",
        )

    def deliver(self, wanted: Mapping[str, Any]) -> Content:
        """Return the picture of a zero point, ``BAND``, by default of the chosen one.

        Raises
        ------
        AbsentError
            There is no zero point in this band.
        """
        band = wanted.get("BAND")
        chosen = "/".join(self.zero_points[0]) if self.zero_points else ""
        picture = draw_zero_point(self.checksum, self.catalogue_id, band or chosen)
        return Content(media_type="image/png", content=picture)


def find(connection: Connection, identifier: str) -> FoundTarget | FoundCatalogue | None:
    """Return the thing that an identifier names, None if it names nothing.

    The identifier is a ``target_id``, ``lightcurve_id`` (target, survey and band, with colons) or ``catalogue_id``, or
    a publisher's identifier that ends in one.
    """
    word = identifier.rsplit("?phot/", 1)[-1]
    target_id, _, rest = word.partition(":")
    survey, _, band = rest.partition(":")
    target = _first(connection, _TARGET, {"target_id": target_id})
    if target is not None:
        bands = _bands(connection, target_id)
        if rest:
            bands = {key: points for key, points in bands.items() if key == (survey, band)}
        return FoundTarget(target=target, bands=bands) if bands or not rest else None
    catalogue = _first(connection, _CATALOGUE, {"catalogue_id": word})
    if catalogue is None:
        return None
    zero_points = connection.queryToDicts(_ZERO_POINTS, {"catalogue_id": word})
    return FoundCatalogue(
        catalogue_id=catalogue["catalogue_id"],
        target_id=catalogue["target_id"],
        checksum=catalogue["checksum"],
        zero_points=tuple((row["survey"], row["band"]) for row in zero_points),
    )


def _first(connection: Connection, query: str, arguments: Row) -> Row | None:
    return next(iter(connection.queryToDicts(query, arguments)), None)


def _bands(connection: Connection, target_id: str) -> dict[tuple[str, str], list[Row]]:
    bands: dict[tuple[str, str], list[Row]] = {}
    for row in connection.queryToDicts(_POINTS, {"target_id": target_id}):
        bands.setdefault((row["survey"], row["band"]), []).append(row)
    return bands


def _address(site: str) -> str:
    return f"{site}/phot/q/dl/dlget?ID="


def _readings(target: Row, survey: str, band: str, points: list[Row]) -> Readings:
    lightcurve_id = f"{target['target_id']}:{survey}:{band}"
    return Readings(
        definition=f"curve_{table_key(survey, band)}",
        rows=points,
        parameters={**target, "lightcurve_id": lightcurve_id, "survey": survey, "band": band},
    )


def write_csv(found: FoundTarget) -> bytes:
    """Return all points as comma-separated values, missing ones empty."""
    stream = io.StringIO()
    points = found.points
    names = ["target_id", *(points[0] if points else ())]
    writer = csv.DictWriter(stream, names)
    writer.writeheader()
    writer.writerows({"target_id": found.target["target_id"], **point} for point in points)
    return stream.getvalue().encode()


def write_json(found: FoundTarget) -> bytes:
    """Return all points as arrays; ``mag`` is the limit where ``limit`` is true."""
    points = found.points
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
