"""`umbra check` and `umbra ingest` as a person and a script meet them, without a running site."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.curves import pymovie
from tests.forked_command import fork_umbra

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "resources/occ/samples"
HAKOS = SAMPLES / "20170622_10199_chariklo_hakos.txt"


def umbra(*arguments: object, var: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return fork_umbra(*map(str, arguments), **({"UMBRA_VAR": str(var)} if var else {}))


def answers(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    assert done.stdout, (done.returncode, done.stderr)
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.txt"
    text = HAKOS.read_text().replace("#Observer1:", "#Observer1: A B").replace("-23 14 11.04", "-23 74 11.04")
    path.write_text(text.replace("#StartObs: 21:10:19.461", "#StartObs: 21:40:19.461"))
    return path


def test_check_of_the_samples_is_well() -> None:
    done = umbra("check", SAMPLES)
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("20 files: 20 accepted.\n")


def test_a_wrong_report_has_all_its_findings_at_once(wrong: Path) -> None:
    done = umbra("check", wrong)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(line.startswith(f"{wrong}:19 lat error: ") for line in lines)
    assert any(line.startswith(f"{wrong}:") and " time_end error: " in line for line in lines)


def test_json_has_the_agreed_shape(wrong: Path) -> None:
    done = umbra("check", "--json", HAKOS, wrong)
    good, bad = answers(done)
    assert done.returncode == 1
    assert set(good) == {"file", "format", "status", "event_id", "records", "findings"}
    assert (good["file"], good["format"], good["status"]) == (str(HAKOS), "sodis_form", "accepted")
    assert good["event_id"] == "20170622_10199_chariklo"
    event, report = good["records"]
    assert (event["kind"], report["kind"]) == ("event", "report")
    assert (report["outcome"], report["site"], report["d_time"]) == ("negative", "Hakos", None)
    assert bad["status"] == "refused"
    assert {"code", "severity", "line", "field", "message", "hint"} == set(bad["findings"][0])
    assert {finding["severity"] for finding in bad["findings"]} <= {"error", "warning", "info"}


def test_private_words_are_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    text = (
        HAKOS.read_text().replace("#E-mail:", "#E-mail: someone@example.org").replace("#Address:", "#Address: Lane 7")
    )
    path.write_text(text)
    for done in (umbra("check", path), umbra("check", "--json", path)):
        assert done.returncode == 0
        assert "someone@example.org" not in done.stdout
        assert "Lane 7" not in done.stdout


def test_ingest_keeps_and_tells(var: Path, wrong: Path) -> None:
    first = umbra("ingest", "--json", HAKOS, wrong, var=var)
    assert first.returncode == 1
    assert [answer["status"] for answer in answers(first)] == ["accepted", "refused"]
    assert "not running" in first.stderr
    again = umbra("ingest", "--json", HAKOS, var=var)
    assert again.returncode == 0
    (answer,) = answers(again)
    assert (answer["status"], answer["event_id"]) == ("unchanged", "20170622_10199_chariklo")
    assert len(list((var / "archive/batches").glob("*/accepted/*"))) == 1
    assert len(list((var / "archive/batches").glob("*/refused/*"))) == 1


def test_a_correction_supersedes(var: Path, tmp_path: Path) -> None:
    sample = SAMPLES / "20210810_3317_paris_izon.txt"
    corrected = tmp_path / "corrected.txt"
    corrected.write_text(sample.read_text().replace("21:40:51.96    -    0.08", "21:40:51.98    -    0.06"))
    first = umbra("ingest", sample, var=var)
    assert first.returncode == 0, (first.stdout, first.stderr)
    second = umbra("ingest", "--json", corrected, var=var)
    (answer,) = answers(second)
    assert (second.returncode, answer["status"]) == (0, "superseding"), (second.stderr, answer["findings"])
    report = next(record for record in answer["records"] if record["kind"] == "report")
    assert (report["report_id"], report["supersedes"]) == ("20210810_3317_paris_r02", "20210810_3317_paris_r01")


def test_a_dry_run_keeps_nothing(var: Path) -> None:
    done = umbra("ingest", "--dry-run", "--json", SAMPLES, var=var)
    assert done.returncode == 0
    assert len(answers(done)) == 20
    assert not var.exists()


def test_a_dry_run_knows_the_archive(var: Path) -> None:
    assert umbra("ingest", HAKOS, var=var).returncode == 0
    (answer,) = answers(umbra("ingest", "--dry-run", "--json", HAKOS, var=var))
    assert answer["status"] == "unchanged"


def test_an_event_can_be_named(var: Path, tmp_path: Path) -> None:
    assert umbra("ingest", HAKOS, var=var).returncode == 0
    late = tmp_path / "late.txt"
    late.write_text(HAKOS.read_text().replace("22 June 2017", "23 June 2017").replace("22 Jun;", "23 Jun;"))
    (answer,) = answers(umbra("ingest", "--json", "--event", "20170622_10199_chariklo", late, var=var))
    assert answer["event_id"] == "20170622_10199_chariklo"
    unknown = umbra("ingest", "--event", "20990101_1_ceres", late, var=var)
    assert unknown.returncode == 1
    assert "There is no event 20990101_1_ceres" in unknown.stderr


def test_a_contradiction_needs_a_reason_that_is_kept_and_shown(var: Path, tmp_path: Path) -> None:
    assert umbra("ingest", HAKOS, var=var).returncode == 0
    curve = pymovie(tmp_path, start="18:10:00")
    named = ["--report", "20170622_10199_chariklo_r01"]
    (refused,) = answers(umbra("ingest", "--json", *named, curve, var=var))
    assert refused["status"] == "refused"
    (finding,) = [finding for finding in refused["findings"] if finding["severity"] == "error"]
    assert "--override" in finding["hint"]
    assert umbra("ingest", *named, "--override", " ", curve, var=var).returncode == 2
    reason = "the computer was on local time"
    done = umbra("ingest", "--json", *named, "--override", reason, curve, var=var)
    (taken,) = answers(done)
    assert (done.returncode, taken["status"]) == (0, "accepted")
    assert {record["override_reason"] for record in taken["records"] if record["kind"] == "lightcurve"} == {reason}
    status = json.loads(umbra("status", "--json", var=var).stdout)
    assert status["overridden"] == {f"20170622_10199_chariklo_lc{number:02d}": reason for number in (1, 2, 3)}
    assert f"Accepted by --override: 20170622_10199_chariklo_lc01: {reason}" in umbra("status", var=var).stdout


def test_wrong_use_is_told(var: Path) -> None:
    for arguments in (["ingest"], ["ingest", "/no/such/file"], ["check", "--nonsense", HAKOS], ["no-such-command"]):
        done = umbra(*arguments, var=var)
        assert done.returncode == 2, arguments
        assert "Usage:" in done.stderr


def test_an_empty_folder_is_no_fault(var: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert answers(umbra("ingest", "--json", tmp_path / "empty", var=var)) == []


def test_hidden_files_and_links_in_folders_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / ".hidden").write_text("x")
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "report.txt").write_bytes(HAKOS.read_bytes())
    (answer,) = answers(umbra("check", "--json", folder))
    assert answer["file"].endswith("report.txt")


def test_a_file_that_may_not_be_read_is_a_finding(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    done = umbra("check", "--json", tmp_path / "pipe.txt")
    (answer,) = answers(done)
    assert (done.returncode, answer["status"]) == (1, "refused")
    assert "no regular file" in answer["findings"][0]["message"]


def test_many_files_are_read_by_several_processes(var: Path, tmp_path: Path) -> None:
    text = (SAMPLES / "20210810_3317_paris_izon.txt").read_text()
    for number in range(320):
        (tmp_path / f"{number:03d}.txt").write_text(text.replace("Eric Frappa", f"Observer {number}"))
    found = answers(umbra("ingest", "--json", *sorted(tmp_path.glob("*.txt")), var=var))
    assert [answer["status"] for answer in found] == ["accepted"] * 320
    assert [Path(answer["file"]).name for answer in found] == [f"{number:03d}.txt" for number in range(320)]


def test_help_has_examples() -> None:
    for command in ("ingest", "check", "serve", "status"):
        assert "Examples:" in umbra(command, "--help").stdout
