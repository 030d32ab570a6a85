"""The list of services, and what is said of one that cannot be reached."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from ingest.photometry.reference_services import Fetched, ReferenceService, RemoteError, read_services
from ingest.photometry.remote import authorities, fetch_cells
from ingest.photometry.sky_cells import cells_near
from ingest.photometry.survey_columns import SURVEYS
from tests.listener import listen

ROOT = Path(__file__).resolve().parents[3]


def test_the_list_that_ships_names_every_survey_once() -> None:
    services = read_services(ROOT / "etc/reference_services.cfg")
    assert set(services) == set(SURVEYS)
    for service in services.values():
        assert service.url.startswith("https://")
        assert {"$ra", "$dec", "$radius"} <= set(service.query.replace(",", " ").replace(")", " ").split())


@pytest.mark.parametrize(("survey", "columns"), [("ATLAS", ("gmag", "e_gmag")), ("SDSS", ("upmag", "e_rpmag"))])
def test_columns_that_differ_from_others_in_case_only_are_quoted(survey: str, columns: tuple[str, ...]) -> None:
    """TAPVizieR refuses gmag beside Gmag, and upmag beside uPmag, as ambiguous unless they are quoted."""
    query = read_services(ROOT / "etc/reference_services.cfg")[survey].query
    for column in columns:
        assert re.findall(rf"(.)\b{column}\b(.)", query, re.IGNORECASE) == [('"', '"')]


@pytest.mark.parametrize(
    ("text", "words"),
    [("[APASS]\nurl = http://x/tap\n", "query"), ("[HIPPARCOS]\nurl=x\nquery=y\n", "no survey"), ("nonsense", "list")],
)
def test_a_wrong_list_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "services.cfg"
    path.write_text(text)
    with pytest.raises(RemoteError, match=words):
        read_services(path)


def test_authorities_are_those_of_the_machine_or_of_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(ROOT / "README.md"))
    assert authorities() == str(ROOT / "README.md")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/own.crt")
    assert authorities() is None


def test_a_service_that_cannot_be_reached_is_trouble_and_no_stars() -> None:
    service = ReferenceService(survey="APASS", url="http://127.0.0.1:9/tap", query="SELECT $ra, $dec, $radius")
    kept: list[tuple[str, list[Fetched]]] = []
    cells = list(cells_near(10.0, 10.0, 0.1))
    trouble = fetch_cells([(service, cells)], lambda survey, found: kept.append((survey, found)))
    assert not kept
    assert "http://127.0.0.1:9/tap does not give the stars of APASS" in trouble["APASS"].message


class CuttingService(BaseHTTPRequestHandler):
    """A TAP service that has 2100 stars and gives the first 2000 of them without a word."""

    n_stars = 2100

    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["QUERY"][0]
        names = ["n_rows"] if "COUNT" in query else ["RA_ICRS", "DE_ICRS", "gmag"]
        rows = [[self.n_stars]] if "COUNT" in query else [[10.0, 10.0 + n * 1e-5, 15.0] for n in range(self.n_stars)]
        fields = "".join(f'<FIELD name="{name}" datatype="double"/>' for name in names)
        cells = "".join("<TR>" + "".join(f"<TD>{cell}</TD>" for cell in row) + "</TR>" for row in rows[:2000])
        answer = (
            '<VOTABLE version="1.3" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">'
            f'<INFO name="QUERY_STATUS" value="OK"/><TABLE>{fields}<DATA><TABLEDATA>{cells}</TABLEDATA></DATA></TABLE>'
            "</RESOURCE></VOTABLE>"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-votable+xml")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def run_service(n_stars: int) -> Iterator[str]:
    handler = type("Service", (CuttingService,), {"n_stars": n_stars})
    with listen(handler) as port:
        yield f"http://127.0.0.1:{port}/tap"


@pytest.mark.parametrize(("n_stars", "n_kept"), [(2100, None), (2000, 2000), (1999, 1999)])
def test_an_answer_that_was_cut_off_is_trouble_and_no_stars(n_stars: int, n_kept: int | None) -> None:
    kept: list[int] = []
    (cell,) = cells_near(10.0, 10.01, 0.001)
    with run_service(n_stars) as url:
        service = ReferenceService(survey="ATLAS", url=url, query="SELECT * FROM stars WHERE 1 = $ra + $dec + $radius")
        trouble = fetch_cells([(service, [cell])], lambda _, found: kept.extend(len(stars) for _, stars in found))
    assert kept == ([] if n_kept is None else [n_kept])
    assert n_kept is not None or "2000 of 2100 rows came" in trouble["ATLAS"].message
