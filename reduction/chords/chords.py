"""Chords: the reports of one event as lines across the body.

The ends of a chord are the positions of the station on the sky plane at D and R. An error of time moves an end along
the chord only, by the speed times the error (Herald et al. 2020MNRAS.499.4570H; Gomes-Junior et al.
2022MNRAS.511.1167G).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduction.chords.sightings import Sighting, Span, spans_of
from reduction.geometry.astrometry import Outline, outline_on_sky, sky_places
from reduction.geometry.earth_orientation import EarthOrientation
from reduction.geometry.fundamental_plane import Plane, Track, station_track
from schemas.chord import Chord
from schemas.codes import Outcome
from schemas.finding import Finding, FindingCode
from schemas.leap_seconds import later_by

#: Least geometric altitude of a visible star [deg]: refraction raises stars at the horizon by 34' (Explanatory
#: Supplement to the Astronomical Almanac, 3rd ed. 2013, section 12.3).
_HORIZON_DEG = -0.57
#: Least half width of the polygon of a chord [km].
_MIN_HALF_WIDTH_KM = 0.01
_N_APPROACH = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class ChordSet:
    """The chords of one event, all relative to the same ephemeris."""

    chords: tuple[Chord, ...]
    #: Identifiers of chords that are shown but not fitted: those of doubtful reports and of reports with weight zero.
    unused: frozenset[str]
    #: Findings on the reports; ``station`` is the index of the sighting.
    findings: tuple[Finding, ...]


def compute_chords(sightings: Sequence[Sighting], plane: Plane, orientation: EarthOrientation | None) -> ChordSet:
    """Compute the chords of all reports; a report without a chord gets a finding.

    Parameters
    ----------
    sightings
        The reports of one event.
    plane
        Fundamental plane of the event.
    orientation
        Orientation of the Earth; may be None for a plane from Besselian elements.

    Raises
    ------
    EarthOrientationError
        If the Earth's orientation is not known at the time of the event.
    PlaneError
        If the plane is from an ephemeris and ``orientation`` is None.
    """
    spans, findings = spans_of(sightings, plane)
    if not spans:
        return ChordSet(chords=(), unused=frozenset(), findings=tuple(findings))
    times = np.array([(_either(span.d_time, span.r_time), _either(span.r_time, span.d_time)) for span in spans])
    places = _places(sightings, spans)
    ends = [station_track(plane, *places, times[:, end], orientation) for end in (0, 1)]
    is_up = np.minimum(ends[0].star_altitude_deg, ends[1].star_altitude_deg) > _HORIZON_DEG
    findings += [_below(span, ends[0]) for index, span in enumerate(spans) if not is_up[index]]
    middle = _middles(plane, places, times, spans, orientation)
    chords = _records(sightings, spans, plane, ends, middle)
    kept = [(chord, span) for chord, span, up in zip(chords, spans, is_up, strict=True) if up]
    return ChordSet(
        chords=tuple(chord for chord, _ in kept),
        unused=frozenset(chord.chord_id for chord, span in kept if not span.is_used),
        findings=tuple(findings),
    )


def _either(first: float | None, second: float | None) -> float:
    return first if first is not None else (second if second is not None else np.nan)


def _places(
    sightings: Sequence[Sighting], spans: Sequence[Span]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    reports = [sightings[span.station].report for span in spans]
    lon, lat, alt = np.array([(report.lon, report.lat, report.alt or 0.0) for report in reports], dtype=np.float64).T
    return lon, lat, alt


def _below(span: Span, track: Track) -> Finding:
    message = "The star was below the station's horizon at that time; no chord was computed."
    hint = "check signs of the coordinates, the date and the star"
    return Finding.error(FindingCode.BELOW_HORIZON, message, hint, field="lon", station=span.station)


def _middles(
    plane: Plane,
    places: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    times: NDArray[np.float64],
    spans: Sequence[Span],
    orientation: EarthOrientation | None,
) -> NDArray[np.float64]:
    """Return the point (f, g) of each negative's path that is closest to the body's position [km], shape (n, 2).

    The rows of other chords are NaN.
    """
    points = np.full((len(spans), 2), np.nan)
    rows = np.array([index for index, span in enumerate(spans) if span.outcome == Outcome.NEGATIVE], dtype=np.intp)
    if not rows.size:
        return points
    lon, lat, alt = (values[rows] for values in places)
    start, end = times[rows].T
    instant = 0.5 * (start + end)
    for _ in range(_N_APPROACH):
        track = station_track(plane, lon, lat, alt, instant, orientation)
        along = track.f_km * track.f_rate + track.g_km * track.g_rate
        step_s = along / (track.f_rate**2 + track.g_rate**2)
        instant = np.clip(later_by(instant, -step_s), start, end)
    track = station_track(plane, lon, lat, alt, instant, orientation)
    points[rows] = np.stack([track.f_km, track.g_km], axis=1)
    return points


def _records(
    sightings: Sequence[Sighting],
    spans: Sequence[Span],
    plane: Plane,
    ends: Sequence[Track],
    middle: NDArray[np.float64],
) -> list[Chord]:
    speeds = [np.hypot(track.f_rate, track.g_rate) for track in ends]
    errors = [_errors(spans, speeds[0], "d_err"), _errors(spans, speeds[1], "r_err")]
    sky = [_sky(plane, track) for track in ends]
    regions = _regions(plane, ends, [np.nan_to_num(error) for error in errors])
    points = [np.stack([track.f_km, track.g_km], axis=1).tolist() for track in ends]
    mean_speed = (0.5 * (speeds[0] + speeds[1])).tolist()
    chords = []
    for index, span in enumerate(spans):
        d_err, r_err = (_known(float(error[index])) for error in errors)
        chords.append(
            _chord(
                sightings[span.station],
                span,
                points=(points[0][index], points[1][index], middle[index].tolist()),
                errors=(d_err, r_err),
                speed=mean_speed[index],
                sky=(sky[0][index], sky[1][index]),
                region=regions[index],
                ephemeris=plane.ephemeris,
            )
        )
    return chords


def _chord(
    sighting: Sighting,
    span: Span,
    *,
    points: tuple[list[float], list[float], list[float]],
    errors: tuple[float | None, float | None],
    speed: float,
    sky: tuple[list[float | None], list[float | None]],
    region: Outline | None,
    ephemeris: str,
) -> Chord:
    has_d, has_r = span.d_time is not None, span.r_time is not None
    (d_f, d_g), (r_f, r_g), middle = points
    is_whole = has_d and has_r
    if is_whole and span.outcome != Outcome.NEGATIVE:
        middle = [0.5 * (d_f + r_f), 0.5 * (d_g + r_g)]
    # The path of a negative has no length here: it is as long as the recording, whatever the size of the body.
    has_length = is_whole and span.outcome != Outcome.NEGATIVE
    length_err = None
    if has_length and errors[0] is not None and errors[1] is not None:
        length_err = float(np.hypot(errors[0], errors[1]))
    report = sighting.report
    return Chord(
        chord_id=f"{report.report_id or span.station}_c{span.seq}",
        event_id=report.event_id,
        report_id=report.report_id,
        outcome=span.outcome,
        component=span.component,
        d_time=span.d_time,
        r_time=span.r_time,
        d_f=d_f if has_d else None,
        d_g=d_g if has_d else None,
        r_f=r_f if has_r else None,
        r_g=r_g if has_r else None,
        d_err_km=errors[0],
        r_err_km=errors[1],
        length=float(np.hypot(r_f - d_f, r_g - d_g)) if has_length else None,
        length_err=length_err,
        speed=speed,
        mid_f=middle[0] if is_whole else None,
        mid_g=middle[1] if is_whole else None,
        d_ra=sky[0][0] if has_d else None,
        d_dec=sky[0][1] if has_d else None,
        r_ra=sky[1][0] if has_r else None,
        r_dec=sky[1][1] if has_r else None,
        s_region=None if region is None else region.region,
        outline=None if region is None else region.exact,
        ephemeris=ephemeris,
        time_shift=sighting.corrections.shift,
        d_shift=sighting.corrections.d_shift,
        r_shift=sighting.corrections.r_shift,
    )


def _errors(spans: Sequence[Span], speed: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """Return the errors along the chords [km], shape (n,), NaN where unknown."""
    seconds = [span.d_err if name == "d_err" else span.r_err for span in spans]
    return np.array(seconds, dtype=np.float64) * speed


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _sky(plane: Plane, track: Track) -> list[list[float | None]]:
    """Return right ascension and declination of each point [deg], None where the body's position is not known."""
    places = sky_places(plane, track.f_km, track.g_km)
    if places is None:
        return [[None, None]] * len(track.f_km)
    pairs: list[list[float | None]] = np.stack([places.ra_deg, places.dec_deg], axis=1).tolist()
    return pairs


def _regions(plane: Plane, ends: Sequence[Track], errors: Sequence[NDArray[np.float64]]) -> list[Outline | None]:
    """Return the polygon of each chord, a thin quadrilateral that is wider and longer at each end by its error."""
    first, last = ends
    direction = np.stack([first.f_rate + last.f_rate, first.g_rate + last.g_rate], axis=1)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    corners_f, corners_g = [], []
    for track, error, ahead, side in (
        (first, errors[0], -1, -1),
        (first, errors[0], -1, 1),
        (last, errors[1], 1, 1),
        (last, errors[1], 1, -1),
    ):
        width = np.maximum(error, _MIN_HALF_WIDTH_KM)
        corners_f.append(track.f_km + width * (ahead * direction[:, 0] - side * direction[:, 1]))
        corners_g.append(track.g_km + width * (ahead * direction[:, 1] + side * direction[:, 0]))
    shapes = zip(np.stack(corners_f, axis=1), np.stack(corners_g, axis=1), strict=True)
    return [outline_on_sky(plane, f, g) for f, g in shapes]
