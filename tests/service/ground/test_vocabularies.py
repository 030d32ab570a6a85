"""Vocabularies of the IVOA where DaCHS looks for them."""

import json
from pathlib import Path

from service.ground.layout import PROJECT
from service.ground.vocabularies import seed_vocabularies


def test_every_vocabulary_is_in_the_cache_under_its_address(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    seed_vocabularies(cache)
    sources = list((PROJECT / "etc/vocabularies").rglob("*.json"))
    names = {path.name.replace("=2F", "/") for path in cache.iterdir()}
    assert len(names) == len(sources) > 0
    assert all(name.startswith("http://www.ivoa.net/rdf/") and not name.endswith(".json") for name in names)
    for path in cache.iterdir():
        assert json.loads(path.read_text(encoding="utf-8"))["terms"]
