"""A few rounds of the crash run, the same every time; `make torture` runs 500. And its checks see what is wrong."""

import json
import random
import shutil
from pathlib import Path

import pytest

from ingest.archive.archive import Archive
from ingest.intake.context import Context
from service.commands.intake import examine_all, make_pipeline
from tests.torture.crash_checks import Holdings, Verdict
from tests.torture.crash_inbox import write_inbox
from tests.torture.crash_run import Tally, run

SEED = 2026


@pytest.mark.site
@pytest.mark.timeout(1800)
def test_nothing_is_lost_doubled_half_or_left_to_do(var_directory: Path) -> None:
    var_directory.chmod(0o755)
    print(f"seed {SEED}")
    tally = run(var_directory, rounds=4, seed=SEED)
    assert tally.troubles == []
    assert tally.rounds == 4
    assert sum(tally.kills.values()) >= 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an archive with the files of one round in it."""
    inbox = write_inbox(tmp_path / "inbox", 7, random.Random(SEED))
    with Archive(tmp_path / "archive", writable=True) as archive:
        for _ in make_pipeline(archive, Context(), now=lambda: 61000.0).take(
            examine_all([inbox.reports], lambda: 61000.0)
        ):
            pass
    return tmp_path / "archive"


def test_a_good_archive_is_well(folder: Path) -> None:
    holdings = Holdings(folder)
    assert holdings.look() == Verdict()
    assert holdings.look().is_well
    assert {status for _, status in holdings.files} == {"accepted", "refused"}
    assert all(holdings.names[table] for table in ("report", "lightcurve"))


def test_what_is_lost_is_seen(folder: Path) -> None:
    holdings = Holdings(folder)
    holdings.look()
    shutil.rmtree(folder / "batches/000001")
    assert holdings.look().lost == ["batch 000001"]


def test_what_is_changed_is_seen(folder: Path) -> None:
    holdings = Holdings(folder)
    holdings.look()
    with (folder / "batches/000001/records.jsonl").open("ab") as stream:
        stream.write(b"\n")
    assert holdings.look().lost == ["lines of batch 000001"]


def test_what_is_doubled_is_seen(folder: Path) -> None:
    shutil.copytree(folder / "batches/000001", folder / "batches/000002")
    doubled = Holdings(folder).look().doubled
    assert any(word.startswith("file ") for word in doubled)
    assert any(word.startswith("report ") for word in doubled)


@pytest.mark.parametrize("what", ["original", "stray", "line", "readings"])
def test_what_is_half_is_seen(folder: Path, what: str) -> None:
    batch = folder / "batches/000001"
    records = batch / "records.jsonl"
    if what == "original":
        next(iter((batch / "accepted").iterdir())).write_bytes(b"half")
    elif what == "stray":
        (batch / "accepted" / "stray.txt").write_bytes(b"x")
    elif what == "line":
        lines = records.read_bytes().splitlines(keepends=True)
        assert json.loads(lines[-1])
        records.write_bytes(b"".join(lines)[:-5])
    else:
        (batch / "arrays.f64").write_bytes(b"")
    assert Holdings(folder).look().half


def test_a_round_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        write_inbox(tmp_path / name, 3, random.Random(5))
        found = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file() and path.suffix != ".zip")
        files.append([path.read_bytes() for path in found])
    assert files[0] == files[1]


def test_the_tally_names_rounds_that_left_something() -> None:
    tally = Tally()
    tally.note(1, "intake", Verdict(), [])
    assert tally.is_well
    tally.note(2, "start", Verdict(lost=["a", "b"], half=["c"]), ["d"])
    assert len(tally.troubles) == 4
    assert "2 rounds" in tally.line()
    assert "1 lost, 0 doubled, 1 half, 1 by hand" in tally.line()
    assert tally.troubles[0] == "round 2 (start): a"
