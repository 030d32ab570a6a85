"""Files are read and checked without a site, and nothing is written."""

import json
from pathlib import Path

from service.commands.samples import SAMPLES
from tests.forked_command import fork_umbra

SAMPLE = SAMPLES / "20170622_10199_chariklo_outeniqua.txt"


def test_a_good_report_is_well_and_nothing_is_written(tmp_path: Path) -> None:
    done = fork_umbra("check", str(SAMPLE), UMBRA_VAR=str(tmp_path / "var"))
    assert done.returncode == 0
    assert done.stdout.startswith(f"{SAMPLE}: accepted (sodis_form)")
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(SAMPLE.read_bytes().replace(b"#Latitude: ", b"#Latitude: north "))
    done = fork_umbra("check", "--json", str(path))
    assert done.returncode == 1
    (shown,) = json.loads(done.stdout)
    assert shown["status"] == "refused"
    lines = [finding["line"] for finding in shown["findings"] if finding["severity"] == "error"]
    assert lines[0] > 1
