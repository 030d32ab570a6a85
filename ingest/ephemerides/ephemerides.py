"""The ephemerides of one site: kernels and tables in a folder, opened as they are needed."""

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
    """The positions of one body, and their name."""

    name: str
    track: BodyTrack


class Ephemerides:
    """The ephemerides of a site, opened as they are needed; a context manager.

    Parameters
    ----------
    folder
        With the files and their index; it may be missing.

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
        """Return the ephemeris of a minor planet at an event, None if there is no file of that body.

        Raises
        ------
        CoverageError
            If there are files of the body, and none covers the event.
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
    """Copy a file into the folder and name it in the index; it is preferred to earlier files of that body.

    Parameters
    ----------
    folder
        Made if it is missing.
    file
        Its name; a kernel's ends in ``.bsp``, anything else is a table.
    content
        The file.
    body
        Number of the minor planet, None for a kernel of the Earth and the planets.
    name
        What chords call it: name and version.

    Raises
    ------
    EphemeridesError
        If a file of this name or another ephemeris called so is there already, or it is no ephemeris of the body.
    """
    item = EphemerisFile(file=file, body=body, name=name)
    known = list_ephemerides(folder)
    for other in known:
        if other.file == item.file or other.name == name:
            raise EphemeridesError(
                f"There is an ephemeris {other.name} in the file {other.file} already.",
                "give another version another name: chords name their ephemeris",
            )
    if body is None and Path(file).suffix.lower() != _KERNEL:
        raise EphemeridesError(f"{file} is no kernel: it needs a body.", "give its number with --body")
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
    """Open a new file once; it is removed if it cannot be used."""
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
    # Importing SPICE takes 0.1 s and runs ldconfig, gcc and ld to find its library; a table needs nothing of that.
    from ingest.ephemerides.kernels import Kernels  # noqa: PLC0415

    return Kernels(paths)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise EphemeridesError(
            f"The ephemeris {path.name} cannot be read: {problem.strerror}.", f"correct {path.parent / INDEX}"
        ) from problem
