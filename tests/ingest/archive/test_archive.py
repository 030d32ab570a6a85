"""The archive keeps what came in, whole or not at all, and tells it again."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.archive import archive as archive_module
from ingest.archive.archive import Archive, ArchiveError
from ingest.archive.submission import Submission
from ingest.events.rows import EVENT_TABLES, table_rows
from schemas.codes import Verdict
from schemas.finding import Finding, FindingCode, Severity
from schemas.report import Contact
from tests.records import EVENT, REPORT, entry

FINDING = Finding(code=FindingCode.ACCURACY_MISSING, severity=Severity.WARNING, message="No Acc_D.", line=3)


def submission(number: int, *, verdict: Verdict = Verdict.ACCEPTED) -> Submission:
    event = replace(EVENT, event_id=f"event_{number}")
    report = replace(REPORT, event_id=event.event_id, report_id=f"event_{number}_r01")
    part = entry(report, event=event)
    station = replace(part.stations[0], contact=Contact(email="a@example.org"), lines={"d_time": 32})
    return Submission(
        checksum=f"{number:064x}",
        name="../../Bericht ä.txt",
        size=4,
        format="sodis_form",
        verdict=verdict,
        received=60000.0 + number,
        software="umbra test",
        findings=(FINDING,),
        entries=(replace(part, stations=(station,)),) if verdict is Verdict.ACCEPTED else (),
    )


def fill(archive: Archive, *numbers: int, verdict: Verdict = Verdict.ACCEPTED) -> None:
    with archive.batch():
        for number in numbers:
            archive.store(submission(number, verdict=verdict), io.BytesIO(b"file"))


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parts[len(folder.parts)] == "batches"
    }


def published(folder: Path) -> list[object]:
    return [list(table_rows(folder, table, now=70000.0)) for table in EVENT_TABLES]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive", writable=True) as opened:
        yield opened


def test_what_was_stored_is_read_again(archive: Archive) -> None:
    fill(archive, 1, 2)
    ((place, part),) = archive.entries_of("event_2")
    assert part == submission(2).entries[0]
    assert archive.original(place.checksum).read_bytes() == b"file"
    assert archive.original(place.checksum).name == f"{2:064x}.txt"


def test_refused_files_are_kept_with_their_findings(archive: Archive) -> None:
    fill(archive, 7, verdict=Verdict.REFUSED)
    path = archive.original(f"{7:064x}", Verdict.REFUSED)
    assert path.read_bytes() == b"file"
    assert path.parent.name == Verdict.REFUSED
    assert b"No Acc_D." in (path.parents[1] / "records.jsonl").read_bytes()
    assert archive.index.counts() == {"files": 0, "events": 0, "reports": 0}


@pytest.mark.parametrize("name", ["../../etc/passwd", "a.../x", "x.\x00txt", "x." + "y" * 300, "", ".", "a/b.t/x"])
def test_names_cannot_leave_the_archive(archive: Archive, name: str) -> None:
    before = set(archive.folder.parent.rglob("*"))
    with archive.batch():
        archive.store(replace(submission(1), name=name), io.BytesIO(b"file"))
    new = set(archive.folder.parent.rglob("*")) - before
    assert all(archive.folder in path.parents for path in new)
    assert {path.name.partition(".")[0] for path in new if path.is_file()} == {f"{1:064x}", "records"}


def test_a_file_sent_again_after_a_refusal_is_kept_as_both(archive: Archive) -> None:
    fill(archive, 7, verdict=Verdict.REFUSED)
    fill(archive, 7, verdict=Verdict.REFUSED)
    fill(archive, 7)
    assert [archive.original(f"{7:064x}", verdict).is_file() for verdict in Verdict] == [True, True]
    assert len(list(archive.folder.glob("batches/*"))) == 2
    with pytest.raises(KeyError):
        archive.original(f"{8:064x}")


def test_an_archive_in_the_order_of_an_earlier_version_is_not_mixed_with_this_one(tmp_path: Path) -> None:
    (tmp_path / "accepted/3f").mkdir(parents=True)
    with pytest.raises(ArchiveError, match="earlier version"):
        Archive(tmp_path, writable=True)


def test_a_batch_that_failed_leaves_no_trace_and_the_next_one_is_written(archive: Archive) -> None:
    with pytest.raises(AttributeError), archive.batch():  # noqa: PT012 - what fails comes after what is stored
        archive.store(submission(1), io.BytesIO(b"file"))
        archive.store(submission(2), None)  # type: ignore[arg-type]
    assert not list((archive.folder / "staging").iterdir())
    fill(archive, 1)
    assert archive.index.counts()["files"] == 1


def test_nothing_is_ever_overwritten(archive: Archive) -> None:
    fill(archive, 1)
    before = tree(archive.folder)
    with archive.batch():
        archive.store(replace(submission(1), received=1.0), io.BytesIO(b"other"))
    assert tree(archive.folder) == before


def test_the_index_is_made_anew_when_lost(archive: Archive) -> None:
    fill(archive, 1, 2)
    fill(archive, 3)
    before = published(archive.folder)
    archive.close()
    for path in archive.folder.glob("index.sqlite*"):
        path.unlink()
    with Archive(archive.folder, writable=True) as again:
        assert again.index.counts() == {"files": 3, "events": 3, "reports": 3}
        assert again.index.last_batch() == 2
    assert published(archive.folder) == before


def test_an_index_of_another_version_is_made_anew(archive: Archive) -> None:
    fill(archive, 1)
    archive.close()
    (archive.folder / "index.sqlite").write_bytes(b"no database at all")
    for name in ("index.sqlite-wal", "index.sqlite-shm"):
        (archive.folder / name).unlink(missing_ok=True)
    with Archive(archive.folder, writable=True) as again:
        assert again.index.event_ids() == ["event_1"]


class Killed(BaseException):
    """Stands for a process that ends at once."""


@pytest.mark.parametrize("step", range(5))
def test_a_kill_at_any_step_leaves_old_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    folder = tmp_path / "archive"
    with Archive(folder, writable=True) as archive:
        fill(archive, 1)
    old = published(folder)
    left = step

    def dying(name: str) -> None:
        original = getattr(archive_module if "." not in name else Archive, name.split(".")[-1])

        def wrapped(*arguments: object) -> object:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            result = original(*arguments)
            if left == 0:
                raise Killed
            left -= 1
            return result

        monkeypatch.setattr(archive_module if "." not in name else Archive, name.split(".")[-1], wrapped)

    # A killed process clears nothing away.
    monkeypatch.setattr(Archive, "_drop_staged", lambda archive: archive._staged and archive._staged.close())
    dying("Archive._move")
    dying("Archive._commit")
    victim = Archive(folder, writable=True)
    was_killed = False
    try:
        fill(victim, 2, 3)
    except Killed:
        was_killed = True
    victim.close()
    monkeypatch.undo()
    between = published(folder)
    with Archive(folder, writable=True) as again:
        assert not list((folder / "staging").iterdir())
        recovered = published(folder)
        fill(again, 2, 3)
        assert again.index.counts() == {"files": 3, "events": 3, "reports": 3}
    new = published(folder)
    assert between in (old, new)
    assert recovered in (old, new)
    assert was_killed is (step < 4)


WRITER = """
import sys
from pathlib import Path
from ingest.archive.archive import Archive
from tests.ingest.archive.test_archive import fill
folder = Path(sys.argv[1])
with Archive(folder, writable=True) as archive:
    print("open", flush=True)
    for number in range(1, 400, 4):
        fill(archive, number, number + 1, number + 2, number + 3)
"""


@pytest.mark.slow
def test_a_killed_process_leaves_whole_batches(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    root = Path(__file__).resolve().parents[3]
    for delay in (0.02, 0.11, 0.23):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(delay)
            writer.send_signal(signal.SIGKILL)
        with Archive(folder, writable=True) as archive:
            counts = archive.index.counts()
            assert (
                counts["files"]
                == counts["events"]
                == counts["reports"]
                == len(list(folder.glob("batches/*/accepted/*")))
            )
            assert counts["files"] % 4 == 0
            assert len(list(table_rows(folder, "report", now=70000.0))) == counts["reports"]


def test_a_second_writer_waits(archive: Archive) -> None:
    fill(archive, 1)
    code = (
        "import sys; from pathlib import Path; from ingest.archive.archive import Archive;"
        " Archive(Path(sys.argv[1]), writable=True)"
    )
    root = Path(__file__).resolve().parents[3]
    arguments = [sys.executable, "-c", code, str(archive.folder)]
    with subprocess.Popen(arguments, env={**os.environ, "PYTHONPATH": str(root)}) as second:
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1.5)
        archive.close()
        assert second.wait(20) == 0


def test_a_reader_sees_the_archive_while_it_is_written(archive: Archive) -> None:
    fill(archive, 1)
    with archive.batch():
        archive.store(submission(2), io.BytesIO(b"file"))
        with Archive(archive.folder) as reader:
            assert reader.index.event_ids() == ["event_1"]


def test_a_full_disk_is_a_sentence(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(ArchiveError, match="No space left on device"):
        fill(archive, 1)
    monkeypatch.undo()
    archive.close()
    with Archive(archive.folder, writable=True) as again:
        assert again.index.counts()["files"] == 0
        fill(again, 1)
        assert again.index.counts()["files"] == 1


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Archive(tmp_path / "file" / "archive", writable=True)


def test_a_rehearsal_writes_nothing(archive: Archive) -> None:
    fill(archive, 1)
    before = tree(archive.folder)
    with Archive(archive.folder, rehearsal=True) as rehearsal:
        fill(rehearsal, 2)
        assert rehearsal.index.event_ids() == ["event_1", "event_2"]
    assert tree(archive.folder) == before
    assert archive.index.event_ids() == ["event_1"]


def test_an_archive_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert list(table_rows(tmp_path / "none", "event", now=70000.0)) == []
    assert not (tmp_path / "none").exists()
