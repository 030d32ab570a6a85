"""Files of no format known here."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from formats.foreign_files import explain
from ingest.intake.examination import examine, unopened
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode


def only_finding(path: Path) -> Finding:
    (finding,) = examine(path, lambda found: found.open("rb")).findings
    return finding


@pytest.mark.parametrize(
    "content",
    [
        b"# 1 NUMBER\n# 2 ALPHA_J2000\n# 3 DELTA_J2000\n# 4 MAG_AUTO\n1 150.0 2.0 -9.5\n",
        b"SIMPLE  =                    T",
        b"time,filter,magnitude,error\n60500.1,r,17.2,0.02\n",
    ],
    ids=["SExtractor", "FITS", "BHTOM"],
)
def test_photometry_of_stars_is_sent_to_its_command(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "frame.cat"
    path.write_bytes(content)
    assert "umbra calibrate" in only_finding(path).hint


def test_of_other_files_the_known_formats_are_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("clouds all night")
    assert "SODIS" in only_finding(path).hint


def test_a_large_file_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "video.avi"
    path.write_bytes(b"RIFF" + bytes(3 << 20))
    assert only_finding(path).message == "This is a video recording."


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"bad\xff\xfe.txt", "bad\ufffd\ufffd.txt"),
        (b"two\nlines.txt", "two\ufffdlines.txt"),
        (b"\x1b[31m.txt", "\ufffd[31m.txt"),
        ("\u202egnp.txt".encode(), "\ufffdgnp.txt"),
        ("März 2024.txt".encode(), "März 2024.txt"),
    ],
)
def test_names_can_be_printed_and_stored(tmp_path: Path, name: bytes, shown: str) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_text("x")
    examination = examine(path, lambda found: found.open("rb"))
    assert (examination.name, examination.shown_path.name, examination.path) == (shown, shown, path)
    unopened_one = unopened(path, FormatError(path.name, None, "", "It is closed.", ""))
    assert unopened_one.name == shown


def test_a_zip_within_a_zip_is_called_that() -> None:
    assert "within a zip" in explain(b"PK\x03\x04\x14\0").message


def test_what_is_too_large_for_its_format_says_how_large(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    with path.open("wb") as stream:
        stream.write(b"#IOTA-ES ASTEROIDAL OCCULTATION - REPORT FORM 2.03\n")
        stream.truncate(5_300_000)
    assert only_finding(path).message == ("The file has 5.3 MB; of its format (sodis_form) at most 1 MB are read.")


def test_a_workbook_is_one_file_and_no_bundle(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    examination = examine(path, lambda found: found.open("rb"))
    assert (examination.is_zip, examination.format) == (False, "iota_workbook")


@pytest.mark.parametrize("path", ["/proc/self/maps", "/proc/cpuinfo", "/proc/version", "/dev/null"])
def test_files_of_the_system_are_no_files_to_read(path: str) -> None:
    with pytest.raises(FormatError, match=r"no file on a disk|no regular file"):
        examine(Path(path), lambda found: found.open("rb"))


def test_a_file_that_grows_while_it_is_read_is_sent_again_later(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"#" * 100)

    class Growing(io.FileIO):
        def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
            size = super().seek(offset, whence)
            if whence == io.SEEK_END:
                path.write_bytes(b"#" * 200)
            return size

    with pytest.raises(FormatError, match="still being written"):
        examine(path, Growing)


@pytest.mark.parametrize(("now", "is_future"), [(59430.0, True), (59437.0, False), (None, False)])
def test_dates_are_compared_with_the_clock_that_is_handed_in(now: float | None, is_future: bool) -> None:
    path = Path(__file__).resolve().parents[3] / "resources/occ/samples/20210810_3317_paris_izon.txt"
    clock = None if now is None else lambda: now
    found = examine(path, lambda found: found.open("rb"), now=clock)
    assert any(finding.code is FindingCode.IN_THE_FUTURE for finding in found.findings) is is_future


def test_a_file_is_shown_where_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "0001.txt"
    path.write_text("x")
    shown = Path("a.zip/\nform.txt")
    for found in (
        examine(path, lambda found: found.open("rb"), shown=shown),
        unopened(path, FormatError("x", None, "", "It is not there."), shown=shown),
    ):
        assert (found.path, found.shown_path, found.name) == (path, Path("a.zip/\ufffdform.txt"), "0001.txt")
