"""Workers do what they are given in order, are stopped where they hang, and end with the process they work for."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formats import FORMATS
from formats.forms import sodis_form
from schemas.reading import Reading
from service.commands import intake
from service.commands.file_workers import Loss, Workers
from service.commands.intake import examine_all
from tests.site_fixture import account_options, is_alive, wait_until

ROOT = Path(__file__).resolve().parents[3]
HAKOS = ROOT / "resources/occ/samples/20170622_10199_chariklo_hakos.txt"


def work(job: str) -> str:
    if job == "hang":
        # Backtracking in C, which no signal handler of Python interrupts.
        re.match(r"(a+)+$", "a" * 64 + "!")
    if job == "sleep":
        time.sleep(60)
    if job == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "raise":
        raise RuntimeError("a fault of ours")
    return job.upper()


def lose(job: str, loss: Loss) -> str:
    return f"lost {job}: {loss.reason}"


@pytest.mark.parametrize("n_processes", [1, 3])
def test_results_come_in_the_order_of_the_jobs(n_processes: int) -> None:
    jobs = [f"job {number}" for number in range(1234)]
    with Workers(work, lose, limit_s=lambda _: 60.0, n_processes=n_processes) as workers:
        assert list(workers.map(iter(jobs))) == [job.upper() for job in jobs]
        assert workers.call("again") == "AGAIN"


@pytest.mark.parametrize("n_processes", [1, 2])
@pytest.mark.parametrize(
    "bad", [*(pytest.param(bad, marks=pytest.mark.slow) for bad in ("hang", "sleep")), "die", "raise"]
)
def test_a_job_that_is_not_finished_costs_this_job_alone(n_processes: int, bad: str) -> None:
    jobs = [f"job {number}" for number in range(300)]
    places = (1, 150)
    for place in places:
        jobs[place] = bad
    with Workers(work, lose, limit_s=lambda _: 0.2, n_processes=n_processes) as workers:
        results = list(workers.map(iter(jobs)))
    reason = "took more than 0 s" if bad in ("hang", "sleep") else "ended"
    assert [number for number, result in enumerate(results) if reason in result] == list(places)
    assert [result for result in results if reason not in result] == [job.upper() for job in jobs if job != bad]


@pytest.mark.slow
def test_nothing_is_left_of_the_workers() -> None:
    before = {path.name for path in Path("/proc/self/fd").iterdir()}
    # Other tests of this process may have a site running.
    others = set(children(os.getpid()))
    with Workers(work, lose, limit_s=lambda _: 0.3, n_processes=2) as workers:
        assert len(list(workers.map(iter(["a", "hang", "b", "die", "c"] * 3)))) == 15
    assert {path.name for path in Path("/proc/self/fd").iterdir()} == before
    # Those that ended and were not waited for are in the list, too.
    assert set(children(os.getpid())) <= others


#: Takes a file in with a reader that never ends, under the site's account where root starts it.
HANGING = """
import sys
from pathlib import Path
from ingest.archive.archive import Archive
from ingest.intake.context import Context
from service.commands import intake
from service.ground.account import become_service
from formats import FORMATS
from dataclasses import replace

def hang(content, name):
    while True:
        pass

FORMATS["sodis_form"] = replace(FORMATS["sodis_form"], read=hang)
become_service(permanent=False)
with Archive(Path(sys.argv[1]), writable=True) as archive:
    print("open", flush=True)
    pipeline = intake.make_pipeline(archive, Context(), now=lambda: 61000.0)
    list(pipeline.take(intake.examine_all([Path(sys.argv[2])], lambda: 61000.0)))
"""


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_a_killed_intake_leaves_neither_workers_nor_the_lock(var_directory: Path) -> None:
    archive = var_directory / "archive"
    form = var_directory / "form.txt"
    form.write_bytes(HAKOS.read_bytes())
    with subprocess.Popen(
        [sys.executable, "-c", HANGING, str(archive), str(form)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as victim:
        assert victim.stdout is not None
        victim.stdout.readline()
        assert wait_until(lambda: bool(children(victim.pid)))
        (worker,) = children(victim.pid)
        time.sleep(0.5)
        victim.kill()
    assert wait_until(lambda: not is_alive(worker)), "the worker outlives the intake"
    code = "import sys; from pathlib import Path; from ingest.archive.archive import Archive;"
    code += "Archive(Path(sys.argv[1]), writable=True, waits=False)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(archive)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **account_options(),
    )
    assert done.returncode == 0, done.stderr


def test_a_file_that_takes_too_long_is_refused_and_the_others_go_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(4)]
    for path in paths:
        path.write_bytes(HAKOS.read_bytes())

    def read(content: bytes, name: str) -> Reading:
        if name == "2.txt":
            re.match(r"(a+)+$", "a" * 64 + "!")
        return sodis_form.read(content, name)

    form = FORMATS["sodis_form"]
    monkeypatch.setitem(FORMATS, "sodis_form", type(form)(identify=form.identify, read=read, max_size=form.max_size))
    monkeypatch.setattr(intake, "FILE_SECONDS", 0.5)
    found = list(examine_all(paths, lambda: 61000.0))
    assert [examination.is_refused for examination in found] == [False, False, True, False]
    (finding,) = found[2].findings
    assert finding.code == "too_slow"
    assert found[2].checksum == found[1].checksum
    assert found[2].content == paths[2].read_bytes()
