"""A forked command is what the program is: same words, same status."""

import re
import subprocess
from pathlib import Path

import pytest

from service.commands.samples import SAMPLES
from tests import forked_command
from tests.forked_command import fork_umbra
from tests.site_fixture import run_umbra


def without_clock(text: str) -> str:
    return re.sub(r'"received": [0-9.]+', "", text)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--json", str(SAMPLES / "20170622_10199_chariklo_hakos.txt")),
        ("check", "/no/such/file"),
        ("status", "--json"),
    ],
)
def test_it_says_and_returns_what_the_program_does(arguments: tuple[str, ...], tmp_path: Path) -> None:
    var = str(tmp_path / "var")
    program, forked = (run(*arguments, UMBRA_VAR=var) for run in (run_umbra, fork_umbra))
    assert (forked.returncode, forked.stderr) == (program.returncode, program.stderr)
    assert without_clock(forked.stdout) == without_clock(program.stdout)


def test_it_is_killed_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(forked_command, "LIMIT", 0.0)
    with pytest.raises(subprocess.TimeoutExpired):
        fork_umbra("check", str(SAMPLES), UMBRA_VAR=str(tmp_path))
