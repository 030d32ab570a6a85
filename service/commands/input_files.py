"""Files that a person names on the command line, read as that person."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from service.ground.account import as_caller


def list_files(paths: list[Path] | tuple[Path, ...]) -> Iterator[Path]:
    """Return the files that are named, and those in the folders that are named.

    Within folders, hidden files and symbolic links are skipped.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        yield from _files_in(path)


def _files_in(folder: str | Path) -> Iterator[Path]:
    """Yield the files of a folder, then those in its folders; one that cannot be listed counts as empty."""
    try:
        with os.scandir(folder) as items:
            found = sorted(
                (item for item in items if not item.name.startswith(".") and not item.is_symlink()),
                key=lambda item: item.name,
            )
    except OSError:
        return
    folders = [item.path for item in found if item.is_dir()]
    yield from (Path(item.path) for item in found if not item.is_dir())
    for inner in folders:
        yield from _files_in(inner)


def open_file(path: Path) -> IO[bytes]:
    """Open a file as the person who called, without waiting at a pipe.

    Raises
    ------
    OSError
        The caller may not read it.
    """
    with as_caller():
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY), "rb")
