"""Vocabularies of the IVOA, put where DaCHS looks before it asks the network."""

from pathlib import Path

from service.ground.cluster import write_file
from service.ground.layout import PROJECT


def seed_vocabularies(cache: Path) -> None:
    """Put excerpts of vocabularies with the terms in use into DaCHS' cache; it takes fresh files as they are.

    DaCHS fetches vocabularies from ivoa.net while it publishes, and refuses to publish without.
    """
    source = PROJECT / "etc/vocabularies"
    cache.mkdir(parents=True, exist_ok=True)
    for path in source.rglob("*.json"):
        address = f"http://www.ivoa.net/rdf/{path.relative_to(source).with_suffix('')}"
        write_file(cache / address.replace("/", "=2F"), path.read_text(encoding="utf-8"), mode=0o640)
