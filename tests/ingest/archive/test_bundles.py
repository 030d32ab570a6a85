"""Bundles: all files of a submission belong together; zips that are not to be trusted are refused."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

import ingest.archive.bundles as bundles_module
from ingest.archive.bundles import media_type, unpack
from ingest.events.lightcurve_rows import lightcurve_tables
from ingest.intake.examination import examine
from schemas.errors import FormatError
from tests.curves import pymovie, sora
from tests.desk import Desk
from tests.records import REPORT, entry

FORM = Path(__file__).parents[3] / "resources/occ/samples/20210810_3317_paris_izon.txt"


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def test_the_files_of_a_bundle_belong_to_its_report(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    curve = pymovie(tmp_path, start="21:40:18")
    intakes = desk.take_bundle(curve, tmp_path / "map.png", FORM)
    assert [intake.status for intake in intakes] == ["accepted"] * 3
    event_id = intakes[2].event_id
    report_id = intakes[2].entries[0].stations[0].report.report_id
    assert {item.report_id for item in intakes[0].entries[0].lightcurves} == {report_id}
    assert event_id is not None
    (attachment,) = lightcurve_tables(desk.archive, event_id, now=70000.0).attachments
    assert (attachment["name"], attachment["media_type"], attachment["report_id"]) == (
        "map.png",
        "image/png",
        report_id,
    )


def test_a_bundle_sent_again_is_unchanged(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("Clouds before.")
    for status in ("accepted", "unchanged"):
        intakes = desk.take_bundle(FORM, tmp_path / "note.md", pymovie(tmp_path, start="21:40:18"))
        assert [intake.status for intake in intakes] == [status] * 3
        assert all(intake.is_well for intake in intakes)


def test_a_bundle_without_event_is_refused_and_kept(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    intakes = desk.take_bundle(sora(tmp_path), tmp_path / "map.png")
    assert [intake.status for intake in intakes] == ["refused"] * 2
    assert len(list(tmp_path.glob("batches/*/refused/*"))) == 2


def test_curves_of_known_events_lead_a_bundle_without_form(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    (tmp_path / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    renamed = pymovie(tmp_path, date="2022-08-25", name="(928) Hildrun 20220825")
    intakes = desk.take_bundle(renamed, tmp_path / "map.png")
    assert [intake.status for intake in intakes] == ["accepted"] * 2


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
    monkeypatch.setattr(bundles_module, limit, value)
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


def test_content_tells_what_a_file_is() -> None:
    kinds = {b"\xff\xd8\xff\xe0": "image/jpeg", b"%PDF-1.4": "application/pdf", b"hello": "text/plain", b"\0": None}
    for head, kind in kinds.items():
        assert media_type(head) == (kind or "application/octet-stream")


def test_a_zip_that_is_not_compressed_is_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"form.txt": FORM.read_bytes()}, zipfile.ZIP_STORED).getvalue())
    assert examine(path, lambda found: found.open("rb")).is_zip
