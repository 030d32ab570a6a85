"""What people read of the program, found in its source: messages, hints, helps, docstrings and comments."""

import ast
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("schemas", "reduction", "formats", "ingest", "export", "service")
#: Replaces a value that is put into a text when the program runs.
VALUE = "{}"
#: Parameters of constructors and of functions that make errors and findings, in their order.
_MAKERS = {
    "error": ("code", "message", "hint"),
    "warning": ("code", "message", "hint"),
    "info": ("code", "message", "hint"),
    "FormatError": ("source", "line", "field", "message", "hint"),
    "__init__": ("message", "hint"),
}
_WANTED = ("message", "hint", "help")


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text with its location."""

    #: ``message``, ``hint``, ``help``, ``explanation``, ``docstring`` or ``comment``.
    kind: str
    path: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind}: {self.words!r}"


@cache
def sources() -> dict[str, ast.Module]:
    """Return the syntax trees of all modules, by path."""
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def all_texts() -> tuple[Text, ...]:
    """Return every text of the program that people read."""
    known = makers(sources().values())
    comments = (text for path in sources() for text in comments_of(path, (ROOT / path).read_text(encoding="utf-8")))
    return (*comments, *(text for path, tree in sources().items() for text in texts_of(path, tree, known)))


def makers(trees: Iterable[ast.Module]) -> dict[str, tuple[str, ...]]:
    """Return the parameters of all that make messages or hints, by name: errors, and functions with such parameters."""
    found: dict[str, tuple[str, ...]] = dict(_MAKERS)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                found.setdefault(node.name, ("message", "hint"))
            elif isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
                names = tuple(one.arg for one in node.args.args if one.arg not in ("self", "cls"))
                if "hint" in names or "message" in names:
                    found.setdefault(node.name, names)
    return found


def comments_of(path: str, source: str) -> Iterator[Text]:
    """Yield the comments of one module, a line each."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text(kind="comment", path=path, line=token.start[0], words=token.string.lstrip("#: "))


def texts_of(path: str, tree: ast.Module, known: dict[str, tuple[str, ...]]) -> Iterator[Text]:
    """Yield the texts of one module."""
    assigned = _assigned(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (words := ast.get_docstring(node)):
            yield Text(kind="docstring", path=path, line=node.body[0].lineno, words=words)
        elif isinstance(node, ast.Call):
            for kind, value in _arguments(node, known):
                for line, words in _words(value, assigned):
                    yield Text(kind=kind, path=path, line=line, words=words)
        elif isinstance(node, ast.Dict) and path == "schemas/finding_texts.py":
            for value in node.values:
                for line, words in _words(value, {}):
                    yield Text(kind="explanation", path=path, line=line, words=words)


def _arguments(call: ast.Call, known: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the arguments of a call that people read, with their kinds."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    for keyword in call.keywords:
        if keyword.arg in _WANTED:
            yield keyword.arg, keyword.value
    if not any(isinstance(one, ast.Starred) for one in call.args):
        for kind, value in zip(known.get(name, ()), call.args, strict=False):
            if kind in _WANTED:
                yield kind, value


def _assigned(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Return what is assigned to each name of a module."""
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(target, node.value, found)
        elif isinstance(node, ast.AugAssign):
            _assign(node.target, node.value, found)
    return found


def _assign(target: ast.expr, value: ast.expr, found: dict[str, list[ast.expr]]) -> None:
    if isinstance(target, ast.Name):
        found[target.id].append(value)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, part in zip(target.elts, value.elts, strict=True):
            _assign(one, part, found)


def _words(node: ast.expr, assigned: dict[str, list[ast.expr]], depth: int = 0) -> list[tuple[int, str]]:
    """Return the texts that an expression can be, each with its line; nothing for what is computed."""
    if isinstance(node, ast.Constant):
        return [(node.lineno, node.value)] if isinstance(node.value, str) and node.value else []
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else VALUE for part in node.values]
        return [(node.lineno, "".join(map(str, parts)))]
    if depth > 3:
        return []
    if isinstance(node, ast.IfExp):
        parts_of = [node.body, node.orelse]
    elif isinstance(node, ast.BoolOp):
        parts_of = node.values
    elif isinstance(node, ast.Name):
        parts_of = assigned.get(node.id, [])
    else:
        return []
    return [found for part in parts_of for found in _words(part, assigned, depth + 1)]
