"""Every regular expression of the project with the ways in which it is used, found in modules and in their sources."""

import ast
import dataclasses
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

ROOT = Path(__file__).resolve().parents[2]
#: Packages whose modules are imported; the last lies under etc/.
PACKAGES = ("schemas", "reduction", "formats", "ingest", "export", "service", "bootstrap_steps")
FUNCTIONS = {"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
#: Patterns that functions make of what they are given: file, a part of the call, and one pattern as they are made.
MADE = (
    ("formats/files/xml_events.py", "sorted(roots)", r"<(AsteroidOccultations|Occultations)[\s>]"),
    ("formats/occult/occult_fixed.py", "({sign})", r"([+\- ])([\d ]\d)([\d ]\d)([\d ]\d(?:\.\d*)?)"),
    ("formats/occult/occult_record.py", "{n_degrees}", r"([+\- ])(.{3})([\d ]\d)([\d ]\d(?:\.\d*)?)"),
    ("service/answers/gate.py", "_PLACES", r"(?:file:)?(?:/srv/umbra|/usr/lib/gavo)[^\s<>\"'&;,)]*"),
    ("service/answers/streams/templates.py", "map(re.escape, marks)", r"('zq000qz'|731900141|73\.190025)"),
    ("service/answers/streams/templates.py", "join(names)", r"\b(?:q3u2a1|zc9d8e7)\b"),
    # The operator's own, of DaCHS' settings.
    ("service/answers/gate_rules.py", "pattern, origin", r"https?://"),
    ("formats/words/privacy.py", "map(re.escape, words)", r"Anna\s{1,20}Maria\s{1,20}Example"),
)
#: Calls whose patterns are found in the module's variables, where all that they make are kept.
KEPT = (
    ("formats/foreign_files.py", "pattern.encode()"),
    ("formats/forms/form_words.py", "{words}"),
    ("formats/words/privacy.py", "pattern + _TOWN"),
    ("formats/words/time_of_day.py", "re.compile(pattern)"),
)


@dataclass(frozen=True, kw_only=True)
class Use:
    """A pattern, where it stands, and how it is used (names of functions of ``re``)."""

    where: str
    pattern: "re.Pattern[str] | re.Pattern[bytes]"
    ways: frozenset[str]


def modules() -> Iterator[tuple[Path, ModuleType]]:
    """Import and yield all modules of the project."""
    for package in PACKAGES:
        folder = ROOT / "etc" / package if package == "bootstrap_steps" else ROOT / package
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder.parent).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if parts[-1] == "__main__":
                continue
            yield path, ModuleType(name) if _needs_server(path) else importlib.import_module(name)


@cache
def _needs_server(path: Path) -> bool:
    """Return whether a module imports a DaCHS that is set up, itself or by another; its source alone is looked at."""
    body = ast.parse(path.read_text()).body
    names = [alias.name for node in body if isinstance(node, ast.Import) for alias in node.names]
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    if any(name.partition(".")[0] == "gavo" for name in names):
        return True
    others = (ROOT / f"{name.replace('.', '/')}.py" for name in names if name.startswith("service."))
    return any(_needs_server(other) for other in others if other.is_file())


def collect() -> tuple[list[Use], list[str]]:
    """Return all patterns, and the places of calls whose pattern could not be found."""
    found = list(modules())
    ways = _ways(path for path, _ in found)
    uses: dict[tuple[object, int], Use] = {}
    missed: list[str] = []
    for path, module in found:
        where = path.relative_to(ROOT).as_posix()
        for name, pattern in _held(module):
            used = ways.get((where if name.startswith("_") else "", name)) or {"search", "fullmatch"}
            key = pattern.pattern, pattern.flags
            before = uses[key].ways if key in uses else frozenset()
            uses[key] = Use(where=f"{where} {name}", pattern=pattern, ways=before | used)
        for line, call, made, way in _inline(path, module):
            if made is None and not any(file == where and part in call for file, part in KEPT):
                missed.append(f"{where}:{line} {call}")
            if made is None:
                continue
            key = made.pattern, made.flags
            before = uses[key].ways if key in uses else frozenset()
            if way != "compile" or key not in uses:
                added = {"search", "fullmatch"} if way == "compile" else {way}
                uses[key] = Use(where=f"{where}:{line}", pattern=made, ways=before | added)
    return sorted(uses.values(), key=lambda use: (use.where, str(use.pattern.pattern))), missed


def _ways(paths: Iterator[Path]) -> dict[tuple[str, str], set[str]]:
    """Return by which functions the patterns of each name are used: private names in their module, others anywhere."""
    ways: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in paths:
        nodes = list(ast.walk(ast.parse(path.read_text())))
        where = path.relative_to(ROOT).as_posix()
        used: dict[str, set[str]] = defaultdict(set)
        for node in nodes:
            if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS:
                used[_name(node.value)].add(node.attr)
        # ``for pattern, word in _PATTERNS: pattern.match(...)``
        for node in nodes:
            if isinstance(node, ast.For | ast.comprehension):
                names = {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
                for owner in ast.walk(node.iter):
                    if isinstance(owner, ast.Name):
                        used[owner.id] |= {way for name in names for way in used.get(name, ())}
        for name, found in used.items():
            ways[where if name.startswith("_") else "", name] |= found
    return ways


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _held(module: ModuleType) -> Iterator[tuple[str, "re.Pattern[str] | re.Pattern[bytes]"]]:
    """Yield the patterns in a module's own variables, however deep in tuples, records, classes and closures."""
    seen: set[int] = set()
    for name, value in list(vars(module).items()):
        if not name.startswith("__"):
            for pattern in _within(value, module.__name__, seen, 0):
                yield name, pattern


def _within(value: object, module: str, seen: set[int], depth: int) -> Iterator["re.Pattern[str] | re.Pattern[bytes]"]:
    if isinstance(value, re.Pattern):
        yield value
        return
    if id(value) in seen or depth > 8:
        return
    seen.add(id(value))
    for part in _parts(value, module):
        yield from _within(part, module, seen, depth + 1)


def _parts(value: object, module: str) -> Iterator[object]:
    if isinstance(value, dict):
        yield from [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        yield from value
    elif isinstance(value, FunctionType) and value.__module__ == module:
        yield from (cell.cell_contents for cell in value.__closure__ or ())
        yield from value.__defaults__ or ()
        yield from (value.__kwdefaults__ or {}).values()
    elif isinstance(value, type) and value.__module__ == module:
        yield from vars(value).values()
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from (getattr(value, item.name, None) for item in dataclasses.fields(value))


def _inline(
    path: Path, module: ModuleType
) -> Iterator[tuple[int, str, "re.Pattern[str] | re.Pattern[bytes] | None", str]]:
    """Yield the pattern and function of every call ``re.function(pattern, ...)`` in a source; None if it is unknown."""
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if not isinstance(node.func.value, ast.Name) or node.func.value.id != "re":
            continue
        way = node.func.attr
        if way in FUNCTIONS | {"compile"}:
            yield node.lineno, ast.unparse(node), _evaluated(node, module, where), way


def _evaluated(call: ast.Call, module: ModuleType, where: str) -> "re.Pattern[str] | re.Pattern[bytes] | None":
    words = {keyword.arg: keyword.value for keyword in call.keywords}
    flags = words.get("flags")
    place = 1 if isinstance(call.func, ast.Attribute) and call.func.attr == "compile" else None
    if flags is None and place is not None and len(call.args) > place:
        flags = call.args[place]
    elif flags is None and isinstance(call.func, ast.Attribute):
        place = {"sub": 4, "subn": 4, "split": 3}.get(call.func.attr, 2)
        flags = call.args[place] if len(call.args) > place else None
    try:
        text = _value(call.args[0], module)
        return re.compile(text, _value(flags, module) if flags is not None else 0)  # type: ignore[call-overload,no-any-return]
    except (NameError, AttributeError, TypeError):
        made = next((one for file, part, one in MADE if file == where and part in ast.unparse(call)), None)
        return None if made is None else re.compile(made)


def _value(node: ast.expr, module: ModuleType) -> object:
    return eval(compile(ast.Expression(node), module.__name__, "eval"), dict(vars(module)))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "etc"))
    found, missed = collect()
    print(len(found), missed)
