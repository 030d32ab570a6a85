"""Some hundred damaged files, the same in every run; `make torture` tries 200,000."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from schemas.errors import UmbraError
from tests.torture import mutation_run
from tests.torture.looks import look
from tests.torture.mutation_run import run
from tests.torture.mutations import mutate
from tests.torture.seeds import ROOT, Seed, gather

SAMPLES = [ROOT / "resources/occ/samples", ROOT / "resources/phot/samples"]


@pytest.fixture(scope="module")
def seeds(corpus: Path, cases: Path) -> list[Seed]:
    return gather(corpus, cases, *SAMPLES)


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.slow) for first in (100, 200, 300))])
def test_damaged_files_are_read_or_refused(seeds: list[Seed], first: int) -> None:
    tally = run(seeds, range(first, first + 100), 2026)
    assert tally.troubles == {}
    assert tally.files == 100


def test_every_door_is_tried(seeds: list[Seed]) -> None:
    kinds = {"is_photometry", "is_reference", "is_ephemeris"}
    assert {kind for seed in seeds for kind in kinds if getattr(seed, kind)} == kinds
    assert any(seed.name.endswith(".zip") for seed in seeds)
    assert len(seeds) > 400


def test_undamaged_files_come_in(seeds: list[Seed], tmp_path: Path) -> None:
    samples = [seed for seed in seeds if seed.name.startswith("20") and seed.name.endswith((".txt", ".xml"))]
    rng = np.random.default_rng(1)
    doors = [door for seed in samples for door in look(seed.data, seed, tmp_path, rng)]
    assert {"examine sodis_form", "examine occult_xml"} <= set(doors)


def test_the_same_number_gives_the_same_file(seeds: list[Seed]) -> None:
    for number in range(100):
        data = seeds[number % len(seeds)].data
        first, second = (mutate(data, np.random.default_rng((3, number))) for _ in range(2))
        assert first == second


def stumble(data: bytes, *_: object) -> Iterator[str]:
    """Read a file as a bad reader would."""
    if data.startswith(b"a"):
        raise ValueError("no number")
    if data.startswith(b"b"):
        begun = time.process_time()
        while time.process_time() < begun + 0.2:
            pass
    if data.startswith(b"c"):
        np.log(np.zeros(1))
    if data.startswith(b"d"):
        raise UmbraError("refused")
    yield "door"


@pytest.mark.parametrize(
    ("letter", "trouble"), [("a", "ValueError"), ("b", "more than"), ("c", "RuntimeWarning"), ("d", ""), ("e", "")]
)
def test_troubles_are_seen(monkeypatch: pytest.MonkeyPatch, letter: str, trouble: str) -> None:
    monkeypatch.setattr(mutation_run, "look", stumble)
    monkeypatch.setattr(mutation_run, "mutate", lambda data, _: data)
    monkeypatch.setattr(mutation_run, "LONGEST_S", 0.1)
    tally = run([Seed(name="x", data=letter.encode())], range(1), 1)
    assert [trouble in found for found in tally.troubles] == [True] * bool(trouble)
