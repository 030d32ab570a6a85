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
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                found = Path(folder) / name
                if not name.startswith(".") and not found.is_symlink():
                    yield found


def open_file(path: Path) -> IO[bytes]:
    """Open a file as the person who called, without waiting at a pipe.

    Raises
    ------
    OSError
        The caller may not read it.
    """
    with as_caller():
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY), "rb")
