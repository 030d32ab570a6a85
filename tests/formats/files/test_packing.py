"""Files that come packed."""

import bz2
import gzip
import io
import lzma
import random
import zipfile

import pytest

from formats.files.packing import unpack
from schemas.errors import FormatError
from tests.growth import assert_linear

TEXT = b"RA,DEC,MAG\n1,2,15\n" * 100
MAX_SIZE = 10_000


def test_gzip_is_unpacked_and_other_files_stay_as_they_are() -> None:
    assert unpack(gzip.compress(TEXT), "a.cat.gz", max_size=MAX_SIZE) == TEXT
    assert unpack(TEXT, "a.cat", max_size=MAX_SIZE) == TEXT
    assert unpack(b"", "a.cat", max_size=MAX_SIZE) == b""


def test_files_that_were_put_together_are_one() -> None:
    assert unpack(gzip.compress(TEXT) + gzip.compress(b"end"), "a.gz", max_size=MAX_SIZE) == TEXT + b"end"


@pytest.mark.parametrize("size", [2, 5, 20, 40])
def test_a_packed_file_that_breaks_off_is_refused(size: int) -> None:
    with pytest.raises(FormatError, match="breaks off"):
        unpack(gzip.compress(TEXT)[:size], "a.gz", max_size=MAX_SIZE)


def test_a_damaged_file_is_refused() -> None:
    data = bytearray(gzip.compress(TEXT))
    data[-6] ^= 0xFF
    with pytest.raises(FormatError, match="damaged"):
        unpack(bytes(data), "a.gz", max_size=MAX_SIZE)


@pytest.mark.parametrize("count", [1, 3])
def test_no_more_is_unpacked_than_a_file_may_hold(count: int) -> None:
    part = gzip.compress(b"\0" * (MAX_SIZE if count > 1 else 100_000_000))
    with pytest.raises(FormatError, match="larger than"):
        unpack(part * count, "a.gz", max_size=MAX_SIZE)


def test_other_packers_are_named() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.cat", TEXT)
    for name, data in (("zip", stream.getvalue()), ("bzip2", bz2.compress(TEXT)), ("xz", lzma.compress(TEXT))):
        with pytest.raises(FormatError, match=name):
            unpack(data, "a", max_size=MAX_SIZE)


def test_many_parts_take_time_in_proportion_and_have_an_end() -> None:
    part = gzip.compress(b"1,2\n")
    assert_linear(lambda count: unpack(part * count, "a.gz", max_size=10_000_000), 2000)
    with pytest.raises(FormatError, match="parts"):
        unpack(part * 20_000, "a.gz", max_size=10_000_000)


@pytest.mark.parametrize("size", [65535, 65536, 65537, 200_000])
def test_parts_longer_than_a_block(size: int) -> None:
    content = random.Random(1).randbytes(size)
    assert unpack(gzip.compress(content) * 3, "a.gz", max_size=10_000_000) == content * 3
