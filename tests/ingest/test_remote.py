"""The list of services, and what is said of one that cannot be reached."""

from pathlib import Path

import pytest

from ingest.remote import Fetched, ReferenceService, RemoteError, fetch_cells, read_services
from ingest.sky_cells import cells_near
from ingest.survey_columns import SURVEYS

ROOT = Path(__file__).resolve().parents[2]


def test_the_list_that_ships_names_every_survey_once() -> None:
    services = read_services(ROOT / "etc/reference_services.cfg")
    assert set(services) == set(SURVEYS)
    for service in services.values():
        assert service.url.startswith("https://")
        assert {"$ra", "$dec", "$radius"} <= set(service.query.replace(",", " ").replace(")", " ").split())


@pytest.mark.parametrize(
    ("text", "words"),
    [("[APASS]\nurl = http://x/tap\n", "query"), ("[HIPPARCOS]\nurl=x\nquery=y\n", "no survey"), ("nonsense", "list")],
)
def test_a_wrong_list_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "services.cfg"
    path.write_text(text)
    with pytest.raises(RemoteError, match=words):
        read_services(path)


def test_a_service_that_cannot_be_reached_is_trouble_and_no_stars() -> None:
    service = ReferenceService(survey="APASS", url="http://127.0.0.1:9/tap", query="SELECT $ra, $dec, $radius")
    kept: list[tuple[str, list[Fetched]]] = []
    cells = list(cells_near(10.0, 10.0, 0.1))
    trouble = fetch_cells([(service, cells)], lambda survey, found: kept.append((survey, found)))
    assert not kept
    assert "http://127.0.0.1:9/tap does not give the stars of APASS" in trouble["APASS"].message
