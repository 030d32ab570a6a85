"""Kernels and tables of places, and files that are none."""

import struct
from pathlib import Path

import numpy as np
import pytest

from ingest.ephemerides.ephemeris_files import KernelError
from ingest.ephemerides.ephemeris_table import read_table
from ingest.ephemerides.kernels import EARTH, Kernels
from reduction.geometry.body_track import ASTRONOMICAL_UNIT_KM, EphemerisTableError
from schemas.errors import FormatError
from tests import chariklo


def test_distance_of_the_earth(corpus: Path) -> None:
    """2017-06-22: the Earth two weeks before its aphelion, 1.016 au from the Sun."""
    with chariklo.kernels(corpus) as kernels:
        seconds = np.array([551438324.0])
        apart = kernels.positions(EARTH)(seconds) - kernels.positions(10)(seconds)
    assert np.linalg.norm(apart) / ASTRONOMICAL_UNIT_KM == pytest.approx(1.0163, abs=2e-4)


def test_both_numbering_schemes_of_asteroids(corpus: Path) -> None:
    with chariklo.kernels(corpus) as kernels:
        assert kernels.asteroid(10199) == 2010199
    with Kernels([corpus / "sora/Chariklo.bsp"]) as kernels:
        assert kernels.asteroid(10199) == 20010199


def test_body_that_is_not_in_the_kernels(corpus: Path) -> None:
    with chariklo.kernels(corpus) as kernels:
        with pytest.raises(KernelError, match="minor planet 778"):
            kernels.asteroid(778)
        with pytest.raises(KernelError, match="body 2000778"):
            kernels.track(2000778)


def test_earth_is_needed(corpus: Path) -> None:
    with Kernels([corpus / "sora/Chariklo_2021.bsp"]) as kernels, pytest.raises(KernelError, match="does not hold"):
        kernels.track(2010199)


def test_date_outside_of_a_kernel(corpus: Path) -> None:
    with chariklo.kernels(corpus) as kernels:
        with pytest.raises(KernelError, match="does not cover"):
            kernels.positions(EARTH)(np.array([9e8]))
        track = kernels.track(2010199)
    assert 57900 < (track.first + track.last) / 2 < 58200


def test_files_that_are_no_kernel(tmp_path: Path, corpus: Path) -> None:
    text = tmp_path / "text.bsp"
    text.write_bytes(b"DAF/SPK? no: just words, and more words.\n" * 100)
    with pytest.raises(KernelError, match=r"text\.bsp"):
        Kernels([corpus / "sora/de438_small.bsp", text])
    with pytest.raises(KernelError, match=r"missing\.bsp"):
        Kernels([tmp_path / "missing.bsp"])
    cut = tmp_path / "cut.bsp"
    cut.write_bytes((corpus / "sora/Chariklo.bsp").read_bytes()[:700])
    with pytest.raises(KernelError, match=r"cut\.bsp"):
        Kernels([cut])


def test_ephemeris_table(corpus: Path) -> None:
    data = (corpus / "sora/ephem_phoebe_ph15_jd.txt").read_bytes()
    track = read_table(data, "phoebe.txt")
    row = np.array(data.decode().splitlines()[40].split(), dtype=np.float64)
    (place,) = track.place_km(np.array([row[0] - 2400000.5]))
    assert np.linalg.norm(place) == pytest.approx(row[3] * ASTRONOMICAL_UNIT_KM, rel=1e-12)
    assert np.degrees(np.arctan2(place[1], place[0])) % 360 == pytest.approx(row[1], abs=1e-10)


@pytest.mark.parametrize("text", ["a b c d", "2458641.6 290.3 -21.7", "2458641.6 290.3 -21.7 9.2 1"])
def test_rows_that_are_no_places(text: str) -> None:
    with pytest.raises(FormatError, match=r"table\.txt:2"):
        read_table(f"# JD RA Dec distance\n{text}\n".encode(), "table.txt")


def test_empty_table() -> None:
    with pytest.raises(EphemerisTableError):
        read_table(b"", "table.txt")


@pytest.mark.parametrize("row", ["nan 10 10 2", "2457000.5 inf 10 2", "2457000.5 10 -inf 2", "2457000.5 10 10 inf"])
def test_numbers_of_a_table_that_are_none(row: str) -> None:
    rows = [f"{2457000.5 + number} 10 10 2" for number in range(1, 6)]
    with pytest.raises(EphemerisTableError):
        read_table("\n".join([row, *rows]).encode(), "x.txt")
    with pytest.raises(EphemerisTableError):
        read_table("\n".join([*rows, row.replace("2457000.5", "2457009.5")]).encode(), "x.txt")


def test_a_body_that_refers_to_itself(corpus: Path, tmp_path: Path) -> None:
    data = bytearray((corpus / "sora/Chariklo.bsp").read_bytes())
    order = "<" if data[88:96] == b"LTL-IEEE" else ">"
    record = 1024 * (struct.unpack_from(f"{order}i", data, 76)[0] - 1)
    for number in range(int(struct.unpack_from(f"{order}d", data, record + 16)[0])):
        place = record + 24 + 40 * number
        (target,) = struct.unpack_from(f"{order}i", data, place + 16)
        struct.pack_into(f"{order}i", data, place + 20, target)
    path = tmp_path / "loop.bsp"
    path.write_bytes(data)
    with Kernels([path, corpus / "sora/de438_small.bsp"]) as kernels, pytest.raises(KernelError, match="itself"):
        kernels.track(target)
