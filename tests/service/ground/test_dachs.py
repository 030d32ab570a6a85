"""Tables are made anew when anything changes that makes them."""

import shutil
from pathlib import Path

import pytest

from service.ground import dachs
from service.ground.dachs import sum_makers
from service.ground.layout import PROJECT

ROOMS = ("schemas", "reduction", "formats", "ingest")
MODULES = [path.relative_to(PROJECT) for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py"))]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for room in (*ROOMS, "resources/occ"):
        shutil.copytree(PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "samples"))
    monkeypatch.setattr(dachs, "PROJECT", tmp_path)
    return tmp_path


def test_a_stricter_rule_in_any_module_makes_the_tables_anew(project: Path) -> None:
    collection = project / "resources/occ"
    seen = {sum_makers(collection, "")}
    assert any(len(module.parts) > 2 for module in MODULES)
    for module in MODULES:
        with (project / module).open("a") as stream:
            stream.write("# a stricter rule\n")
        current = sum_makers(collection, "")
        assert current not in seen, f"a change of {module} goes unseen"
        seen.add(current)


def test_descriptors_and_what_is_outside_count_too(project: Path) -> None:
    collection = project / "resources/occ"
    first = sum_makers(collection, "")
    assert sum_makers(collection, "other") != first
    with (collection / "lc.rd").open("a") as stream:
        stream.write(" ")
    assert sum_makers(collection, "") != first
