"""The archive of photometry as rows of its tables."""

from dataclasses import replace
from pathlib import Path

from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.photometry_rows import UPLOAD_TABLES, all_rows, passband_rows, table_rows, upload_rows
from ingest.photometry.survey_columns import SURVEYS
from schemas.photometry import Observatory, Target
from tests.schemas.test_upload import POINT, UPLOAD


def test_withdrawn_points_and_refused_uploads_are_no_rows() -> None:
    other = replace(UPLOAD, measurements=(POINT, replace(POINT, measurement_id="m2")))
    rows = upload_rows([other, replace(UPLOAD, catalogue=None)], ["m1"])
    assert [row["measurement_id"] for row in rows["measurement"]] == ["m2"]
    assert len(rows["catalogue"]) == 1
    assert set(rows) == set(UPLOAD_TABLES)


def test_bands_are_numbered_as_in_the_arrays_of_their_survey() -> None:
    rows = list(passband_rows())
    for name, survey in SURVEYS.items():
        numbers = {row["band"]: row["number"] for row in rows if row["survey"] == name and row["number"] is not None}
        assert numbers == {band: number for number, band in enumerate(survey.bands, 1)}
    assert all(1e-7 < row["wavelength"] < 3e-6 for row in rows)


def test_rows_of_targets_and_observatories(tmp_path: Path) -> None:
    with PhotometryArchive(tmp_path, writable=True) as archive:
        archive.put_target(Target(target_id="t1", ra=10.0, dec=20.0))
        archive.put_observatory(Observatory(observatory_id="o1"))
    (target,) = table_rows(tmp_path, "target")
    assert (target["target_id"], target["n_points"], target["name"]) == ("t1", 0, None)
    tables = [table for table, _ in all_rows(tmp_path)]
    assert tables[-2:] == ["target", "observatory"]
    assert set(tables) == {"passband", "target", "observatory"}
