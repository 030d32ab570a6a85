"""What is handed out of targets and catalogues of photometry, by their rows."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from service.serving.holding import Content, TimeSeries
from service.serving.standard_curves import FoundCatalogue, FoundTarget

SITE = "http://umbra.example"
TARGET = {"target_id": "demo 1", "name": "Nova", "ra": 10.0, "dec": -5.0}
CATALOGUE = FoundCatalogue(
    catalogue_id="c1", target_id="demo 1", checksum="0" * 64, zero_points=(("APASS", "V"), ("SDSS", "r"))
)


def point(mjd: float, survey: str, band: str, mag: float | None) -> dict[str, Any]:
    return {
        "mjd": mjd,
        "mag": mag,
        "mag_err": None if mag is None else 0.01,
        "calib_err": 0.02,
        "is_limit": mag is None,
        "limiting_mag": 18.0,
        "survey": survey,
        "band": band,
        "observatory_id": "o1",
        "catalogue_id": "c1",
        "measurement_id": f"m{mjd:g}",
    }


FOUND = FoundTarget(
    target=TARGET,
    bands={
        ("APASS", "V"): [point(2.0, "APASS", "V", 15.5)],
        ("SDSS", "r'"): [point(1.0, "SDSS", "r'", None), point(3.0, "SDSS", "r'", 15.0)],
    },
)


def test_links_of_a_target_are_those_of_its_bands_and_of_all_points() -> None:
    links = list(FOUND.links(SITE))
    assert [(link.local, link.semantics, link.media_type, link.qualifier) for link in links] == [
        ("APASS/V", "#this", "application/x-votable+xml", "timeseries"),
        ("SDSS/r'", "#this", "application/x-votable+xml", "timeseries"),
        ("csv", "#this", "text/csv", "timeseries"),
        ("json", "#this", "application/json", "timeseries"),
        ("page", "#documentation", "text/html", None),
    ]
    assert asdict(links[1]) == {
        "url": f"{SITE}/phot/q/dl/dlget?ID=demo%201%3ASDSS%3Ar%27",
        "semantics": "#this",
        "description": "Light curve in SDSS/r', 2 points, as a time series",
        "media_type": "application/x-votable+xml",
        "local": "SDSS/r'",
        "length": 6400,
        "qualifier": "timeseries",
    }
    assert links[4].url == f"{SITE}/static/umbra/target.html?id=demo%201"


def test_links_of_a_catalogue_are_pictures_of_its_zero_points_the_chosen_one_first() -> None:
    links = list(CATALOGUE.links(SITE))
    assert [(link.local, link.semantics) for link in links] == [
        ("APASS/V", "#preview-plot"),
        ("SDSS/r", "#preview-plot"),
        ("target", "#derivation"),
    ]
    assert links[0].description == "Zero point in APASS/V star by star, the one that was chosen"
    assert links[1].description == "Zero point in SDSS/r star by star"
    assert links[1].url == f"{SITE}/phot/q/dl/dlget?ID=c1&BAND=SDSS/r"


def test_a_table_a_band_with_parameters_of_its_own() -> None:
    series = FOUND.deliver({"FORMAT": "votable"})
    assert isinstance(series, TimeSeries)
    assert (series.data, series.definition) == ("build_curves", "curve_other")
    assert [table.definition for table in series.tables] == ["curve_APASS_V", "curve_SDSS_r"]
    assert series.tables[1].parameters == TARGET | {"lightcurve_id": "demo 1:SDSS:r'", "survey": "SDSS", "band": "r'"}
    assert [row["mjd"] for row in series.tables[1].rows] == [1.0, 3.0]


def test_a_target_without_points_has_one_empty_table() -> None:
    found = FoundTarget(target=TARGET, bands={})
    series = found.deliver({})
    assert isinstance(series, TimeSeries)
    (table,) = series.tables
    assert (table.definition, list(table.rows), table.parameters) == ("curve_other", [], TARGET)
    empty = found.deliver({"FORMAT": "csv"})
    assert isinstance(empty, Content)
    assert empty.content == b"target_id\r\n"


def test_csv_has_all_points_in_order_of_time() -> None:
    content = FOUND.deliver({"FORMAT": "csv"})
    assert isinstance(content, Content)
    assert content.media_type == "text/csv;header=present;charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(content.content.decode(), newline="")))
    assert [(row["mjd"], row["mag"], row["band"]) for row in rows] == [
        ("1.0", "", "r'"),
        ("2.0", "15.5", "V"),
        ("3.0", "15.0", "r'"),
    ]
    assert {row["target_id"] for row in rows} == {"demo 1"}


def test_json_has_the_limit_where_nothing_was_seen() -> None:
    content = FOUND.deliver({"FORMAT": "json"})
    assert isinstance(content, Content)
    arrays = json.loads(content.content)
    assert arrays["mag"] == [18.0, 15.5, 15.0]
    assert arrays["limit"] == [True, False, False]
    assert arrays["catalog"] == ["SDSS", "APASS", "SDSS"]
