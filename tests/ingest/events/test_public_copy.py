"""What is handed out of a file holds nothing private, and pictures are light."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.events.public_copy import LIGHT_SIZE, light_picture, write_public_text
from ingest.intake.media_type import media_type
from tests.curves import pymovie


def copied(content: bytes) -> bytes:
    target = io.BytesIO()
    write_public_text(io.BytesIO(content), target)
    return target.getvalue()


def test_user_names_and_addresses_are_taken_out_and_numbers_stay(tmp_path: Path) -> None:
    content = pymovie(tmp_path).read_bytes()
    public = copied(content + b"# mail w@example.org\r\n")
    assert b"wherschel" not in public
    assert b"example.org" not in public
    assert public.splitlines()[3:-1] == content.splitlines()[3:]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_user_names_are_found_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    content = pymovie(tmp_path).read_text() + "# mail w@example.org\n"
    data = content.encode(encoding)
    assert media_type(data[:4096]) == "text/plain"
    public = copied(data)
    assert b"wherschel" not in public
    assert b"example.org" not in public
    assert public.splitlines()[3:-1] == content.encode().splitlines()[3:-1]


@pytest.mark.parametrize("folder", ["pymovie", "pyote", "tangra", "aota", "sora", "vizier_bocc"])
def test_public_copies_of_real_files_hold_no_path(corpus: Path, folder: str) -> None:
    for path in (corpus / folder).glob("*.[ctx]*"):
        public = copied(path.read_bytes())
        for word in (b":\\Users", b":/Users", b"/home/", b"C:\\", b"D:\\"):
            assert word not in public, (path.name, word)


@pytest.mark.parametrize(
    "kind", ["JPEG", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("PNG", "GIF", "BMP", "TIFF"))]
)
def test_a_large_picture_becomes_light_and_loses_its_metadata(tmp_path: Path, kind: str) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (900, 1400, 3), dtype=np.uint8)
    path = tmp_path / "map"
    exif = Image.Exif()
    exif[0x010E] = "Mystreet 5"
    Image.fromarray(pixels).save(path, kind, **({"exif": exif} if kind == "JPEG" else {}))
    light = light_picture(path)
    assert light is not None
    assert len(light) <= LIGHT_SIZE
    assert b"Mystreet" not in light
    with Image.open(io.BytesIO(light)) as picture:
        assert picture.format in ("PNG", "JPEG")
        assert picture.width / picture.height == pytest.approx(1400 / 900, abs=0.02)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff" + bytes(50), b"GIF89a" + bytes(9)])
def test_a_broken_picture_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert light_picture(tmp_path / "x") is None
