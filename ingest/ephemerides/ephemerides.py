"""The ephemerides of a site: kernels and tables in a folder, opened when they are needed."""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from ingest.ephemerides.ephemeris_files import INDEX, EphemeridesError, EphemerisFile, list_ephemerides, write_index
from ingest.ephemerides.ephemeris_table import read_table
from reduction.geometry.body_track import BodyTrack
from reduction.geometry.fundamental_plane import CoverageError
from reduction.geometry.plane_setup import HALF_WIDTH_S
from schemas.errors import UmbraError
from schemas.leap_seconds import later

if TYPE_CHECKING:
    from ingest.ephemerides.kernels import Kernels

_KERNEL = ".bsp"


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyEphemeris:
    """The track of one body, and the name of its ephemeris."""

    name: str
    track: BodyTrack


class Ephemerides:
    """The ephemerides of a site, opened when they are needed; a context manager.

    Parameters
    ----------
    folder
        Folder of the files and their index; it may be missing.

    Raises
    ------
    EphemeridesError
        If the index cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = list_ephemerides(folder)
        self._stack = ExitStack()
        self._tracks: dict[str, BodyEphemeris] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def of_body(self, number: int | None, time_utc: float) -> BodyEphemeris | None:
        """Return the ephemeris of a minor planet at an event (UTC [MJD]), None if there is no file of that body.

        Raises
        ------
        CoverageError
            If there are files of the body, but no file covers the event.
        UmbraError
            If a file cannot be read.
        """
        first, last = later(time_utc, -HALF_WIDTH_S), later(time_utc, HALF_WIDTH_S)
        missed: CoverageError | None = None
        for item in reversed(self.files):
            if number is None or item.body != number:
                continue
            found = self._open(item)
            if found.track.first <= first and last <= found.track.last:
                return found
            missed = missed or CoverageError(found.name, found.track.first, found.track.last)
        if missed is not None:
            raise missed
        return None

    def _open(self, item: EphemerisFile) -> BodyEphemeris:
        if item.file not in self._tracks:
            self._tracks[item.file] = self._read(item)
        return self._tracks[item.file]

    def _read(self, item: EphemerisFile) -> BodyEphemeris:
        path = self.folder / item.file
        if path.suffix.lower() != _KERNEL:
            return BodyEphemeris(name=item.name, track=read_table(_content(path), item.file))
        planets = [other for other in reversed(self.files) if other.body is None]
        kernels = self._stack.enter_context(_open_kernels([path, *(self.folder / other.file for other in planets)]))
        name = " + ".join(other.name for other in [item, *planets])
        return BodyEphemeris(name=name, track=kernels.track(kernels.asteroid(item.body or 0)))


def add_ephemeris(folder: Path, file: str, content: IO[bytes], *, body: int | None, name: str) -> EphemerisFile:
    """Copy a file into the folder and add it to the index; it is preferred to earlier files of the same body.

    Parameters
    ----------
    folder
        Folder of the ephemerides; it is made if it is missing.
    file
        Name of the file; that of a kernel ends in ``.bsp``, any other file is a table.
    content
        Content of the file.
    body
        Number of the minor planet; None for a kernel of the Earth and the planets.
    name
        Name and version of the ephemeris, which chords refer to.

    Raises
    ------
    EphemeridesError
        If the folder has a file or an ephemeris of this name, cannot be written, or the file is not an ephemeris of the
        body.
    """
    item = EphemerisFile(file=file, body=body, name=name)
    known = list_ephemerides(folder)
    for other in known:
        if other.file == item.file or other.name == name:
            raise EphemeridesError(
                f"The file {other.file} already holds an ephemeris {other.name}.",
                "give another version another name, since chords name their ephemeris",
            )
    if body is None and Path(file).suffix.lower() != _KERNEL:
        raise EphemeridesError(f"{file} is a table, and its body is not named.", "give the body's number with --body")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / item.file).open("wb") as copy:
            shutil.copyfileobj(content, copy)
        _try_out(folder, [*known, item], item)
        write_index(folder, [*known, item])
    except OSError as problem:
        raise EphemeridesError(f"{file} cannot be kept in {folder}: {problem}.") from problem
    return item


def _try_out(folder: Path, files: Sequence[EphemerisFile], item: EphemerisFile) -> None:
    """Open a new file once, and remove it if it cannot be used."""
    try:
        with Ephemerides(folder) as ephemerides:
            ephemerides.files = list(files)
            if item.body is not None:
                ephemerides._read(item)
            else:
                with _open_kernels([folder / item.file]):
                    pass
    except UmbraError:
        (folder / item.file).unlink()
        raise


def _open_kernels(paths: Sequence[Path]) -> "Kernels":
    # The import of SPICE takes 0.1 s, and runs ldconfig, gcc and ld to find its library; tables do not need it.
    from ingest.ephemerides.kernels import Kernels  # noqa: PLC0415

    return Kernels(paths)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise EphemeridesError(
            f"The ephemeris {path.name} cannot be read: {problem.strerror}.", f"correct {path.parent / INDEX}"
        ) from problem
