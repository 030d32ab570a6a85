"""No text makes a regular expression of ours take more than linear time."""

import ast
import re
import sys
from collections.abc import Iterator

import pytest

from tests.growth import assert_linear
from tests.patterns.automaton import troubles
from tests.patterns.collection import ROOT, Use, collect

sys.path.insert(0, str(ROOT / "etc"))
USES, MISSED = collect()
#: Names by which other modules of regular expressions would come in.
_OTHERS = {"regex", "re2"}


def test_every_pattern_is_found() -> None:
    assert not MISSED, "name these in MADE or KEPT of tests/patterns/collection.py"
    assert len(USES) > 250


def test_no_other_way_to_regular_expressions() -> None:
    for path in (ROOT / name for name in ("schemas", "reduction", "formats", "ingest", "export", "service")):
        for file in path.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.ImportFrom):
                    assert node.module not in {"re", *_OTHERS}, f"{file}: write re.compile, so that it is found"
                elif isinstance(node, ast.Import):
                    names = {(one.name, one.asname) for one in node.names}
                    assert not any(name in _OTHERS or (name == "re" and other) for name, other in names), file


@pytest.mark.parametrize("use", USES, ids=lambda use: use.where)
def test_trial_and_error_takes_linear_time(use: Use) -> None:
    assert troubles(use.pattern, use.ways) == []


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        ("(a*)*b", "match"),
        ("(?:a|a?)*b", "match"),
        ("(?:ab?|b|bc?)*d", "match"),
        (r"a*a*b", "match"),
        (r"\s*(?:x\s*)?\s*y", "match"),
        (r"(?:\d{1,3},?)*x", "match"),
        (r"(?:a+b?){0,30}c", "match"),
        (r".*x.*", "fullmatch"),
        (r"\s+$", "search"),
        (r".*foo", "sub"),
        (r"\s++x", "findall"),
        (r"(?m:^)\s+x", "split"),
        (r"\d+\.?\d*x", "match"),
        (r"(?=a*a*b)c", "match"),
        (r"IGNORE|(?i:(?:ab|AB)*)c", "match"),
    ],
)
def test_slow_patterns_are_known(pattern: str, way: str) -> None:
    assert troubles(re.compile(pattern), [way])


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"a+", "search"),
        (r"(?<!a)a+b", "search"),
        (r"a++b", "match"),
        (r"(?:ab)*c", "match"),
        (r"(?>a*)a*b", "match"),
        (r"\s*[,;]\s*x", "match"),
        (r"\bfoo\s*=\s*\d+", "search"),
        (r"(?<!\w)\w+@", "search"),
        (r"\A\s*x", "search"),
        (r"a*a*", "match"),
        (r"\d++(?:\.\d*+)?x", "match"),
    ],
)
def test_quick_patterns_are_no_trouble(pattern: str, way: str) -> None:
    assert troubles(re.compile(pattern), [way]) == []


def hostile(pattern: str) -> Iterator[str]:
    """Yield short words to repeat: stretches of the pattern's own letters, and what hides behind its classes."""
    words = re.findall(
        r"[A-Za-z][A-Za-z .:=-]{0,12}|[#<>(){}/:.,;=@+-]", re.sub(r"\\.|\[[^]]*\]|\(\?[a-zA-Z:<=!>]+", " ", pattern)
    )
    yield from dict.fromkeys(word for word in words[:12] if word.strip("(){}"))
    yield from (" ", "1", "a", "a ", "1 ", "1,", "1.", ": ", "#", "-", "\t", "\n", "é", "1:", "' 1", "A1 ", "(a", "/a")


@pytest.mark.slow
@pytest.mark.parametrize("use", USES, ids=lambda use: use.where)
def test_long_hostile_texts_take_time_in_proportion(use: Use) -> None:
    text = use.pattern.pattern
    words = hostile(text if isinstance(text, str) else text.decode("latin-1"))
    for word in words:
        for way in sorted(use.ways):

            def work(count: int, way: str = way, word: str = word) -> object:
                whole = word * (count // len(word)) + "\x00!"
                given = whole if isinstance(text, str) else whole.encode("latin-1", "replace")
                extra = (given[:0],) if way in {"sub", "subn"} else ()
                found = getattr(use.pattern, way)(*extra, given)
                return sum(1 for _ in found) if way == "finditer" else found

            assert_linear(work, 25_000)
