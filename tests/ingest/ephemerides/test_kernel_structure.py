"""Kernels that are damaged, of which SPICE would end the process."""

import struct
from pathlib import Path

import pytest

from ingest.ephemerides.ephemeris_files import KernelError
from ingest.ephemerides.kernel_structure import check_structure

NAMES = ("Chariklo.bsp", "Chariklo_2021.bsp", "de438_small.bsp")


def changed(path: Path, place: int, form: str, value: float) -> bytes:
    """Return a kernel with one number of its first list of segments, or of its file record, changed."""
    data = bytearray(path.read_bytes())
    order = "<" if data[88:96] == b"LTL-IEEE" else ">"
    record = 1024 * (struct.unpack_from(f"{order}i", data, 76)[0] - 1)
    struct.pack_into(order + form, data, place if place < 1000 else record + place - 1000, value)
    return bytes(data)


@pytest.mark.parametrize("name", NAMES)
def test_real_kernels_are_whole(corpus: Path, name: str) -> None:
    check_structure(corpus / "sora" / name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("place", "form", "value"),
    [
        (8, "i", 3),
        (12, "i", 1),
        (76, "i", 1),
        (76, "i", 10**9),
        (76, "i", -5),
        (80, "i", 77),
        (1000, "d", 1e9),
        (1000, "d", -1.0),
        (1000, "d", float("nan")),
        (1008, "d", 7.0),
        (1016, "d", 640001.0),
        (1016, "d", 26.0),
        (1016, "d", -1.0),
        (1016, "d", 0.5),
        (1024, "d", float("inf")),
        (1024, "d", 1e300),
        (1024 + 28, "i", 4711),
        (1024 + 32, "i", -1),
        (1024 + 36, "i", 2**31 - 1),
    ],
)
def test_damaged_kernels_are_refused(
    corpus: Path, tmp_path: Path, name: str, place: int, form: str, value: float
) -> None:
    path = tmp_path / "x.bsp"
    path.write_bytes(changed(corpus / "sora" / name, place, form, value))
    with pytest.raises(KernelError, match=r"x\.bsp"):
        check_structure(path)


@pytest.mark.parametrize("end", [0, 5, 700, 1024, 2000, 5000])
def test_cut_kernels_are_refused(corpus: Path, tmp_path: Path, end: int) -> None:
    path = tmp_path / "x.bsp"
    path.write_bytes((corpus / "sora/Chariklo.bsp").read_bytes()[:end])
    with pytest.raises(KernelError, match=r"x\.bsp"):
        check_structure(path)
