"""Files of no format known here."""

from pathlib import Path

import pytest

from ingest.examination import examine
from schemas.finding import Finding


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
    assert "sodis_form" in only_finding(path).hint
