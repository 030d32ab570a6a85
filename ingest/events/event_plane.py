"""The position of an event's body: from its own record's elements, or from a kernel or table of the body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.ephemerides.ephemeris_files import KernelError
from reduction.geometry.besselian import SECONDS_PER_HOUR, closest_approach, constant_term
from reduction.geometry.body_track import ASTRONOMICAL_UNIT_KM, BodyTrack, EphemerisTableError
from reduction.geometry.earth_orientation import EarthOrientationError
from reduction.geometry.fundamental_plane import CoverageError, Plane, PlaneError, SkyPoint
from reduction.geometry.plane_setup import plane_from_elements, plane_from_track
from reduction.geometry.star_place import CatalogueStar, StarMotionError, star_place
from schemas.errors import UmbraError
from schemas.event import Elements, Event, PublishedFit
from schemas.finding import Finding, FindingCode
from schemas.instant import mjd_of
from schemas.leap_seconds import SECONDS_PER_DAY, elapsed, later

_CONJUNCTION = "main_at_conjunction"
_N_CONJUNCTION = 6

_CODES: tuple[tuple[type[UmbraError], FindingCode], ...] = (
    (StarMotionError, FindingCode.STAR_MOTION),
    (CoverageError, FindingCode.EPHEMERIS_COVERAGE),
    (EarthOrientationError, FindingCode.EPHEMERIS_COVERAGE),
    (KernelError, FindingCode.EPHEMERIS_COVERAGE),
    (EphemerisTableError, FindingCode.EPHEMERIS_MISSING),
    (PlaneError, FindingCode.EPHEMERIS_MISSING),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AxisPlace:
    """Where an observation record puts the axis of the shadow, and when (``MainAtConjunction``)."""

    x_km: float
    y_km: float
    #: UTC [MJD].
    time: float


def record_plane(event: Event, elements: Elements | None, fits: Sequence[PublishedFit] = ()) -> Plane:
    """Return the plane that an event's own record describes.

    Elements of a prediction hold the position of the axis. Those of an observation record do not; there it is
    the place that the record's observers found (``MainAtConjunction``), and (f, g) are relative to that.

    Parameters
    ----------
    event
        For the position of the star and the distance of the body.
    elements
        Of the record.
    fits
        What the record says besides.

    Raises
    ------
    PlaneError
        If there are no elements, or the position of the axis is missing.
    """
    if elements is None:
        raise PlaneError("The event has no elements of the shadow.", "give an ephemeris of the body")
    if elements.x is None or elements.y is None:
        place = axis_place_of(fits)
        if place is None:
            raise PlaneError(
                "The record does not give the position of the shadow's axis.", "give an ephemeris of the body"
            )
        elements = _placed(elements, place)
    x_terms = (elements.x or 0.0, elements.dx, elements.d2x, elements.d3x)
    y_terms = (elements.y or 0.0, elements.dy, elements.d2y, elements.d3y)
    star = None if event.ra is None or event.dec is None else SkyPoint(event.ra, event.dec)
    return plane_from_elements(
        elements,
        distance_km=None if event.body_distance is None else event.body_distance * ASTRONOMICAL_UNIT_KM,
        star_icrs=star,
        time_ref=later(elements.time_ref, closest_approach(x_terms, y_terms).t_h * SECONDS_PER_HOUR),
    )


def ephemeris_plane(star: CatalogueStar | SkyPoint, track: BodyTrack, time_utc: float, ephemeris: str) -> Plane:
    """Return the plane of a star and a body with known positions.

    Parameters
    ----------
    star
        From a catalogue, or its position at the epoch of the event as seen from the geocentre.
    track
        Of the body (`ingest.ephemerides.kernels`).
    time_utc
        The event, UTC [MJD].
    ephemeris
        Its name and version.

    Raises
    ------
    StarMotionError
        If a catalogue star has no proper motion.
    CoverageError
        If the ephemeris does not cover the event.
    """
    if isinstance(star, CatalogueStar):
        star = SkyPoint(*star_place(star, time_utc))
    return plane_from_track(star, track, time_utc, ephemeris=ephemeris)


def axis_place_of(fits: Sequence[PublishedFit]) -> AxisPlace | None:
    """Return where an observation record puts the axis, None if it does not or holds placeholders."""
    for fit in fits:
        items = [item.strip() for item in fit.items.split("|")]
        if fit.kind != _CONJUNCTION or len(items) < _N_CONJUNCTION:
            continue
        x, y, year, month, day = (_number(item) for item in items[1:_N_CONJUNCTION])
        if x is None or y is None or not year or not month or not day or (x == 0 and y == 0):
            continue
        try:
            night = date(int(year), int(month), int(day))
        except ValueError:
            continue
        return AxisPlace(x_km=x, y_km=y, time=mjd_of(night, (day % 1) * SECONDS_PER_DAY))
    return None


def finding_of(error: UmbraError) -> Finding:
    """Return what keeps an event from having chords as a finding."""
    code = next((code for kind, code in _CODES if isinstance(error, kind)), FindingCode.EPHEMERIS_MISSING)
    return Finding.warning(code, error.message, error.hint)


def _placed(elements: Elements, place: AxisPlace) -> Elements:
    hours = elapsed(elements.time_ref, place.time) / SECONDS_PER_HOUR
    return replace(
        elements,
        x=constant_term(hours, place.x_km, (elements.dx, elements.d2x, elements.d3x)),
        y=constant_term(hours, place.y_km, (elements.dy, elements.d2y, elements.d3y)),
        source=f"{elements.source or elements.source_format}, axis as in the record's MainAtConjunction",
    )


def _number(item: str) -> float | None:
    return float(item) if re.fullmatch(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+", item) else None
