"""Pictures of zero points in a folder."""

from io import BytesIO
from pathlib import Path

import pytest
from matplotlib.image import imread

from ingest.photometry.photometry import Outcome, take_upload
from schemas.upload import Upload
from service.commands.calibration_plots import PlotError, prepare_folder, write_plots
from tests.photometry_field import make_field

STARTS = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<?xml", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    field = make_field()
    path = field.write_catalogue(tmp_path_factory.mktemp("plots") / "a.cat")
    return take_upload(path.read_bytes(), path.name, Upload(target_id="t1", mjd=60500.25), field.desk())


@pytest.mark.parametrize("kind", STARTS)
def test_one_picture_a_band(outcome: Outcome, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "new" / "pictures"
    prepare_folder(folder)
    paths = write_plots(folder, outcome, kind)
    name = outcome.upload.catalogue_id
    assert [path.name for path in paths] == [f"{name}_APASS_V.{kind}", f"{name}_APASS_B.{kind}"]
    contents = [path.read_bytes() for path in paths]
    assert all(content.startswith(STARTS[kind]) for content in contents)
    write_plots(folder, outcome, kind)
    assert [path.read_bytes() for path in paths] == contents
    if kind == "png":
        assert imread(BytesIO(contents[0])).shape[:2] == (500, 800)
    if kind == "svg":
        assert b"APASS/V" in contents[0]


def test_what_has_no_zero_point_has_no_picture(tmp_path: Path) -> None:
    field = make_field()
    refused = take_upload(b"nothing", "a.cat", Upload(target_id="t1", mjd=60500.25), field.desk())
    assert write_plots(tmp_path, refused, "png") == ()


def test_a_folder_that_cannot_be_written_is_refused(outcome: Outcome, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file/below", Path("/proc/none")):
        with pytest.raises(PlotError, match="cannot be written") as trouble:
            prepare_folder(folder)
        assert "--plot" in trouble.value.hint
    (tmp_path / f"{outcome.upload.catalogue_id}_APASS_V.png").mkdir()
    with pytest.raises(PlotError, match=r"_APASS_V\.png cannot be written"):
        write_plots(tmp_path, outcome, "png")
