"""Files that the site hands out: public copies of originals, and pictures of light curves, made once and kept."""

import os
from collections.abc import Callable
from pathlib import Path

from ingest.archive.archive import Archive
from ingest.events.public_copy import light_picture, write_public_text
from ingest.intake.media_type import media_type
from service.ground.layout import Layout
from service.serving.holding import KeptFile

#: Office documents hold addresses that no rule of ours finds.
WITHHELD = frozenset({"application/zip", "application/x-ole-storage"})
_HEAD_SIZE = 4096
_TEXT = frozenset({"text/plain", "text/html", "application/xml", "application/vnd.google-earth.kml+xml"})


def public_original(var: Path, table: str, identifier: str) -> KeptFile | None:
    """Return the public copy of the file that a light curve or an attachment came in; None if it is withheld.

    Parameters
    ----------
    var
        The site's directory.
    table
        ``lightcurve`` or ``attachment``.
    identifier
        Its identifier.
    """
    with Archive(Layout(var).archive) as archive:
        found = archive.index.file_of(table, identifier)
        if found is None:
            return None
        checksum, _ = found
        original = archive.original(checksum)
    with original.open("rb") as stream:
        kind = media_type(stream.read(_HEAD_SIZE))
    if kind in WITHHELD:
        return None
    if kind in _TEXT:
        path = _kept(var, f"{checksum}.txt", lambda path: _copy_text(original, path))
        return KeptFile(media_type=_served(kind), path=path)
    if kind.startswith("image/"):
        return _picture(var, original, checksum)
    return KeptFile(media_type=kind, path=original)


def _served(kind: str) -> str:
    """Return the type under which a text is served: markup of others is shown, never run, in our pages."""
    return "text/plain" if kind == "text/html" else kind


def _picture(var: Path, original: Path, checksum: str) -> KeptFile | None:
    def write(path: Path) -> None:
        path.write_bytes(light_picture(original) or b"")

    path = _kept(var, f"{checksum}.picture", write)
    with path.open("rb") as stream:
        head = stream.read(_HEAD_SIZE)
    return KeptFile(media_type=media_type(head), path=path) if head else None


def _copy_text(original: Path, path: Path) -> None:
    with original.open("rb") as source, path.open("wb") as target:
        write_public_text(source, target)


def kept_bytes(var: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """Return what was made under this name before, or make it now."""
    return _kept(var, name, lambda path: _write(path, make())).read_bytes()


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _kept(var: Path, name: str, write: Callable[[Path], None]) -> Path:
    folder = Layout(var).web / "cache" / "public"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        partial = folder / f"{name}.{os.getpid()}.part"
        write(partial)
        partial.rename(path)
    return path
