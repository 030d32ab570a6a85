"""Zips: their files are unpacked if the zip can be trusted."""

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.intake.examination import Examination, Opener
from schemas.errors import FormatError, UmbraError

#: Limits of a zip: files, bytes of one file and of all, and how much smaller than its content it may be.
MAX_MEMBERS = 500
MAX_MEMBER_SIZE = 600_000_000
MAX_TOTAL_SIZE = 2_000_000_000
MAX_RATIO = 200
#: Below this many bytes the ratio says nothing.
RATIO_MATTERS = 10_000_000
_COPY_SIZE = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
)
_MAX_NAME = 240


class UnpackingError(UmbraError):
    """A zip cannot be opened, or there is no room for its files."""

    def __init__(self, path: Path, folder: str, problem: OSError) -> None:
        message = f"The zip {path} cannot be unpacked in {folder}: {problem.strerror or problem}."
        super().__init__(message, "make room there, or name another folder with TMPDIR")


@contextmanager
def unpacked(examination: Examination, opener: Opener) -> Iterator[list[tuple[str, Path]]]:
    """Unpack a zip into a folder that is gone afterwards; gives what `unpack` returns.

    Parameters
    ----------
    examination
        The zip.
    opener
        Opens it for reading bytes.

    Raises
    ------
    FormatError
        As `unpack`.
    UnpackingError
        If it cannot be opened, or there is no room for its files.
    """
    with tempfile.TemporaryDirectory(prefix="umbra-zip-") as folder:
        try:
            with opener(examination.path) as stream:
                found = unpack(stream, examination.name, Path(folder))
        except OSError as problem:
            raise UnpackingError(examination.shown_path, folder, problem) from problem
        yield found


def unpack(stream: IO[bytes], name: str, target: Path) -> list[tuple[str, Path]]:
    """Unpack a zip into a folder.

    Parameters
    ----------
    stream
        The zip.
    name
        Its name, for messages.
    target
        An empty folder; each file gets a folder of its own in it.

    Returns
    -------
    list of tuple
        The name of each file in the zip, and where it is now.

    Raises
    ------
    FormatError
        If the zip is damaged, or not to be trusted: names that lead out of it, links, encrypted files, too many
        or too large ones, or content far larger than the zip itself.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            members = [item for item in archive.infolist() if not item.is_dir() and not _is_litter(item.filename)]
            _check(members, name)
            found = []
            for number, item in enumerate(members):
                place = target / f"{number:04d}" / PurePosixPath(item.filename).name
                place.parent.mkdir()
                _extract(archive, item, place, name)
                found.append((item.filename, place))
            return found
    except _DAMAGE as problem:
        raise FormatError(name, None, "", f"The zip is damaged: {problem}.", "pack and send it again") from problem


def _is_litter(name: str) -> bool:
    """Return whether a file is one that systems put into zips by themselves."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(part.startswith(".") and part not in ("..", ".") for part in parts)


def _check(members: list[zipfile.ZipInfo], name: str) -> None:
    if not members:
        raise FormatError(name, None, "", "The zip holds no file.")
    if len(members) > MAX_MEMBERS:
        raise FormatError(
            name, None, "", f"The zip holds {len(members)} files.", f"send at most {MAX_MEMBERS} in one zip"
        )
    for item in members:
        _check_member(item, name)
    total = sum(item.file_size for item in members)
    packed = sum(item.compress_size for item in members)
    if total > MAX_TOTAL_SIZE:
        raise FormatError(
            name, None, "", f"Unpacked, the zip has {total} bytes.", f"send at most {MAX_TOTAL_SIZE} bytes in one zip"
        )
    if total > RATIO_MATTERS and total > MAX_RATIO * max(packed, 1):
        raise FormatError(name, None, "", f"The zip's content is {total // max(packed, 1)} times its size.")


def _check_member(item: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(item.filename)
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in item.filename
        or ":" in item.filename
        or not item.filename.isprintable()
        or not path.name
        or len(path.name.encode()) > _MAX_NAME
    ):
        raise FormatError(name, None, "", "A file name in the zip leads out of it, or is empty.", "pack it again")
    if item.flag_bits & 1:
        raise FormatError(name, None, "", "The zip is encrypted.", "pack it without a password")
    if stat.S_ISLNK(item.external_attr >> 16):
        raise FormatError(name, None, "", "The zip holds a symbolic link.", "pack the files themselves")
    if item.file_size > MAX_MEMBER_SIZE:
        raise FormatError(name, None, "", f"A file in the zip has {item.file_size} bytes.")


def _extract(archive: zipfile.ZipFile, item: zipfile.ZipInfo, place: Path, name: str) -> None:
    """Write one file, and never more than the zip says it has."""
    written = 0
    with archive.open(item) as source, place.open("xb") as target:
        while block := source.read(_COPY_SIZE):
            written += len(block)
            if written > item.file_size:
                raise FormatError(name, None, "", "A file in the zip is larger than the zip says.")
            target.write(block)
