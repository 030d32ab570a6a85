"""What is handed out of a light curve, by its row: links, tables, SORA's text, refusals."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from service.serving.holding import Content, Row, TimeSeries, WithheldError
from service.serving.lightcurve_serving import MAX_READINGS, FoundAttachment, FoundCurve

SITE = "http://umbra.example"


def curve(**changes: object) -> Row:
    row: dict[str, Any] = {
        "lightcurve_id": "20220825_928_hildrun_lc01",
        "event_id": "20220825_928_hildrun",
        "report_id": None,
        "body_number": 928,
        "body_name": "Hildrun",
        "role": "target",
        "origin": "measured",
        "star": "UCAC4 350-187717",
        "observer": "W. Herschel",
        "source_format": "vizier_occ",
        "n_points": 3,
        "d_time": None,
        "r_time": None,
        "mjd": [59816.5, 59816.6, 59816.7],
        "bjd_tdb": None,
        "flux": [1.0, float("nan"), 3.0],
        "flux_err": None,
        "flags": [0, 1, 0],
    }
    return row | changes


def test_links_in_their_order_and_to_the_letter() -> None:
    links = list(FoundCurve(curve()).links(SITE))
    assert [(link.local, link.semantics, link.media_type) for link in links] == [
        ("votable", "#this", "application/x-votable+xml"),
        ("csv", "#this", "text/csv"),
        ("sora", "#this", "text/plain"),
        ("png", "#preview", "image/png"),
        ("thumbnail", "#preview-image", "image/png"),
        ("original", "#progenitor", "text/plain"),
        ("event", "#documentation", "application/x-votable+xml"),
    ]
    assert asdict(links[0]) == {
        "url": f"{SITE}/occ/lc/dl/dlget?ID=20220825_928_hildrun_lc01",
        "semantics": "#this",
        "description": "The light curve as a time series in a VOTable",
        "media_type": "application/x-votable+xml",
        "local": "votable",
        "length": 8144,
        "qualifier": "#timeseries",
    }
    assert links[3].url == f"{SITE}/occ/lc/dl/dlget?ID=20220825_928_hildrun_lc01&FORMAT=png"


def test_links_to_report_and_attachments_where_there_are_some() -> None:
    beside = (
        {"attachment_id": "e_a01", "name": "map.png", "media_type": "image/png"},
        {"attachment_id": "e_a02", "name": "form.docx", "media_type": "application/zip"},
    )
    links = list(FoundCurve(curve(report_id="e_r01"), beside).links(SITE))[6:]
    assert [(link.local, link.semantics) for link in links] == [
        ("attachment", "#auxiliary"),
        ("report", "#documentation"),
        ("event", "#documentation"),
    ]
    assert links[0].url == f"{SITE}/occ/lc/dl/dlget?ID=e_a01"
    assert links[1].url.endswith("QUERY=SELECT+%2A+FROM+occ.report+WHERE+report_id+%3D+%27e_r01%27")


def test_a_model_says_so_in_every_link_to_it() -> None:
    links = list(FoundCurve(curve(origin="synthetic")).links(SITE))[:6]
    assert all(link.description.endswith(" (SIMULATED, nothing was observed)") for link in links)


def test_an_attachment_is_its_own_link() -> None:
    row = {"attachment_id": "e_a01", "name": "map.png", "media_type": "image/png"}
    (link,) = FoundAttachment(row).links(SITE)
    assert (link.semantics, link.description) == ("#this", "Sent along by the observer: map.png")


@pytest.mark.parametrize(
    ("wanted", "media_type"), [(None, "application/x-votable+xml"), ("csv", "text/csv;header=present;charset=utf-8")]
)
def test_readings_are_rows_with_none_for_what_is_missing(wanted: str | None, media_type: str) -> None:
    series = FoundCurve(curve()).deliver({"FORMAT": wanted})
    assert isinstance(series, TimeSeries)
    assert (series.media_type, series.data) == (media_type, "build_timeseries")
    (table,) = series.tables
    assert table.definition == series.definition == "timeseries"
    assert list(table.rows) == [
        {"mjd": 59816.5, "bjd_tdb": None, "flux": 1.0, "flux_err": None, "flags": 0},
        {"mjd": 59816.6, "bjd_tdb": None, "flux": None, "flux_err": None, "flags": 1},
        {"mjd": 59816.7, "bjd_tdb": None, "flux": 3.0, "flux_err": None, "flags": 0},
    ]
    assert table.parameters["body"] == "(928) Hildrun"
    assert "mjd" not in table.parameters


@pytest.mark.parametrize(
    ("number", "name", "body"),
    [(None, "Moon", "Moon"), (928, None, "(928)"), (None, None, None)],
)
def test_a_body_has_what_is_known_of_its_name(number: int | None, name: str | None, body: str | None) -> None:
    series = FoundCurve(curve(body_number=number, body_name=name)).deliver({})
    assert isinstance(series, TimeSeries)
    assert series.tables[0].parameters["body"] == body


def test_sora_reads_times_and_values() -> None:
    text = FoundCurve(curve(flux=[1.0, 2.0, 3.0])).deliver({"FORMAT": "sora"})
    assert isinstance(text, Content)
    assert text.media_type == "text/plain"
    values = np.loadtxt(text.content.decode().splitlines())
    assert values[:, 0] == pytest.approx([2459817.0, 2459817.1, 2459817.2], abs=1e-9)
    assert values[:, 1].tolist() == [1.0, 2.0, 3.0]


def test_a_curve_without_times_is_nothing_for_sora() -> None:
    with pytest.raises(WithheldError, match="no times"):
        FoundCurve(curve(mjd=None)).deliver({"FORMAT": "sora"})


def test_a_curve_that_is_too_long_for_a_table_says_where_its_readings_are() -> None:
    with pytest.raises(WithheldError, match=r"500001 readings.*\(take them from occ\.sample"):
        FoundCurve(curve(n_points=MAX_READINGS + 1)).deliver({"FORMAT": "csv"})
