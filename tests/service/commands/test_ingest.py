"""What `umbra ingest` makes of its options: the report that a station has not sent, an override without a reason."""

import json
from pathlib import Path

import pytest

from tests.curves import pymovie
from tests.forked_command import fork_umbra

SAMPLES = Path(__file__).resolve().parents[3] / "resources/occ/samples"
FORM = SAMPLES / "20210810_3317_paris_izon.txt"
EVENT = "20210810_3317_paris"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    var = tmp_path / "var"
    done = fork_umbra("ingest", "--var", str(var), str(FORM))
    assert done.returncode == 0, done.stderr
    return var


@pytest.mark.parametrize(("report", "tied"), [("none", None), (f"{EVENT}_r01", f"{EVENT}_r01")])
def test_a_person_names_the_report_or_says_that_there_is_none(
    var: Path, tmp_path: Path, report: str, tied: str | None
) -> None:
    curve = pymovie(tmp_path, start="21:40:18")
    done = fork_umbra(
        "ingest", "--var", str(var), "--dry-run", "--json", "--event", EVENT, "--report", report, str(curve)
    )
    (answer,) = json.loads(done.stdout)
    assert answer["status"] == "accepted"
    assert {record["report_id"] for record in answer["records"] if record["kind"] == "lightcurve"} == {tied}


def test_an_override_needs_a_reason(var: Path) -> None:
    done = fork_umbra("ingest", "--var", str(var), "--override", "  ", str(FORM))
    assert done.returncode == 2
    assert "reason is empty" in done.stderr


def test_an_observation_of_tomorrow_is_questioned(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    path.write_text(FORM.read_text().replace("DATE: 2021/08/10", "DATE: 2190/08/10"))
    for command in ("check", "ingest"):
        done = fork_umbra(command, *(["--dry-run"] if command == "ingest" else []), "--json", str(path))
        (answer,) = json.loads(done.stdout)
        assert "in_the_future" in {finding["code"] for finding in answer["findings"]}
