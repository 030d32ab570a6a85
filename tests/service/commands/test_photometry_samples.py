"""The sample catalogues of the project are all accepted into a new archive."""

import pytest

from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.reference_files import ReferenceFiles
from schemas.photometry import TargetOrigin
from service.commands.photometry_samples import ingest_phot_samples
from service.ground.layout import Layout

NOW = 61000.0


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    var = tmp_path_factory.mktemp("var")
    ingest_phot_samples(var, lambda: NOW)
    return Layout(var)


def test_every_sample_is_accepted(layout: Layout) -> None:
    with PhotometryArchive(layout.photometry) as archive:
        uploads = list(archive.uploads())
        targets, observatories = archive.targets(), archive.observatories()
    assert uploads
    assert all(upload.is_accepted for upload in uploads)
    assert {upload.received for upload in uploads} == {NOW}
    assert {upload.upload.target_id for upload in uploads} <= set(targets)
    assert {upload.upload.observatory_id for upload in uploads} - {None} <= set(observatories)


def test_what_a_model_made_says_so(layout: Layout) -> None:
    with PhotometryArchive(layout.photometry) as archive:
        assert {target.origin for target in archive.targets().values()} == {TargetOrigin.SYNTHETIC}


def test_their_reference_stars_are_kept(layout: Layout) -> None:
    files = ReferenceFiles(layout.references)
    keys = files.keys()
    assert all("/bulk-" in key for key in keys)
    assert sum(len(files.read(key)) for key in keys) > 100


def test_samples_are_of_the_past(layout: Layout) -> None:
    with PhotometryArchive(layout.photometry) as archive:
        instants = [point.mjd for upload in archive.uploads() for point in upload.measurements]
    assert max(instants) < NOW
