"""What comes in is in TAP when its intake ends, without disturbing a query; what is private comes out nowhere."""

import csv
import io
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.commands.test_intake import HAKOS, umbra
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site

#: Words that stand in the reports below and may come out nowhere.
SECRETS = (
    "zz.secret@example.org",
    "Geheimweg",
    "98765",
    "Hinterwald",
    "zzuser",
    "C:\\Users",
    "/home/zz",
    "0170-5550123",
)


def fetch(url: str, **query: str) -> str:
    data = urllib.parse.urlencode(query).encode() if query else None
    try:
        with urllib.request.urlopen(url, data, timeout=60) as answer:
            return str(answer.read().decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        pytest.fail(f"{url} {query}: {error.code} {error.read().decode('utf-8', 'replace')[-1000:]}")


def ask(site: RunningSite, query: str) -> list[dict[str, str]]:
    text = fetch(f"{site.url}/tap/sync", LANG="ADQL", FORMAT="csv", MAXREC="100000", QUERY=query)
    return list(csv.DictReader(io.StringIO(text)))


def form(day: str, site_name: str, observer: str) -> str:
    """Return a negative report of an occultation by Hildrun."""
    text = HAKOS.read_text().replace("22 June 2017", day).replace("#PREDICTTIME: 22 Jun; 2017", f"#PREDICTTIME: {day}")
    text = text.replace("ASTEROID: Chariklo", "ASTEROID: Hildrun").replace("Nr: 10199", "Nr: 928")
    text = text.replace("Gaia DR3 6760223758801661440", "UCAC4 350-187717")
    return text.replace("NearestCity: Hakos", f"NearestCity: {site_name}").replace(
        "#Observer1:", f"#Observer1: {observer}"
    )


@pytest.fixture
def secretive(site: RunningSite, tmp_path: Path) -> Path:
    """Ingest reports that hold private words in every place where people put them."""
    text = form("3 March 2023", "Windhoek", "Zacharias Zz")
    for old, new in (
        ("#E-mail:", "#E-mail: zz.secret@example.org"),
        ("#Address:", "#Address: Geheimweg 5, 98765 Hinterwald"),
        ("#moreObs:", "#moreObs: Z. Y., zz.secret@example.org"),
        ("#Camera:", "#Camera: QHY174 (settings in C:\\Users\\zzuser\\camera.ini)"),
        (
            "#Comments: ",
            "#Comments: Video at /home/zzuser/videos/x.adv, mail zz.secret@example.org. Phone 0170-5550123. ",
        ),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "secretive.txt"
    path.write_text(text)
    done = umbra("ingest", path, var=site.var)
    assert done.returncode == 0, done.stdout
    return path


def pages(site: RunningSite) -> Iterator[tuple[str, str]]:
    """Yield everything that the site gives out: tables in every format, services, pages."""
    tables = [row["table_name"] for row in ask(site, "SELECT table_name FROM tap_schema.tables")]
    assert "occ.report" in tables
    for table in tables:
        for kind in ("votable", "votable/td", "csv", "json", "html"):
            yield (
                f"{table} {kind}",
                fetch(f"{site.url}/tap/sync", LANG="ADQL", FORMAT=kind, QUERY=f"SELECT * FROM {table}"),
            )
    for path in (
        "/",
        "/occ/q/reports/form?body_number=928&__nevow_form__=genForm&submit=Go",
        "/occ/q/cone/form",
        "/occ/q/cone/scs.xml?RA=283&DEC=-31&SR=180",
        "/occ/q/cone/info",
        "/occ/q/page/qp/20170622_10199_chariklo",
        "/occ/lc/ssa/ssap.xml?REQUEST=queryData",
        "/tap/examples",
        "/tap/tables",
        "/tap/capabilities",
        "/browse/occ/q",
    ):
        yield path, fetch(f"{site.url}{path}")


def test_private_words_come_out_nowhere(site: RunningSite, secretive: Path) -> None:
    rows = ask(site, "SELECT observer, camera, comment FROM occ.report WHERE observer = 'Zacharias Zz'")
    assert len(rows) == 1
    assert rows[0]["camera"].startswith("QHY174")
    for place, text in pages(site):
        for secret in SECRETS:
            assert secret not in text, f"{secret} stands in {place}"


def test_private_words_stay_in_the_archive(site: RunningSite, secretive: Path) -> None:
    kept = [path.read_text() for path in (site.var / "archive/batches").glob("*/accepted/*.txt")]
    assert any("Geheimweg 5" in text for text in kept)
    archived = "".join(path.read_text() for path in (site.var / "archive/batches").glob("*/records.jsonl"))
    assert "zz.secret@example.org" in archived


def test_a_report_is_in_tap_when_its_intake_ends(site: RunningSite, tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    path.write_text(form("4 April 2023", "Okahandja", "A. New"))
    done = umbra("ingest", path, var=site.var)
    assert done.returncode == 0, done.stdout
    query = "SELECT n_reports, n_negative FROM occ.event WHERE event_id = '20230404_928_hildrun'"
    assert ask(site, query) == [{"n_reports": "1", "n_negative": "1"}]
    path.write_text(path.read_text().replace("21:30:19.345", "21:31:19.345"))
    umbra("ingest", path, var=site.var)
    assert ask(site, query) == [{"n_reports": "1", "n_negative": "1"}]
    reports = ask(
        site, "SELECT report_id, status FROM occ.report WHERE event_id = '20230404_928_hildrun' ORDER BY report_id"
    )
    assert [row["status"] for row in reports] == ["superseded", "accepted"]


def test_queries_go_on_while_reports_come_in(site: RunningSite, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text(form("5 May 2023", f"Place {number}", f"Observer {number}"))
    answers: list[int] = []
    troubles: list[Exception] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            try:
                answers.append(int(ask(site, "SELECT COUNT(*) AS n FROM occ.report")[0]["n"]))
            except Exception as trouble:  # noqa: BLE001 - whatever disturbs a query is what is looked for
                troubles.append(trouble)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        assert umbra("ingest", tmp_path, var=site.var).returncode == 0
    finally:
        done.set()
        watcher.join()
    assert troubles == []
    assert answers == sorted(answers), "no row was missing at any moment"
    query = "SELECT n_reports FROM occ.event WHERE event_id = '20230505_928_hildrun'"
    assert ask(site, query) == [{"n_reports": "40"}]


def test_what_came_in_while_the_site_was_down_is_noticed(site: RunningSite) -> None:
    done = umbra("status", "--json", var=site.var)
    assert done.returncode == 0
    assert umbra("status", var=site.var.parent / "no-such-site").returncode == 3
