"""The documentation: it builds without a warning, and its example is a reader that works."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import FORMATS, Format, identify
from ingest.intake.examination import Examination, examine
from schemas.errors import FormatError
from schemas.finding import FindingCode
from tests.examples import stopwatch_notes

ROOT = Path(__file__).resolve().parent.parent
NOTES = """STOPWATCH 1
body = 928 Hildrun
star = UCAC4 350-187717
observer = Caroline Herschel
d_time = 2022-08-25T20:02:30.0Z
r_time = 2022-08-25T20:02:34.0Z
"""


def test_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-d", str(tmp_path / "trees")]
    done = subprocess.run([*command, str(ROOT / "docs"), str(tmp_path / "html")], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "html" / "index.html").is_file()


def test_every_page_that_another_file_names_exists() -> None:
    named = {
        word.strip("`.,;:()").partition("#")[0]
        for file in (ROOT / "CONTRIBUTING.md", ROOT / "README.md")
        for word in file.read_text().replace("](", " ").split()
        if word.strip("`.,;:()").startswith("docs/")
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.fixture
def with_the_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter the example as `docs/add_a_format.md` does it."""
    kind = Format(identify=stopwatch_notes.identify, read=stopwatch_notes.read, max_size=1_000_000)
    monkeypatch.setitem(FORMATS, stopwatch_notes.NAME, kind)


def examined(folder: Path, text: str) -> Examination:
    path = folder / "notes.txt"
    path.write_text(text)
    return examine(path, lambda name: name.open("rb"))


@pytest.mark.usefixtures("with_the_example")
def test_the_example_is_recognised_read_and_checked(tmp_path: Path) -> None:
    examination = examined(tmp_path, NOTES)
    assert examination.format == "stopwatch_notes"
    (entry,) = examination.all_entries
    assert (entry.event.body_number, entry.event.body_name) == (928, "Hildrun")
    assert entry.stations[0].report.d_time == pytest.approx(59816.835069444445, abs=1e-9)
    # The notes give no place: the checks name what the station lacks, with all the rest.
    assert FindingCode.COORDINATES_MISSING in {finding.code for finding in examination.findings}


@pytest.mark.usefixtures("with_the_example")
def test_what_the_example_cannot_read_is_a_finding_with_its_line(tmp_path: Path) -> None:
    examination = examined(tmp_path, NOTES.replace("2022-08-25T20:02:34.0Z", "soon after"))
    found = [(one.field, one.line) for one in examination.findings if one.code == FindingCode.VALUE_UNREADABLE]
    assert found == [("r_time", 6)]
    assert examination.is_refused


def test_the_example_refuses_notes_without_a_body() -> None:
    with pytest.raises(FormatError, match="no body"):
        stopwatch_notes.read(b"STOPWATCH 1\n", "notes.txt")


def test_without_its_line_in_formats_the_example_is_unknown() -> None:
    assert identify(NOTES.encode()) is None


@given(st.binary(max_size=200).map(lambda tail: b"STOPWATCH 1\nbody = 1\n" + tail))
def test_the_example_reads_or_refuses_anything(data: bytes) -> None:
    with contextlib.suppress(FormatError):
        stopwatch_notes.read(data, "notes.txt")
