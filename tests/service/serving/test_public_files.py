"""Originals as they are handed out: without private words, pictures light."""

import io
from pathlib import Path

import pytest
from PIL import Image

from ingest.archive.archive import Archive
from service.ground.layout import Layout
from service.serving.public_files import kept_bytes, public_original
from tests.conftest import ROOT
from tests.desk import Desk

SAMPLE = ROOT / "resources/occ/samples/20180421_130_elektra_bellinzona.txt"
PAGE = b"<!DOCTYPE html><html><head><title>x</title></head><body><script>alert(1)</script></body></html>"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site's directory with a report, a curve and attachments of several kinds in its archive."""
    home = tmp_path_factory.mktemp("var")
    folder = home / "files"
    folder.mkdir()
    (folder / "report.txt").write_bytes(SAMPLE.read_bytes())
    (folder / "notes.txt").write_text("Clouds at the end. Mail to anna@example.org\n")
    (folder / "page.html").write_bytes(PAGE)
    exif = Image.Exif()
    exif[0x9286] = "taken in my garden"
    Image.new("RGB", (40, 30), (200, 30, 30)).save(folder / "map.jpg", exif=exif)
    desk = Desk(Layout(home).archive)
    desk.take_bundle(*sorted(folder.iterdir()))
    desk.archive.close()
    return home


def attachment(var: Path, name: str) -> str:
    """Return the identifier of an attachment."""
    with Archive(Layout(var).archive) as archive:
        entries = [entry for event_id in archive.index.event_ids(0) for _, entry in archive.entries_of(event_id)]
    (identifier,) = (one.attachment_id for entry in entries for one in entry.attachments if one.name == name)
    return str(identifier)


def test_a_text_loses_what_is_private(var: Path) -> None:
    public = public_original(var, "attachment", attachment(var, "notes.txt"))
    assert public is not None
    assert public.media_type == "text/plain"
    content = public.path.read_bytes()
    assert content.startswith(b"Clouds at the end.")
    assert b"example.org" not in content


def test_markup_of_others_is_shown_and_never_run(var: Path) -> None:
    public = public_original(var, "attachment", attachment(var, "page.html"))
    assert public is not None
    assert public.media_type == "text/plain"


def test_a_picture_loses_its_remarks(var: Path) -> None:
    public = public_original(var, "attachment", attachment(var, "map.jpg"))
    assert public is not None
    assert public.media_type in ("image/jpeg", "image/png")
    content = public.path.read_bytes()
    assert b"garden" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (40, 30)


def test_what_is_not_there_is_not_handed_out(var: Path) -> None:
    assert public_original(var, "attachment", "nothing") is None
    assert public_original(var, "lightcurve", attachment(var, "map.jpg")) is None


def test_what_was_made_is_kept(tmp_path: Path) -> None:
    assert kept_bytes(tmp_path, "x.png", lambda: b"first") == b"first"
    assert kept_bytes(tmp_path, "x.png", lambda: b"second") == b"first"
    assert kept_bytes(tmp_path, "y.png", lambda: b"second") == b"second"
