"""The files of a folder of ephemerides, and the index with the body of each.

``index.csv`` in that folder has a line for each file, with the columns ``file,body,name``: the name of the file, the
number of the minor planet, and the name of the ephemeris, which chords refer to. A kernel of the Earth and the planets
has no body. Of several files of one body, the last one that covers the event is used.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from schemas.errors import UmbraError

INDEX = "index.csv"


class EphemeridesError(UmbraError):
    """A folder of ephemerides, or a file in it, that cannot be used."""


class KernelError(UmbraError):
    """A kernel that cannot be read, or does not hold the body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EphemerisFile:
    """One line of the index."""

    file: str
    #: Number of the minor planet; None for a kernel of the Earth and the planets.
    body: int | None
    name: str


def ephemerides_folder(archive: Path) -> Path:
    """Return the folder of the ephemerides of a site, which is beside its archive."""
    return archive.parent / "ephemerides"


def list_ephemerides(folder: Path) -> list[EphemerisFile]:
    """Return the index of a folder; empty if the folder has no index.

    Raises
    ------
    EphemeridesError
        If the index cannot be read.
    """
    try:
        text = (folder / INDEX).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as problem:
        raise EphemeridesError(f"The index of ephemerides {folder / INDEX} cannot be read: {problem}.") from problem
    return list(_read_index(text, folder / INDEX))


def write_index(folder: Path, files: Sequence[EphemerisFile]) -> None:
    """Write the index of a folder; after a failure the old index is still there."""
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
            raise EphemeridesError(f"{path}:{number} is not a line of an index.", "write the columns file,body,name")
        yield EphemerisFile(file=file, body=int(body) if body else None, name=name or file)
