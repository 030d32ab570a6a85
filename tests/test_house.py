"""The shape of the house: lengths of functions and modules, names of files, and that modules say what they are."""

import ast
import itertools
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

#: One process reads the sources for all of them.
pytestmark = pytest.mark.xdist_group("sources")
ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("schemas", "reduction", "formats", "ingest", "export", "service", "benchmarks", "tests", "etc", "web", "docs")
LONGEST_BODY = 60
#: Of ten bodies, nine are no longer.
USUAL_BODY = 20
LONGEST_MODULE = 500
NAMELESS = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "models", "manager", "managers"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> Iterator[Path]:
    """Yield the modules of the project, paths from its root."""
    for path in itertools.chain.from_iterable((ROOT / room).rglob("*.py") for room in ROOMS):
        if "node_modules" not in path.parts:
            yield path.relative_to(ROOT)


MODULES = sorted(modules())


@cache
def trees() -> dict[Path, ast.Module]:
    """Return what each module contains."""
    return {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in MODULES}


def body_lines(function: Function) -> int:
    """Return the number of lines of a function below its signature and docstring."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = function.body[1:] if is_docstring else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def functions(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def test_the_project_is_found() -> None:
    assert len(MODULES) > 400
    assert Path("formats/files/delimited.py") in MODULES


def test_function_bodies_are_short() -> None:
    lengths = {f"{path} {one.name}": body_lines(one) for path, tree in trees().items() for one in functions(tree)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_BODY} == {}


@pytest.mark.parametrize("tests", [True, False])
def test_nine_bodies_of_ten_are_shorter_still(*, tests: bool) -> None:
    chosen = (tree for path, tree in trees().items() if (path.parts[0] == "tests") is tests)
    lengths = sorted(body_lines(one) for tree in chosen for one in functions(tree))
    assert lengths[len(lengths) * 9 // 10] <= USUAL_BODY


def test_modules_are_short() -> None:
    lengths = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name for name, length in lengths.items() if length > LONGEST_MODULE} == set()


def test_files_are_named_after_what_they_hold() -> None:
    assert [path for path in MODULES if path.stem in NAMELESS] == []
    assert [path for path in MODULES if NAMELESS.intersection(path.parts)] == []


def test_modules_say_what_they_are() -> None:
    assert [path for path, tree in trees().items() if tree.body and ast.get_docstring(tree) is None] == []


def test_lengths_are_counted_without_signature_and_docstring() -> None:
    (function,) = functions(
        ast.parse('def f(\n    a,\n):\n    """Do.\n\n    More.\n    """\n    b = a\n\n    return b\n')
    )
    assert body_lines(function) == 3
