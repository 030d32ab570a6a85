"""The command that compiles all functions leaves nothing to compile."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from service.answers.rows.__main__ import COMPILED
from service.ground.layout import PROJECT

_SCRIPT = """
from service.answers.rows.__main__ import COMPILED
import service.answers.rows.arrow_rows, service.answers.rows.fits_rows, service.answers.rows.votable_rows
print(sum(sum(function.stats.cache_misses.values()) for function in COMPILED))
"""


def test_nothing_is_left_to_compile(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    for command, expected in (
        (["-m", "service.answers.rows"], f"{len(COMPILED)} functions are compiled."),
        (["-c", _SCRIPT], "0"),
    ):
        done = subprocess.run(
            [sys.executable, *command], env=environment, cwd=PROJECT, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected


def test_every_compiled_function_is_listed() -> None:
    found = set()
    for path in (PROJECT / "service/answers/rows").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "compiled(" in ast.unparse(one) for one in node.decorator_list
            ):
                found.add((path.stem, node.name))
    assert found == {(function.__module__.rpartition(".")[2], function.__name__) for function in COMPILED}
