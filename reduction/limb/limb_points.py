"""Points and paths of chords, to which a limb is fitted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from reduction.limb.limb_fit import NegativePaths
from reduction.limb.limb_model import Array, LimbPoints
from schemas.chord import Chord, Component
from schemas.codes import Outcome

#: Chords that are closer to each other than this fraction of the extent of all points count as one line.
_SAME_LINE = 0.01


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LimbData:
    """Points and paths of one event, with their chords."""

    points: LimbPoints
    #: The chord of each index in ``points.chord``.
    chords: tuple[Chord, ...]
    negatives: NegativePaths | None
    negative_chords: tuple[Chord, ...]

    @property
    def n_lines(self) -> int:
        """Number of distinct lines across the body with points."""
        if not len(self.points):
            return 0
        points = self.points
        t_f, t_g = points.t_f.mean(), points.t_g.mean()
        offsets = np.sort(points.f_km * -t_g + points.g_km * t_f)
        extent = max(np.ptp(points.f_km), np.ptp(points.g_km))
        return 1 + int(np.sum(np.diff(offsets) > _SAME_LINE * extent))


def collect(
    chords: Sequence[Chord], *, component: Component = Component.MAIN, unused: Collection[str] = ()
) -> LimbData:
    """Return the points of positive chords with known uncertainty, and the paths of negatives.

    Parameters
    ----------
    chords
        Chords of one event, relative to one ephemeris.
    component
        Component whose chords are fitted; negatives are used for the main one only.
    unused
        Identifiers of chords that are left out.
    """
    kept = [chord for chord in chords if chord.chord_id not in unused]
    positives = tuple(
        chord for chord in kept if chord.outcome == Outcome.POSITIVE and chord.component == component and _ends(chord)
    )
    negatives: tuple[Chord, ...] = ()
    if component == Component.MAIN:
        negatives = tuple(chord for chord in kept if chord.outcome == Outcome.NEGATIVE and chord.mid_f is not None)
    direction = _mean_direction(kept)
    return LimbData(
        points=_points(positives, direction),
        chords=positives,
        negatives=_paths(negatives) if negatives else None,
        negative_chords=negatives,
    )


def _ends(chord: Chord) -> list[tuple[float, float, float, float]]:
    """Return f, g, sigma [km] and side of each end with an uncertainty."""
    ends = []
    for f, g, sigma, side in (
        (chord.d_f, chord.d_g, chord.d_err_km, -1.0),
        (chord.r_f, chord.r_g, chord.r_err_km, 1.0),
    ):
        if f is not None and g is not None and sigma is not None and sigma > 0:
            ends.append((f, g, sigma, side))
    return ends


def _direction(chord: Chord) -> tuple[float, float] | None:
    if chord.d_f is None or chord.d_g is None or chord.r_f is None or chord.r_g is None:
        return None
    length = float(np.hypot(chord.r_f - chord.d_f, chord.r_g - chord.d_g))
    return None if length == 0 else ((chord.r_f - chord.d_f) / length, (chord.r_g - chord.d_g) / length)


def _mean_direction(chords: Sequence[Chord]) -> tuple[float, float]:
    """Return the direction (f, g) of chords with only one end, which is the mean of the others; else to the east."""
    known = [direction for chord in chords if (direction := _direction(chord)) is not None]
    if not known:
        return 1.0, 0.0
    f, g = np.mean(known, axis=0)
    return float(f / np.hypot(f, g)), float(g / np.hypot(f, g))


def _points(chords: Sequence[Chord], direction: tuple[float, float]) -> LimbPoints:
    rows = [
        (*end, *(_direction(chord) or direction), float(number))
        for number, chord in enumerate(chords)
        for end in _ends(chord)
    ]
    f, g, sigma, side, t_f, t_g, number = np.array(rows, dtype=np.float64).reshape(-1, 7).T
    return LimbPoints(f_km=f, g_km=g, sigma_km=sigma, t_f=t_f, t_g=t_g, side=side, chord=number.astype(np.intp))


def _paths(negatives: Sequence[Chord]) -> NegativePaths:
    """Return each recorded path as a line through its point that is closest to the body's position."""
    values = [(chord.d_f, chord.d_g, chord.mid_f, chord.mid_g, chord.r_f, chord.r_g) for chord in negatives]
    d_f, d_g, mid_f, mid_g, r_f, r_g = np.array(values, dtype=np.float64).T
    length = np.maximum(np.hypot(r_f - d_f, r_g - d_g), np.finfo(np.float64).tiny)
    t_f, t_g = (r_f - d_f) / length, (r_g - d_g) / length
    ones: Array = np.ones_like(length)
    lines = LimbPoints(
        f_km=mid_f, g_km=mid_g, sigma_km=ones, t_f=t_f, t_g=t_g, side=ones, chord=np.arange(len(negatives))
    )
    return NegativePaths(
        lines=lines,
        begin_km=(d_f - mid_f) * t_f + (d_g - mid_g) * t_g,
        end_km=(r_f - mid_f) * t_f + (r_g - mid_g) * t_g,
    )
