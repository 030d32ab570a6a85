"""A full disk is one clear line whenever it comes, nothing half is kept, and all goes in once there is room."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.archive.archive import Archive
from service.ground.account import find_account, is_root
from tests.torture.crash_checks import Holdings, Verdict

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "resources/occ/samples"
UMBRA = Path(sys.executable).parent / "umbra"


def ingest(var: Path, *, prefix: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*prefix, str(UMBRA), "ingest", str(SAMPLES)],
        env={**os.environ, "UMBRA_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def is_a_sentence(done: "subprocess.CompletedProcess[str]") -> bool:
    """Whether a command that found no room said so in two lines, and nothing else."""
    lines = done.stderr.splitlines()
    is_clear = len(lines) == 2 and lines[0].startswith("umbra: ") and lines[1].startswith("       ")
    return done.returncode == 1 and is_clear and "Traceback" not in done.stderr


def has_room(done: "subprocess.CompletedProcess[str]") -> bool:
    return done.returncode == 0 and "refused" not in done.stdout


@pytest.mark.parametrize(
    "n_bytes",
    [20_000, *(pytest.param(size, marks=pytest.mark.slow) for size in (0, 60, 4000, 40_000, 70_000, 120_000))],
)
def test_a_limit_on_the_size_of_files_is_a_sentence(var_directory: Path, n_bytes: int) -> None:
    var = var_directory / "var"
    limited = ingest(var, prefix=("prlimit", f"--fsize={n_bytes}:{n_bytes}"))
    assert is_a_sentence(limited) or has_room(limited), limited.stderr + limited.stdout
    assert n_bytes or not has_room(limited)
    check_archive(var)


@pytest.fixture
def small(var_directory: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Return a folder on a disk of some kilobytes."""
    if not is_root():
        pytest.skip("only root makes a small disk")
    folder = var_directory / "small"
    folder.mkdir()
    account = find_account()
    options = f"size={request.param}k,mode=755,uid={account.pw_uid},gid={account.pw_gid}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    "small",
    [80, *(pytest.param(size, marks=pytest.mark.slow) for size in (4, 12, 24, 48, 120, 160, 200, 240))],
    indirect=True,
)
def test_a_small_disk_is_a_sentence(small: Path) -> None:
    done = ingest(small / "var")
    assert is_a_sentence(done) or has_room(done), done.stderr + done.stdout
    subprocess.run(["mount", "-o", "remount,size=50m", str(small)], check=True)
    check_archive(small / "var")


def check_archive(var: Path) -> None:
    """Make sure that nothing half was kept, and that all goes in now."""
    assert Holdings(var / "archive").look() == Verdict()
    again = ingest(var)
    assert has_room(again), again.stderr + again.stdout
    holdings = Holdings(var / "archive")
    assert holdings.look() == Verdict()
    with Archive(var / "archive") as archive:
        assert archive.index.counts()["files"] == len(holdings.files) == 20
