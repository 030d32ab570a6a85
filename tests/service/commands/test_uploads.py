"""What becomes of catalogues in an archive, without a site."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.photometry.photometry import take_upload
from ingest.photometry.photometry_archive import PhotometryArchive
from schemas.finding import Finding, FindingCode, Severity
from schemas.upload import CalibratedUpload, Upload, Withdrawal
from service.commands.uploads import Taken, settle
from tests.photometry_field import MadeField, make_field

UPLOAD = Upload(target_id="t1", observatory_id="o1", mjd=60500.25, exposure=60.0)


@pytest.fixture(scope="module")
def field() -> MadeField:
    return make_field()


def send(
    archive: PhotometryArchive,
    field: MadeField,
    path: Path,
    upload: Upload = UPLOAD,
    before: list[CalibratedUpload] | None = None,
) -> Taken:
    data = path.read_bytes()
    outcome = take_upload(data, path.name, upload, field.desk())
    return settle(archive, path, data, outcome, target=None, before=before)


def repeated(taken: Taken) -> list[Finding]:
    return [one for one in taken.upload.findings if one.code is FindingCode.IMAGE_REPEATED]


def test_the_same_instant_of_another_file_is_told_and_both_are_kept(field: MadeField, tmp_path: Path) -> None:
    first = field.write_catalogue(tmp_path / "a.cat", target_mag=15.0)
    second = field.write_catalogue(tmp_path / "b.cat", target_mag=15.1)
    with PhotometryArchive(tmp_path / "archive", writable=True) as archive:
        earlier = send(archive, field, first)
        assert not repeated(earlier)
        later = send(archive, field, second, replace(UPLOAD, mjd=60500.25 + 20 / 86400))
        (finding,) = repeated(later)
        assert (later.status, finding.severity) == ("accepted", Severity.WARNING)
        assert earlier.upload.catalogue_id in finding.message
        assert len(archive.catalogue_ids()) == 2
        assert not archive.withdrawals()
        kept = archive.find(later.upload.checksum, later.upload.catalogue_id)
        assert kept is not None
        assert finding in kept.findings
        # Known files keep what was said of them; the first one is not told of the second.
        assert send(archive, field, first).status == "unchanged"


def test_other_instants_and_withdrawn_points_are_not_told(field: MadeField, tmp_path: Path) -> None:
    first = field.write_catalogue(tmp_path / "a.cat", target_mag=15.0)
    second = field.write_catalogue(tmp_path / "b.cat", target_mag=15.1)
    with PhotometryArchive(tmp_path / "archive", writable=True) as archive:
        earlier = send(archive, field, first)
        assert not repeated(send(archive, field, second, replace(UPLOAD, mjd=60500.25 + 40 / 86400), []))
        (point,) = earlier.upload.measurements
        archive.withdraw(Withdrawal(measurement_id=point.measurement_id, withdrawn=60600.0, reason="clouds"))
        assert not repeated(send(archive, field, second))


def test_a_catalogue_of_points_that_are_known_is_told(field: MadeField, tmp_path: Path) -> None:
    catalogue = field.write_catalogue(tmp_path / "a.cat", target_mag=15.0)
    points = tmp_path / "points.csv"
    points.write_text("time,filter,magnitude,error\n60400.1,APASS/V,15.0,0.01\n60500.25,APASS/V,15.0,0.01\n")
    with PhotometryArchive(tmp_path / "archive", writable=True) as archive:
        earlier = send(archive, field, points)
        assert earlier.upload.catalogue_id.startswith("t1_")
        (finding,) = repeated(send(archive, field, catalogue))
        assert earlier.upload.measurements[1].measurement_id in finding.hint


def test_points_are_named_without_the_instant_that_came_with_them(field: MadeField, tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("time,filter,magnitude,error\n60400.1,APASS/V,15.0,0.01\n")
    with PhotometryArchive(tmp_path / "archive", writable=True) as archive:
        assert "60500" not in send(archive, field, points).upload.catalogue_id


def test_a_dry_run_tells_of_the_files_before(field: MadeField, tmp_path: Path) -> None:
    first = field.write_catalogue(tmp_path / "a.cat", target_mag=15.0)
    second = field.write_catalogue(tmp_path / "b.cat", target_mag=15.1)
    with PhotometryArchive(tmp_path / "archive", writable=True) as archive:
        earlier = send(archive, field, first, before=[])
        assert repeated(send(archive, field, second, before=[earlier.upload]))
        assert not archive.catalogue_ids()
