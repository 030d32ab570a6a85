"""The files of a folder of ephemerides, and the index with the body of each.

``index.csv`` in that folder has a line a file, columns ``file,body,name``: the file, the number of the minor planet
it is of, and what chords call it. A kernel with the Earth and the planets has no body. Where several files are of
one body, the one that is last and covers the event counts.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from schemas.errors import UmbraError

INDEX = "index.csv"


class EphemeridesError(UmbraError):
    """The folder of ephemerides or a file in it cannot be used."""


class KernelError(UmbraError):
    """A kernel that cannot be read, or that lacks the body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EphemerisFile:
    """One line of the index."""

    file: str
    #: Number of the minor planet; None for a kernel of the Earth and the planets.
    body: int | None
    name: str


def ephemerides_folder(archive: Path) -> Path:
    """Return the folder of the ephemerides of an archive: beside it."""
    return archive.parent / "ephemerides"


def list_ephemerides(folder: Path) -> list[EphemerisFile]:
    """Return the index of a folder, empty without one.

    Raises
    ------
    EphemeridesError
        If it cannot be read.
    """
    try:
        text = (folder / INDEX).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as problem:
        raise EphemeridesError(f"The index of ephemerides {folder / INDEX} cannot be read: {problem}.") from problem
    return list(_read_index(text, folder / INDEX))


def write_index(folder: Path, files: Sequence[EphemerisFile]) -> None:
    """Write the index of a folder anew, whole or not at all."""
    partial = folder / f"{INDEX}.part"
    with partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([item.name for item in fields(EphemerisFile)])
        writer.writerows([item.file, "" if item.body is None else item.body, item.name] for item in files)
    partial.rename(folder / INDEX)


def _read_index(text: str, path: Path) -> Iterator[EphemerisFile]:
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        file, body, name = (str(row.get(key) or "").strip() for key in ("file", "body", "name"))
        if not file or (body and not body.isdecimal()) or Path(file).name != file:
            raise EphemeridesError(f"{path}:{number} is no line of an index.", "name the columns file,body,name")
        yield EphemerisFile(file=file, body=int(body) if body else None, name=name or file)
