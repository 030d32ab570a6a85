"""Compiled functions are kept where the starter of the process says, and the process starts without that, too."""

import os
import subprocess
import sys
from pathlib import Path

from service.answers.rows.compiled import compiled, part

_SCRIPT = """
import numpy as np
from service.answers.rows import compiled, framing
rows = np.frombuffer(bytearray(b"D\\0\\0\\0\\4" * 3), dtype=np.uint8)
print(framing.skip_messages(rows, 0, 15, ord("D")), sum(framing.skip_messages.stats.cache_hits.values()))
"""


def run(cache: Path) -> list[str]:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run([sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_what_was_compiled_is_there_for_the_next_process(tmp_path: Path) -> None:
    assert run(tmp_path / "cache") == ["15", "0"]
    (folder,) = (tmp_path / "cache").iterdir()
    assert folder.name.startswith("rows-")
    assert list(folder.rglob("*.nbi"))
    assert run(tmp_path / "cache") == ["15", "1"]


def test_a_place_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert run(tmp_path / "file") == ["15", "0"]


@part
def double(number: int) -> int:
    return 2 * number


def test_functions_are_made_of_parts() -> None:
    @compiled("int64(int64)")
    def quadruple(number: int) -> int:
        return double(double(number))

    assert quadruple(3) == 12
