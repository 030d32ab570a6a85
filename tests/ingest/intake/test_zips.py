"""Zips that are not to be trusted are refused."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

import ingest.intake.zips as zips_module
from ingest.intake.examination import examine
from ingest.intake.zips import UnpackingError, unpack, unpacked
from schemas.errors import FormatError

FORM = Path(__file__).parents[3] / "resources/occ/samples/20210810_3317_paris_izon.txt"


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def test_a_zip_is_unpacked_under_its_names(tmp_path: Path) -> None:
    found = unpack(packed({"a/form.txt": b"1", "b/form.txt": b"2", "__MACOSX/a": b"", ".DS_Store": b""}), "x", tmp_path)
    assert [(name, path.name, path.read_bytes()) for name, path in found] == [
        ("a/form.txt", "form.txt", b"1"),
        ("b/form.txt", "form.txt", b"2"),
    ]


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:\\x", "a\\..\\x", "a:b", "x\ny", "n" * 300])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match="name"):
        unpack(packed({name: b"x"}), "x.zip", tmp_path / "t")
    assert not (tmp_path / "t").exists()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="times its size"):
        unpack(packed({"zeros": bytes(20_000_000)}), "x.zip", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_larger_than_the_zip_says_is_refused(tmp_path: Path) -> None:
    content = bytearray(packed({"x": b"abc" * 4000}).getvalue())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(mark) + offset
        content[place : place + 4] = struct.pack("<I", 10)
    with pytest.raises(FormatError, match=r"larger than|damaged"):
        unpack(io.BytesIO(bytes(content)), "x.zip", tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 10


@pytest.mark.parametrize(("limit", "value"), [("MAX_MEMBERS", 2), ("MAX_MEMBER_SIZE", 5), ("MAX_TOTAL_SIZE", 20)])
def test_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str, value: int) -> None:
    monkeypatch.setattr(zips_module, limit, value)
    with pytest.raises(FormatError):
        unpack(packed({str(number): b"123456789" for number in range(3)}), "x.zip", tmp_path)


def test_links_and_passwords_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FormatError, match="symbolic"):
        unpack(stream, "x.zip", tmp_path)
    content = bytearray(packed({"x": b"x"}).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    with pytest.raises(FormatError, match="encrypted"):
        unpack(io.BytesIO(bytes(content)), "x.zip", tmp_path)


@pytest.mark.parametrize("size", [0, 3, 30, 60, 90])
def test_damaged_zips_are_refused(tmp_path: Path, size: int) -> None:
    content = packed({"x": b"abc" * 100}).getvalue()
    with pytest.raises(FormatError):
        unpack(io.BytesIO(content[:size]), "x.zip", tmp_path)


def test_a_zip_that_is_not_compressed_is_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"form.txt": FORM.read_bytes()}, zipfile.ZIP_STORED).getvalue())
    assert examine(path, lambda found: found.open("rb")).is_zip


def test_the_folder_of_an_unpacked_zip_is_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"a/form.txt": b"1"}).getvalue())
    examination = examine(path, lambda found: found.open("rb"))
    with unpacked(examination, lambda found: found.open("rb")) as found:
        [(name, place)] = found
        assert (name, place.read_bytes()) == ("a/form.txt", b"1")
    assert not place.parent.exists()
    path.unlink()
    with pytest.raises(UnpackingError, match=r"x\.zip"), unpacked(examination, lambda found: found.open("rb")):
        pass
