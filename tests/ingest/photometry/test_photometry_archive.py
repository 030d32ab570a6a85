"""The archive of photometry: what is stored comes back, a killed writer leaves no half, the last word counts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.archive.archive import ArchiveError
from ingest.photometry.photometry import take_upload
from ingest.photometry.photometry_archive import PhotometryArchive, upload_from, upload_line
from ingest.photometry.photometry_rows import all_rows, table_rows
from schemas.codes import Verdict
from schemas.photometry import Observatory, Target
from schemas.upload import CalibratedUpload, Upload, Withdrawal
from tests.photometry_field import make_field

UPLOAD = Upload(target_id="t1", observatory_id="o1", mjd=60500.25)
Stored = tuple[CalibratedUpload, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    path = make_field().write_catalogue(tmp_path_factory.mktemp("field") / "Night 1.CAT")
    data = path.read_bytes()
    return take_upload(data, path.name, UPLOAD, make_field().desk()).upload, data


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PhotometryArchive]:
    with PhotometryArchive(tmp_path / "photometry", writable=True) as archive:
        yield archive


def test_a_record_comes_back_as_it_was(made: Stored) -> None:
    assert upload_from(upload_line(made[0])) == made[0]


def test_what_is_stored_is_found(made: Stored, archive: PhotometryArchive) -> None:
    upload, data = made
    archive.store(upload, data, {"zero_points.npz": b"n"})
    place = archive.place(upload.checksum)
    assert archive.find(upload.checksum, upload.catalogue_id) == upload
    assert (place / "original.cat").read_bytes() == data
    assert (place / upload.catalogue_id / "zero_points.npz").read_bytes() == b"n"
    assert archive.catalogue_ids() == {upload.catalogue_id: upload.checksum}
    assert list(archive.uploads()) == [upload]


def test_storing_again_changes_nothing(made: Stored, archive: PhotometryArchive) -> None:
    upload, data = made
    archive.store(upload, data, {})
    before = {path: path.stat().st_mtime_ns for path in archive.folder.rglob("*") if path.is_file()}
    archive.store(replace(upload, received=1.0), data, {})
    assert {path: path.stat().st_mtime_ns for path in archive.folder.rglob("*") if path.is_file()} == before


def test_refused_files_are_kept_apart(archive: PhotometryArchive) -> None:
    upload = take_upload(b"nonsense", "a.txt", UPLOAD, make_field().desk()).upload
    archive.store(upload, b"nonsense", {})
    assert not archive.catalogue_ids()
    assert (archive.place(upload.checksum, Verdict.REFUSED) / "original.txt").read_bytes() == b"nonsense"


def test_what_a_killed_writer_left_is_cleared_away(made: Stored, archive: PhotometryArchive) -> None:
    upload, data = made
    archive.put_target(Target(target_id="t1", ra=1.0, dec=2.0))
    archive.close()
    (archive.folder / "staging/half").mkdir()
    (archive.folder / "staging/half/record.json").write_text("{")
    with (archive.folder / "journal.jsonl").open("a") as stream:
        stream.write('{"kind": "target", "key": "t2", "it')
    with PhotometryArchive(archive.folder) as reader:
        assert list(reader.targets()) == ["t1"]
    with PhotometryArchive(archive.folder, writable=True) as again:
        assert not list((archive.folder / "staging").iterdir())
        again.put_target(Target(target_id="t3", ra=1.0, dec=2.0))
        again.store(upload, data, {})
    with PhotometryArchive(archive.folder) as reader:
        assert list(reader.targets()) == ["t1", "t3"]


def test_the_last_word_on_a_target_counts(archive: PhotometryArchive) -> None:
    archive.put_target(Target(target_id="t1", ra=1.0, dec=2.0))
    archive.put_target(Target(target_id="t1", ra=1.5, dec=2.0, name="SN 2024abc"))
    archive.put_observatory(Observatory(observatory_id="o1", lon=-1.0))
    with PhotometryArchive(archive.folder) as reader:
        assert reader.targets() == {"t1": Target(target_id="t1", ra=1.5, dec=2.0, name="SN 2024abc")}
        assert reader.observatories()["o1"].lon == -1.0


def test_withdrawn_points_are_kept_and_not_published(made: Stored, archive: PhotometryArchive) -> None:
    upload, data = made
    archive.put_target(Target(target_id="t1", ra=150.0, dec=2.0))
    archive.store(upload, data, {})
    (point,) = upload.measurements
    assert [row["n_points"] for row in table_rows(archive.folder, "target")] == [1]
    archive.withdraw(Withdrawal(measurement_id=point.measurement_id, withdrawn=60600.0, reason="clouds"))
    assert list(table_rows(archive.folder, "measurement")) == []
    assert [row["n_points"] for row in table_rows(archive.folder, "target")] == [0]
    assert archive.find(upload.checksum, upload.catalogue_id) == upload
    archive.restore(point.measurement_id)
    assert [row["measurement_id"] for row in table_rows(archive.folder, "measurement")] == [point.measurement_id]


def test_rows_of_an_empty_archive(tmp_path: Path) -> None:
    tables = {table for table, _ in all_rows(tmp_path / "nothing")}
    assert tables == {"passband"}


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot be used"):
        PhotometryArchive(tmp_path / "file", writable=True)


def test_what_is_not_published_yet_is_noted(tmp_path: Path) -> None:
    with PhotometryArchive(tmp_path, writable=True) as archive:
        assert archive.unpublished() == set()
        archive.put_target(Target(target_id="t1", ra=1.0, dec=2.0))
        archive.withdraw(Withdrawal(measurement_id="t1_60500.00000_abc_1", withdrawn=60500.0, reason="clouds"))
    with PhotometryArchive(tmp_path) as reader:
        assert reader.unpublished() == {"t1", "t1_60500.00000_abc"}
        reader.note_published()
        assert reader.unpublished()
    with PhotometryArchive(tmp_path, writable=True) as archive:
        archive.note_published()
        assert archive.unpublished() == set()


def test_an_original_that_was_cut_off_is_written_again(made: Stored, tmp_path: Path) -> None:
    upload, data = made
    with PhotometryArchive(tmp_path, writable=True) as archive:
        place = archive.place(upload.checksum)
        place.mkdir(parents=True)
        (place / "original.part").write_bytes(data[:3])
        archive.store(upload, data, {})
        originals = [path for path in place.glob("original*") if path.suffix != ".part"]
        assert [path.read_bytes() for path in originals] == [data]
