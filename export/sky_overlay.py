"""What an event looks like on the sky: chords, paths of negatives and the limb, in a form that any viewer draws."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from export.palette import PALETTE
from reduction.geometry.astrometry import places_beside
from reduction.geometry.fundamental_plane import SkyPoint, axes_of
from schemas.chord import Chord
from schemas.codes import Outcome
from schemas.errors import UmbraError
from schemas.event import Event
from schemas.limb import Limb
from schemas.position import directions
from schemas.report import Report

Array = NDArray[np.float64]

#: One colour an outcome.
COLOURS: dict[Outcome, str] = {outcome: PALETTE[f"outcome-{outcome.value}"] for outcome in Outcome}
LIMB_COLOUR = PALETTE["limb"]
#: Length of the path of a negative in units of the extent of the chords and the limb.
_REACH = 3.0
#: More than this spreads milliarcseconds over the whole sky.
_LARGEST_FACTOR = 1e6


class OverlayError(UmbraError):
    """An event that has nothing to be drawn on the sky."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Shape:
    """A line (two places) or closed outline (more) on the sky, ICRS [deg]."""

    name: str
    outcome: Outcome | None
    ra_deg: Array
    dec_deg: Array


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SkyOverlay:
    """Everything of one event that is drawn on the sky."""

    title: str
    center: SkyPoint
    #: Magnification about the centre; 1 is true to scale.
    factor: float
    lines: tuple[Shape, ...]
    outlines: tuple[Shape, ...]
    limb: Shape | None
    #: Semi-axes [arcsec] and position angle of the major axis [deg] of the limb.
    ellipse: tuple[float, float, float] | None


def sky_overlay(
    event: Event,
    chords: Sequence[Chord],
    limb: Limb | None = None,
    *,
    reports: Sequence[Report] = (),
    factor: float = 1.0,
) -> SkyOverlay:
    """Return the shapes of one event on the sky, true to scale or magnified about the body.

    Parameters
    ----------
    event
        For the title.
    chords
        Of one ephemeris.
    limb
        Their fit, if there is one.
    reports
        For the stations' names.
    factor
        Magnification, which the overlays state.

    Raises
    ------
    OverlayError
        If no chord is placed on the sky, or the factor is not positive or beyond all use.
    """
    if not 0 < factor <= _LARGEST_FACTOR:
        raise OverlayError(f"A magnification of {factor:g} draws nothing.", f"give a number up to {_LARGEST_FACTOR:g}")
    placed = [chord for chord in chords if chord.outline is not None]
    if not placed and (limb is None or limb.outline is None):
        raise OverlayError("The event has no chord with a position on the sky.", "give an ephemeris of the body")
    center = _center(placed, limb)
    names = {report.report_id: report.observer or report.site or "" for report in reports}
    outline = None if limb is None or limb.outline is None else _flat(_vertices(limb.outline), center)
    near = [_flat(_vertices(chord.outline), center) for chord in placed if chord.outcome != Outcome.NEGATIVE]
    extent = max((float(np.abs(one).max()) for one in [*near, *([] if outline is None else [outline])]), default=np.inf)
    lines, outlines = [], []
    for chord in placed:
        name = names.get(chord.report_id, "") or chord.chord_id
        if (ends := _ends(chord, center)) is not None:
            lines.append(_shape(name, chord.outcome, _clipped(ends, chord, _REACH * extent), center, factor))
        if chord.outcome != Outcome.NEGATIVE:
            polygon = _flat(_vertices(chord.outline), center)
            outlines.append(_shape(name, chord.outcome, polygon, center, factor))
    return SkyOverlay(
        title=_title(event, chords, limb, factor),
        center=center,
        factor=factor,
        lines=tuple(lines),
        outlines=tuple(outlines),
        limb=None if outline is None else _shape("limb", None, outline, center, factor),
        ellipse=None if limb is None or outline is None else _ellipse(limb, outline, factor),
    )


def _title(event: Event, chords: Sequence[Chord], limb: Limb | None, factor: float) -> str:
    body = " ".join(
        word for word in (f"({event.body_number})" if event.body_number else "", event.body_name or "") if word
    )
    ephemeris = chords[0].ephemeris if chords else (limb.ephemeris if limb else "")
    scale = "true to scale" if factor == 1 else f"magnified {factor:g} times about the body"
    return f"{event.event_id or body}: {body}, {scale}, ephemeris {ephemeris}"


def _center(chords: Sequence[Chord], limb: Limb | None) -> SkyPoint:
    if limb is not None and limb.ra is not None and limb.dec is not None:
        return SkyPoint(limb.ra, limb.dec)
    seen = [chord for chord in chords if chord.outcome != Outcome.NEGATIVE] or list(chords)
    vertices = np.concatenate([_vertices(chord.outline) for chord in seen])
    middle = np.array([_vector(*vertex) for vertex in vertices]).mean(axis=0)
    return SkyPoint(*map(float, directions(middle)))


def _vertices(outline: str | None) -> Array:
    """Return the vertices of a ``POLYGON ICRS ...``, shape (n, 2) [deg]."""
    return np.array((outline or "").split()[2:], dtype=np.float64).reshape(-1, 2)


def _vector(ra_deg: float, dec_deg: float) -> Array:
    return axes_of(SkyPoint(ra_deg, dec_deg))[2]


def _flat(places: Array, center: SkyPoint) -> Array:
    """Return offsets east and north on the tangent plane [rad], shape (n, 2)."""
    east, north, outward = axes_of(center)
    vectors = np.array([_vector(*place) for place in places])
    return np.asarray(np.stack([vectors @ east, vectors @ north], axis=1) / (vectors @ outward)[:, np.newaxis])


def _ends(chord: Chord, center: SkyPoint) -> Array | None:
    if chord.d_ra is None or chord.d_dec is None or chord.r_ra is None or chord.r_dec is None:
        return None
    return _flat(np.array([[chord.d_ra, chord.d_dec], [chord.r_ra, chord.r_dec]]), center)


def _clipped(ends: Array, chord: Chord, reach: float) -> Array:
    """Return a negative's path near the body only: hours of recording are degrees beside milliarcseconds."""
    if chord.outcome != Outcome.NEGATIVE or not np.isfinite(reach):
        return ends
    length = float(np.linalg.norm(ends[1] - ends[0]))
    if length == 0:
        return ends
    direction = (ends[1] - ends[0]) / length
    nearest = float(-ends[0] @ direction)
    first, last = np.clip([nearest - reach, nearest + reach], 0.0, length)
    return np.stack([ends[0] + first * direction, ends[0] + last * direction])


def _shape(name: str, outcome: Outcome | None, flat: Array, center: SkyPoint, factor: float) -> Shape:
    places = places_beside(center, flat[:, 0] * factor, flat[:, 1] * factor)
    return Shape(name=name, outcome=outcome, ra_deg=places.ra_deg, dec_deg=places.dec_deg)


def _ellipse(limb: Limb, outline: Array, factor: float) -> tuple[float, float, float]:
    """Return the ellipse's axes as its outline shows them on the sky."""
    # The second moments of points at even phases are half of those of the ellipse, on the sky's own axes.
    moments = 2 * np.cov(outline.T, bias=True)
    values, vectors = np.linalg.eigh(moments)
    minor, major = np.degrees(np.sqrt(values)) * 3600 * factor
    angle = float(np.degrees(np.arctan2(vectors[0, 1], vectors[1, 1])) % 180)
    return float(major), float(minor), 0.0 if limb.position_angle is None else angle
