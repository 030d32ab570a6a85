"""The store keeps files with their verdict; one that has gone meanwhile is said to."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.intake.examination import Examination
from ingest.intake.store import Store
from schemas.codes import Verdict
from schemas.errors import FormatError
from schemas.event import Event
from schemas.lightcurve import Release
from schemas.reading import EventEntry
from tests.desk import Desk

FILE = Examination(
    path=Path("/nonexistent/x.txt"), name="x.txt", checksum="c" * 64, size=4, content=b"text", format="", findings=()
)


def make_store(desk: Desk) -> Store:
    return Store(desk.archive, opener=lambda path: path.open("rb"), software="test")


@pytest.mark.parametrize("verdict", Verdict)
def test_a_file_is_kept_with_its_verdict(desk: Desk, verdict: Verdict) -> None:
    with desk.archive.batch():
        make_store(desk).keep(FILE, verdict, received=60001.0)
    assert desk.archive.original(FILE.checksum, verdict).read_bytes() == b"text"
    assert [desk.archive.index.has(FILE.checksum, one) for one in Verdict] == [one is verdict for one in Verdict]


def test_a_large_file_that_has_gone_is_named(desk: Desk) -> None:
    with desk.archive.batch(), pytest.raises(FormatError, match="cannot be read any more"):
        make_store(desk).keep(replace(FILE, content=None), Verdict.ACCEPTED, received=60001.0)


def test_a_release_is_a_file_of_its_own(desk: Desk) -> None:
    release = Release(lightcurve_id="e_lc01", release_date=61000.0)
    entry = EventEntry(event=Event(event_id="e"), releases=(release,))
    with desk.archive.batch():
        make_store(desk).keep_release(FILE, received=60001.0, entries=(entry,))
    (path,) = desk.archive.folder.glob("batches/*/accepted/*.json")
    assert json.loads(path.read_bytes())["file"] == FILE.checksum
    ((_, kept),) = desk.archive.entries_of("e")
    assert kept.releases == (release,)
