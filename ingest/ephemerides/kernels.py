"""SPK kernels of any type that SPICE reads.

SPK Required Reading (NAIF) describes the kernels. Each file is opened and read by its own handle, and is not loaded
into SPICE's global pool, so that two ephemerides of one body cannot mix.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import numpy as np
import spiceypy
from numpy.typing import NDArray
from spiceypy.utils.exceptions import SpiceyError

from ingest.ephemerides.ephemeris_files import KernelError
from ingest.ephemerides.kernel_structure import check_structure
from reduction.geometry.body_track import BodyTrack, PositionFunction, track_from_positions
from reduction.geometry.time_scales import J2000_JD
from schemas.instant import MJD_ZERO_JD, SECONDS_PER_DAY, iso_text

EARTH = 399
_SOLAR_SYSTEM_BARYCENTRE = 0
_J2000_FRAME = 1
#: SPICE identifiers of numbered minor planets are the number plus one of these (NAIF Integer ID codes, 2007 and 2022).
_ASTEROID_OFFSETS = (2000000, 20000000)
#: Margin for the light time (up to 40 au) and for TDB - UTC [s].
_MARGIN_S = 25000.0
#: CSPICE is not thread-safe.
_SPICE = Lock()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Segment:
    handle: int
    target: int
    center: int
    first: float
    last: float
    descriptor: NDArray[np.float64]


class Kernels:
    """Open SPK kernels; a context manager.

    Parameters
    ----------
    paths
        The files; of two files with the same body, the first one is used.

    Raises
    ------
    KernelError
        If a file is missing, or is not an SPK kernel.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.name = " + ".join(path.name for path in paths)
        self._handles: list[int] = []
        self._segments: list[_Segment] = []
        try:
            for path in paths:
                self._open(path)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        with _SPICE:
            while self._handles:
                spiceypy.dafcls(self._handles.pop())

    def asteroid(self, number: int) -> int:
        """Return the SPICE identifier of a numbered minor planet in the kernels.

        Raises
        ------
        KernelError
            If the kernels do not hold this body.
        """
        targets = {segment.target for segment in self._segments}
        for offset in _ASTEROID_OFFSETS:
            if offset + number in targets:
                return offset + number
        raise KernelError(f"{self.name} does not hold minor planet {number}.", "give a kernel of this body")

    def track(self, target: int) -> BodyTrack:
        """Return the geocentric astrometric positions of a body, by its SPICE identifier.

        Raises
        ------
        KernelError
            If the kernels do not hold the body or the Earth, or do not hold both at the same time.
        """
        spans = [self._span(target), self._span(EARTH)]
        first, last = max(span[0] for span in spans) + _MARGIN_S, min(span[1] for span in spans) - _MARGIN_S
        if first >= last:
            raise KernelError(f"{self.name} does not cover body {target} and the Earth at the same time.")
        return track_from_positions(self.positions(target), self.positions(EARTH), first=_mjd(first), last=_mjd(last))

    def positions(self, target: int) -> PositionFunction:
        """Return a function of TDB seconds past J2000 that gives the barycentric positions of a body [km]."""

        def positions_km(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
            with _SPICE:
                return np.array([self._barycentric(target, float(instant)) for instant in seconds])

        return positions_km

    def _open(self, path: Path) -> None:
        try:
            check_structure(path)
        except OSError as problem:
            raise KernelError(
                f"{path.name} cannot be read: {problem.strerror}.", "give a binary SPK kernel"
            ) from problem
        with _SPICE:
            try:
                handle = spiceypy.dafopr(str(path))
                self._handles.append(handle)
                self._segments += _segments_of(handle)
            except SpiceyError as error:
                raise KernelError(f"{path.name} cannot be read as an SPK kernel.", _short(error)) from error

    def _span(self, target: int) -> tuple[float, float]:
        """Return the time (TDB seconds past J2000) for which a body and all centres of its positions are covered."""
        first, last = -np.inf, np.inf
        passed: set[int] = set()
        while target != _SOLAR_SYSTEM_BARYCENTRE:
            self._pass(target, passed)
            segments = [segment for segment in self._segments if segment.target == target]
            if not segments:
                raise KernelError(f"{self.name} does not hold body {target}.", "add a kernel that does")
            first = max(first, min(segment.first for segment in segments))
            last = min(last, max(segment.last for segment in segments))
            target = segments[0].center
        return first, last

    def _barycentric(self, target: int, seconds: float) -> NDArray[np.float64]:
        total = np.zeros(3)
        passed: set[int] = set()
        while target != _SOLAR_SYSTEM_BARYCENTRE:
            self._pass(target, passed)
            segment = self._segment(target, seconds)
            try:
                frame, state, center = spiceypy.spkpvn(segment.handle, segment.descriptor, seconds)
            except SpiceyError as error:
                raise KernelError(f"{self.name} is damaged where it holds body {target}.", _short(error)) from error
            if frame != _J2000_FRAME:
                raise KernelError(f"{self.name} holds body {target} on axes other than those of the ICRS.")
            total += state[:3]
            target = center
        return total

    def _pass(self, target: int, passed: set[int]) -> None:
        """Add a body to the path to the barycentre, in which no body may occur twice."""
        if target in passed:
            raise KernelError(
                f"{self.name} is damaged: the position of body {target} refers to itself.", "download the kernel again"
            )
        passed.add(target)

    def _segment(self, target: int, seconds: float) -> _Segment:
        for segment in self._segments:
            if segment.target == target and segment.first <= seconds <= segment.last:
                return segment
        instant = iso_text(_mjd(seconds), decimals=0)
        raise KernelError(f"{self.name} does not cover body {target} at {instant}.", "check the date")


def _segments_of(handle: int) -> list[_Segment]:
    """Return the segments of a file, the last one first, since a later segment has priority (SPK Required Reading)."""
    segments = []
    spiceypy.dafbfs(handle)
    while spiceypy.daffna():
        descriptor = np.array(spiceypy.dafgs(5))
        times, codes = spiceypy.dafus(descriptor, 2, 6)
        segments.append(
            _Segment(
                handle=handle,
                target=int(codes[0]),
                center=int(codes[1]),
                first=float(times[0]),
                last=float(times[1]),
                descriptor=descriptor,
            )
        )
    return segments[::-1]


def _mjd(seconds: float) -> float:
    return seconds / SECONDS_PER_DAY + J2000_JD - MJD_ZERO_JD


def _short(error: SpiceyError) -> str:
    return str(getattr(error, "short", "") or "").strip()
