"""The intake as one: numbers are given once, and one bad file costs one file."""

import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import FORMATS
from ingest.archive.archive import Archive, ArchiveError
from ingest.archive.archive_index import ArchiveIndex
from ingest.archive.identifiers import RecordKind
from ingest.events.lightcurve_rows import lightcurve_tables
from ingest.events.rows import table_rows
from ingest.intake.context import Context
from ingest.intake.examination import examine
from ingest.intake.intake import Intake
from ingest.intake.matching import StationMatch, match_station
from ingest.intake.pipeline import Pipeline
from schemas.finding import FindingCode
from schemas.reading import Reading, StationReport
from schemas.report import Report
from tests.curves import pymovie, sora
from tests.desk import Desk
from tests.records import NEGATIVE, REPORT, entry

SAMPLES = Path(__file__).resolve().parents[3] / "resources/occ/samples"
FORM = SAMPLES / "20210810_3317_paris_izon.txt"


def station(number: int) -> Report:
    return replace(NEGATIVE, observer=f"Observer {number}", lon=1.0 + number)


def forms(folder: Path, n_files: int) -> list[Path]:
    text = FORM.read_text()
    paths = [folder / f"{number:03d}.txt" for number in range(n_files)]
    for number, path in enumerate(paths):
        path.write_text(text.replace("Eric Frappa", f"Observer {number}"))
    return paths


def take(folder: Path, paths: list[Path], *, rehearsal: bool = False) -> list[Intake]:
    with Archive(folder, writable=not rehearsal, rehearsal=rehearsal) as archive:
        pipeline = Pipeline(archive, opener=lambda path: path.open("rb"), now=lambda: 60000.0, software="test")
        return list(pipeline.take([examine(path, lambda found: found.open("rb")) for path in paths]))


def test_reports_are_numbered_from_the_highest_in_use(desk: Desk) -> None:
    desk.take(entry(station(1)))
    second = desk.take(entry(station(1), station(2)))
    third = desk.take(entry(station(3)))
    assert [name[-3:] for name in (*second.names, *third.names)] == ["r02", "r03"]


@settings(max_examples=25)
@given(files=st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True), min_size=1, max_size=8))
def test_any_files_of_one_event_give_each_report_its_own_identifier(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[int]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    for numbers in files:
        desk.take(entry(*(station(number) for number in numbers)))
    desk.archive.close()
    rows = list(table_rows(desk.archive.folder, "report", now=70000.0))
    assert len({row["report_id"] for row in rows}) == len(rows) == len({number for one in files for number in one})


@pytest.mark.parametrize("rehearsal", [False, True])
def test_the_same_file_twice_in_one_batch_is_unchanged(tmp_path: Path, *, rehearsal: bool) -> None:
    first, second, third = forms(tmp_path, 3)
    second.write_bytes(first.read_bytes())
    found = take(tmp_path / "archive", [first, second, third, first], rehearsal=rehearsal)
    assert [intake.status for intake in found] == ["accepted", "unchanged", "accepted", "unchanged"]
    assert list(found[1].names) == list(found[0].names) == list(found[3].names)


def test_the_same_light_curve_twice_in_a_bundle_is_unchanged(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    curve = pymovie(tmp_path)
    copy = tmp_path / "other" / curve.name
    copy.write_bytes(curve.read_bytes())
    intake = desk.take(entry(NEGATIVE))
    assert intake.event_id is not None
    context = Context(event_id=intake.event_id)
    statuses = [one.status for one in desk.take_bundle(curve, copy, context=context)]
    assert statuses == ["accepted", "unchanged"]
    assert desk.archive.index.highest_number(RecordKind.LIGHTCURVE, intake.event_id) == 3


def test_a_fault_of_a_reader_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = forms(tmp_path, 4)
    kind = examine(paths[0], lambda found: found.open("rb")).format
    form = FORMATS[kind]

    def read(content: bytes, name: str) -> Reading:
        if name == "001.txt":
            raise RecursionError("a fault of ours")
        return form.read(content, name)

    monkeypatch.setitem(FORMATS, kind, replace(form, read=read))
    found = take(tmp_path / "archive", paths)
    assert [intake.status for intake in found] == ["accepted", "refused", "accepted", "accepted"]
    (finding,) = found[1].findings
    assert finding.code == FindingCode.FAULT
    assert "RecursionError" in finding.message
    assert len(list(tmp_path.glob("archive/batches/*/refused/*"))) == 1


def test_a_fault_while_placing_costs_one_file_and_leaves_nothing_in_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = forms(tmp_path, 4)

    def wrapped(index: ArchiveIndex, event_id: str, one: StationReport, checksum: str) -> StationMatch:
        if one.report.observer == "Observer 2":
            index.add_stars(event_id, ["left over"])
            raise KeyError("a fault of ours")
        return match_station(index, event_id, one, checksum)

    monkeypatch.setattr("ingest.intake.report_assignment.match_station", wrapped)
    found = take(tmp_path / "archive", paths)
    assert [intake.status for intake in found] == ["accepted", "accepted", "refused", "accepted"]
    assert [finding.code for finding in found[2].findings][-1] == FindingCode.FAULT
    with Archive(tmp_path / "archive") as archive:
        known = archive.index.known_event(found[0].event_id or "")
        assert known is not None
        assert "left over" not in known.stars
    rows = list(table_rows(tmp_path / "archive", "report", now=70000.0))
    assert sorted(row["report_id"][-3:] for row in rows) == ["r01", "r02", "r03"]
    monkeypatch.undo()
    (again,) = take(tmp_path / "archive", [paths[2]])
    assert again.status == "accepted"


def test_a_large_file_that_went_away_meanwhile_costs_one_file(tmp_path: Path) -> None:
    first, second = forms(tmp_path, 2)
    second.write_bytes(second.read_bytes() + b" " * (1 << 20))
    with Archive(tmp_path / "archive", writable=True) as archive:
        pipeline = Pipeline(archive, opener=lambda path: path.open("rb"), now=lambda: 60000.0, software="test")
        looked = [examine(path, lambda found: found.open("rb")) for path in (second, first)]
        assert looked[0].content is None
        second.unlink()
        found = list(pipeline.take(looked))
    assert [intake.status for intake in found] == ["refused", "accepted"]
    assert "cannot be read any more" in found[0].findings[-1].message


def test_a_full_disk_in_the_index_is_a_sentence_and_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    paths = forms(tmp_path, 2)
    monkeypatch.setattr("ingest.archive.archive_index.ArchiveIndex.add_event", full)
    with pytest.raises(ArchiveError, match="disk is full"):
        take(tmp_path / "archive", paths)
    monkeypatch.undo()
    assert not list(tmp_path.glob("archive/batches/*"))
    assert not list(tmp_path.glob("archive/staging/*"))
    assert [intake.status for intake in take(tmp_path / "archive", paths)] == ["accepted", "accepted"]


def test_shuffled_intakes_hold_the_same_reports(tmp_path: Path) -> None:
    paths = forms(tmp_path, 6)
    counts = []
    for seed in range(3):
        order = [*paths, *paths]
        random.Random(seed).shuffle(order)
        found = take(tmp_path / f"archive{seed}", order)
        counts.append(sorted(intake.status for intake in found))
    assert counts == [["accepted"] * 6 + ["unchanged"] * 6] * 3


def test_the_files_of_a_bundle_belong_to_its_report(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    curve = pymovie(tmp_path, start="21:40:18")
    intakes = desk.take_bundle(curve, tmp_path / "map.png", FORM)
    assert [intake.status for intake in intakes] == ["accepted"] * 3
    event_id = intakes[2].event_id
    report_id = intakes[2].entries[0].stations[0].report.report_id
    assert {item.report_id for item in intakes[0].entries[0].lightcurves} == {report_id}
    assert event_id is not None
    (attachment,) = lightcurve_tables(desk.archive, event_id, now=70000.0).attachments
    assert (attachment["name"], attachment["media_type"], attachment["report_id"]) == (
        "map.png",
        "image/png",
        report_id,
    )


def test_a_bundle_sent_again_is_unchanged(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("Clouds before.")
    for status in ("accepted", "unchanged"):
        intakes = desk.take_bundle(FORM, tmp_path / "note.md", pymovie(tmp_path, start="21:40:18"))
        assert [intake.status for intake in intakes] == [status] * 3
        assert all(intake.is_well for intake in intakes)


def test_a_bundle_without_event_is_refused_and_kept(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    intakes = desk.take_bundle(sora(tmp_path), tmp_path / "map.png")
    assert [intake.status for intake in intakes] == ["refused"] * 2
    assert len(list(tmp_path.glob("batches/*/refused/*"))) == 2


def test_curves_of_known_events_lead_a_bundle_without_form(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    (tmp_path / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    renamed = pymovie(tmp_path, date="2022-08-25", name="(928) Hildrun 20220825")
    intakes = desk.take_bundle(renamed, tmp_path / "map.png")
    assert [intake.status for intake in intakes] == ["accepted"] * 2
