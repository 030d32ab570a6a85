"""The command that compiles all functions leaves nothing to compile."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.answers.rows import binary_kernel, column_kernel, framing, text_kernel
from service.answers.rows.__main__ import write_functions
from service.answers.rows.compiled import COMPILED
from service.answers.rows.machine_code import INDEX
from service.ground.layout import PROJECT


@pytest.mark.slow
def test_all_functions_are_where_they_are_looked_for(tmp_path: Path) -> None:
    folder = tmp_path / "rows"
    command = [sys.executable, "-m", "service.answers.rows", str(folder)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{len(COMPILED)} functions are compiled."
    assert list(tmp_path.iterdir()) == [folder]
    assert {path.stem for path in folder.glob("*.o")} == set(COMPILED)


@pytest.mark.slow
def test_the_first_of_two_processes_wins(tmp_path: Path) -> None:
    folder = tmp_path / "rows"
    write_functions(folder)
    before = (folder / INDEX).stat().st_ino
    write_functions(folder)
    assert (folder / INDEX).stat().st_ino == before
    assert list(tmp_path.iterdir()) == [folder]


def test_every_kernel_is_compiled() -> None:
    functions = {
        framing.skip_messages,
        binary_kernel.encode_binary_rows,
        text_kernel.encode_text_rows,
        column_kernel.measure,
        column_kernel.fill,
        column_kernel.pad_texts,
        column_kernel.find_width,
    }
    assert functions == set(COMPILED.values())
