"""What cannot be published is set aside and named, and the rest is published, by a running site and at its start."""

import csv
import io
import json
import signal
import urllib.parse
import urllib.request
from dataclasses import replace
from pathlib import Path
from unittest import mock

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ingest.archive.archive import Archive
from ingest.archive.archive_index import ArchiveIndex
from ingest.archive.submission import Submission
from schemas.codes import Verdict
from schemas.reading import EventEntry
from service.commands.serve import heed_signals
from service.ground.dachs import database_dsn
from service.ground.layout import Layout
from tests.records import EVENT, NEGATIVE, entry
from tests.site_fixture import RunningSite, in_account, run_umbra, start_site, stop_site, wait_until

GOOD, BAD, DOUBLED = "20220825_928_hildrun", "20220826_928_hildrun", "20220827_928_hildrun"
MOON = "20151219_moon"


def report_entry(
    event_id: str, number: int, *, site: str = "Slough", observer: str = "Caroline Herschel"
) -> EventEntry:
    report = replace(NEGATIVE, report_id=f"{event_id}_r{number:02d}", event_id=event_id, site=site, observer=observer)
    return entry(report, event=replace(EVENT, event_id=event_id))


def store(var: Path, *batches: tuple[EventEntry, ...]) -> None:
    """Put entries into the archive, a file each, and publish nothing."""
    with Archive(Layout(var).archive, writable=True) as archive:
        for entries in batches:
            with archive.batch():
                for part in entries:
                    number = archive.index.counts()["files"] + 1000
                    submission = Submission(
                        checksum=f"{number:064x}",
                        name=f"{number}.txt",
                        size=1,
                        format="sodis_form",
                        verdict=Verdict.ACCEPTED,
                        received=60000.0,
                        software="test",
                        findings=(),
                        entries=(part,),
                    )
                    archive.store(submission, io.BytesIO(b"x"))


def store_doubled(var: Path) -> None:
    """Put two reports of one identifier into the archive, as an earlier version did, with an index of that version."""
    unseen = mock.patch.object(
        ArchiveIndex, "_insert", lambda index, _, statement, values, __: index._db.execute(statement, values)
    )
    with unseen:
        first, second = report_entry(DOUBLED, 3, observer="First"), report_entry(DOUBLED, 3, observer="Second")
        store(var, (first,), (second,))
    with Archive(Layout(var).archive, writable=True) as archive:
        archive.index._db.execute("DROP TABLE renamed")
        archive.index._db.execute("PRAGMA user_version=4")


def reports(site: RunningSite, event_id: str) -> dict[str, str]:
    query = f"SELECT report_id, observer FROM occ.report WHERE event_id = '{event_id}'"
    return {row["report_id"]: row["observer"] for row in ask(site, query)}


def ask(site: RunningSite, query: str) -> list[dict[str, str]]:
    parameters = urllib.parse.urlencode({"LANG": "ADQL", "FORMAT": "csv", "QUERY": query})
    with urllib.request.urlopen(f"{site.url}/tap/sync?{parameters}", timeout=60) as answer:
        return list(csv.DictReader(io.StringIO(answer.read().decode())))


def curves(site: RunningSite) -> list[str]:
    query = f"SELECT lightcurve_id FROM occ.lightcurve WHERE event_id = '{MOON}'"
    return [row["lightcurve_id"] for row in ask(site, query)]


def lose_curves(var: Path) -> None:
    """Leave the tables as an intake does that is killed after the rows of events, before those of light curves."""
    with psycopg.connect(make_conninfo("", **database_dsn(var))) as connection:
        for table in ("occ.lightcurve", "umbra.curve"):
            connection.execute(f"DELETE FROM {table} WHERE event_id = %s", (MOON,))
        connection.execute("UPDATE umbra.published_curves SET batch = 0")


def set_aside(var: Path) -> list[tuple[str, str]]:
    found = json.loads(run_umbra("status", "--json", "--var", str(var)).stdout)
    return [(one["part"], one["identifier"]) for one in found["set_aside"]]


@pytest.mark.site
@pytest.mark.timeout(1800)
def test_one_bad_event_stops_neither_the_running_site_nor_its_start(var_directory: Path) -> None:
    var = var_directory / "var"
    site = start_site(var, release_interval=1.0)
    try:
        # PostgreSQL has no text with a NUL in it. Nobody publishes this batch: its intake was killed.
        in_account(lambda: store(var, (report_entry(BAD, 1, site="a\0b"), report_entry(GOOD, 1))))
        assert wait_until(lambda: bool(reports(site, GOOD)), seconds=300), "what an intake left is not published"
        assert wait_until(lambda: bool(set_aside(var)), seconds=300)
        assert set_aside(var) == [("event", BAD)]
        words = run_umbra("status", "--var", str(var)).stdout
        assert f"Not published: event {BAD}: " in words
        in_account(lambda: lose_curves(var))
        assert wait_until(lambda: len(curves(site)) == 1, seconds=300), "light curves that were left are not published"
    finally:
        assert stop_site(site) == 0
    # All tables are made anew, and two reports have one identifier.
    in_account(lambda: store_doubled(var))
    in_account(lambda: (Layout(var).gavo / "umbra-state.json").write_text(state(var)))
    site = start_site(var, ignored=(signal.SIGINT,))
    try:
        assert "1 could not be published" in site.printed
        assert reports(site, GOOD) == {f"{GOOD}_r01": "Caroline Herschel"}
        assert reports(site, DOUBLED) == {f"{DOUBLED}_r03": "First", f"{DOUBLED}_r03b": "Second"}
        assert reports(site, "20170622_10199_chariklo")
        assert set_aside(var) == [("event", BAD)]
    finally:
        site.process.send_signal(signal.SIGINT)
        site.process.communicate(timeout=60)
    assert site.process.returncode == 0


def state(var: Path) -> str:
    """Return what DaCHS' set-up remembers without the tables that are made."""
    found = json.loads((Layout(var).gavo / "umbra-state.json").read_text())
    return json.dumps({key: value for key, value in found.items() if key not in ("occ", "phot", "published")})


def test_signals_that_were_ignored_are_heeded_but_the_end_of_the_terminal() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    try:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        heed_signals()
        handlers = [signal.getsignal(number) for number in numbers]
        assert handlers == [signal.default_int_handler, signal.default_int_handler, signal.SIG_IGN]
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        heed_signals()
        assert signal.getsignal(signal.SIGHUP) is signal.default_int_handler
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
