"""Every module has its test: ``tests/<same folders>/test_<name>.py``, or a line in ``tested_elsewhere.txt``."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIST = "tests/tested_elsewhere.txt"
ROOMS = ("schemas", "reduction", "formats", "ingest", "export", "service", "etc/bootstrap_steps")
#: Tests of more than one module, or of other things than Python: folders of them, and single files.
CROSS_CUTTING = ("cases", "container", "patterns", "resources", "torture", "web")
OF_SEVERAL = frozenset(
    {
        "formats/curves/test_curve_dialects.py",
        "formats/curves/test_curve_readers_hostile.py",
        "formats/words/test_messy_values.py",
        "ingest/intake/test_lightcurve_corpus.py",
        "ingest/test_hostile.py",
        "service/commands/test_full_disk.py",
    }
)
#: The words of lines: the module runs within DaCHS, so that its test asks the running site; or it is a command.
SITE, COMMAND = "site", "command"
#: What tests run commands with.
_RUNNERS = frozenset({"tests.forked_command.fork_umbra", "tests.site_fixture.run_umbra"})


class Line(NamedTuple):
    """One module, where it is tested, and how."""

    module: str
    test: str
    how: str


def read_list(text: str) -> list[Line]:
    """Return the lines of the list; ``#`` begins a remark."""
    rows = [row.split() for line in text.splitlines() if (row := line.partition("#")[0].strip())]
    return [Line(row[0], row[1] if len(row) > 1 else "", row[2] if len(row) > 2 else "") for row in rows]


def find_modules(root: Path) -> Iterator[str]:
    """Yield the modules of all rooms, relative to the root."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            if path.name != "__init__.py":
                yield path.relative_to(root).as_posix()


def own_test(module: str) -> str:
    """Return where the test of a module is looked for."""
    path = Path(module)
    return (Path("tests") / path.parent / f"test_{path.name}").as_posix()


def dotted(module: str) -> str:
    """Return the name that a module is imported by."""
    return module.removesuffix(".py").removeprefix("etc/").replace("/", ".")


def find_imports(path: Path) -> set[str]:
    """Return the names of all modules that a file imports, and of what it imports from them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def reaches(root: Path, line: Line) -> bool:
    """Tell whether a test tries a module.

    It imports the module or one that imports it; a test of the site uses that and names the module; a test of a command
    runs one and has its name.
    """
    path, name, word = root / line.test, dotted(line.module), line.how
    imported = find_imports(path)
    if word == SITE:
        return "site" in _parameters(path) and name in path.read_text(encoding="utf-8")
    if word == COMMAND:
        return bool(_RUNNERS & imported) and name.rpartition(".")[2] in _texts(path)
    between = [root / f"{other.replace('.', '/')}.py" for other in imported if not other.startswith("tests.")]
    return name in imported or any(name in find_imports(other) for other in between if other.is_file())


def _parameters(path: Path) -> set[str]:
    """Return the names of the parameters of all functions, fixtures among them."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {argument.arg for node in nodes if isinstance(node, ast.FunctionDef) for argument in node.args.args}


def _texts(path: Path) -> set[object]:
    """Return all texts and numbers that a file has by themselves."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant)}


def is_tried(root: Path, module: str) -> bool:
    """Tell whether a module's own test tries it: as in `reaches`, or with any command, or by what it names it for."""
    path = root / own_test(module)
    if "site" in _parameters(path) or _RUNNERS & find_imports(path):
        return True
    return reaches(root, Line(module, own_test(module), "")) or dotted(module) in path.read_text(encoding="utf-8")


def find_troubles(root: Path, lines: list[Line]) -> Iterator[str]:
    """Yield a sentence on each module without a test, and on each line of the list that does not hold."""
    listed = [line.module for line in lines]
    modules = set(find_modules(root))
    for module in sorted(modules - set(listed)):
        if not (root / own_test(module)).is_file():
            yield f"{module} has no {own_test(module)}, and no line in {LIST}"
        elif not is_tried(root, module):
            yield f"{own_test(module)} does not reach {module}"
    for module in sorted({module for module in listed if listed.count(module) > 1}):
        yield f"{module} is listed twice"
    for line in lines:
        if line.module not in modules:
            yield f"{line.module} is listed, but is no module"
        elif (root / own_test(line.module)).is_file():
            yield f"{line.module} is listed, but has {own_test(line.module)}"
        elif not line.test or not (root / line.test).is_file():
            yield f"{line.module} is listed with {line.test or 'no test'}, which is no file"
        elif not reaches(root, line):
            yield f"{line.test} does not reach {line.module}"


def find_orphans(root: Path) -> Iterator[str]:
    """Yield the tests in the folders of the rooms whose module there is not."""
    for path in sorted((root / "tests").rglob("test_*.py")):
        test = path.relative_to(root / "tests")
        if len(test.parts) == 1 or test.parts[0] in CROSS_CUTTING or test.as_posix() in OF_SEVERAL:
            continue
        words = test.stem.split("_")[1:]
        # Long tests are divided: test_<name>_<words>.py.
        names = ["_".join(words[:end]) for end in range(len(words), 0, -1)]
        is_known = any((root / test.with_name(f"{name}.py")).is_file() for name in names)
        if test.parts[:-1] != ("service",) and not is_known:
            yield test.as_posix()


def test_every_module_is_tested() -> None:
    lines = read_list((ROOT / LIST).read_text(encoding="utf-8"))
    assert list(find_troubles(ROOT, lines)) == []


def test_every_test_has_its_module() -> None:
    assert list(find_orphans(ROOT)) == []
    assert [name for name in OF_SEVERAL if not (ROOT / "tests" / name).is_file()] == []


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a small project: a module with its test, one that serves it, one within DaCHS and a command."""
    files = {
        "schemas/__init__.py": "",
        "schemas/star.py": "from schemas.letters import fold\n",
        "schemas/letters.py": "",
        "schemas/lonely.py": "",
        "service/gate.py": "",
        "service/serve.py": "",
        "tests/schemas/test_star.py": "from schemas.star import find\n",
        "tests/service/test_commands.py": "from tests.forked_command import fork_umbra\nfork_umbra('serve')\n",
        "tests/service/test_gates.py": '"""The gate: service.gate."""\ndef test(site: object) -> None: ...\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


GOOD = """
schemas/letters.py tests/schemas/test_star.py  # served by it
schemas/lonely.py tests/schemas/test_lonely_ones.py
service/gate.py tests/service/test_gates.py site
service/serve.py tests/service/test_commands.py command
"""


def test_a_good_tree_has_no_trouble(tree: Path) -> None:
    (tree / "tests/schemas/test_lonely_ones.py").write_text("import schemas.lonely\n")
    assert list(find_troubles(tree, read_list(GOOD))) == []
    assert list(find_orphans(tree)) == []


def test_a_test_that_tries_another_module_is_found(tree: Path) -> None:
    (tree / "tests/schemas/test_lonely_ones.py").write_text("import schemas.lonely\n")
    (tree / "tests/schemas/test_star.py").write_text("from schemas.other import find\n")
    found = list(find_troubles(tree, read_list(GOOD)))
    assert found[0] == "tests/schemas/test_star.py does not reach schemas/star.py"


def test_a_test_without_its_module_is_found(tree: Path) -> None:
    for name in ("schemas/test_star_hostile.py", "schemas/test_gone.py", "service/test_clients.py", "cases/test_x.py"):
        (tree / "tests" / name).parent.mkdir(exist_ok=True)
        (tree / "tests" / name).write_text("")
    assert list(find_orphans(tree)) == ["schemas/test_gone.py"]


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (
            ("schemas/letters.py tests/schemas/test_star.py", ""),
            "schemas/letters.py has no tests/schemas/test_letters.py",
        ),
        (("test_lonely_ones", "test_star"), "tests/schemas/test_star.py does not reach schemas/lonely.py"),
        (("schemas/lonely.py", "schemas/gone.py"), "schemas/gone.py is listed, but is no module"),
        (("schemas/lonely.py", "schemas/star.py"), "schemas/star.py is listed, but has tests/schemas/test_star.py"),
        (("schemas/lonely.py", "schemas/letters.py"), "schemas/letters.py is listed twice"),
        (("tests/schemas/test_lonely_ones.py", ""), "schemas/lonely.py is listed with no test"),
        (("tests/schemas/test_lonely_ones.py", "tests/x.py"), "schemas/lonely.py is listed with tests/x.py"),
        (("test_gates.py site", "test_gates.py"), "tests/service/test_gates.py does not reach service/gate.py"),
        (("tests/service/test_gates.py", "tests/schemas/test_star.py"), "tests/schemas/test_star.py does not reach"),
        (("test_commands.py command", "test_gates.py command"), "tests/service/test_gates.py does not reach"),
    ],
)
def test_each_trouble_is_found(tree: Path, change: tuple[str, str], trouble: str) -> None:
    (tree / "tests/schemas/test_lonely_ones.py").write_text("import schemas.lonely\n")
    found = list(find_troubles(tree, read_list(GOOD.replace(*change))))
    assert any(sentence.startswith(trouble) for sentence in found), found
