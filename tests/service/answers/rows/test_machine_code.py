"""Compiled functions are kept where the starter of the process says, and the process starts without that, too."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from service.answers.rows.layout import find_address
from service.answers.rows.machine_code import INDEX, PREPARED, find_key, load
from service.ground.layout import PROJECT

_SCRIPT = """
import sys
from pathlib import Path
import numpy as np
from service.answers.rows import machine_code
machine_code.PREPARED = Path(sys.argv[1])
from service.answers.rows.layout import find_address
from service.answers.rows.machine_code import load
import service.answers.rows.arrow_rows, service.answers.rows.fits_rows, service.answers.rows.votable_rows
rows = np.frombuffer(b"D\\0\\0\\0\\4" * 3, dtype=np.uint8)
print(load("skip_messages", 4)(find_address(rows), 0, 15, ord("D")), "numba" in sys.modules)
"""


def run(cache: Path, prepared: Path = Path("/nowhere")) -> str:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, "-c", _SCRIPT, str(prepared)]
    done = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.slow
def test_what_was_compiled_is_there_for_the_next_process(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert run(cache) == "15 False"
    (folder,) = cache.iterdir()
    assert folder.name == f"rows-{find_key()}"
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert run(cache) == "15 False"
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_what_the_set_up_compiled_serves_every_account(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert run(cache, PREPARED) == "15 False"
    assert not cache.exists()
    folder = PREPARED / f"rows-{find_key()}"
    assert (folder / INDEX).is_file()
    assert {path.stat().st_mode & 0o044 for path in [folder, *folder.iterdir()]} == {0o044}


@pytest.mark.slow
def test_a_place_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert run(tmp_path / "file") == "15 False"


def test_functions_take_and_return_integers_of_64_bits() -> None:
    assert load("skip_messages", 4)(find_address(np.zeros(9, dtype=np.uint8)), 2**40, 2**40, 0) == 2**40
