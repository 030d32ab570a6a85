"""Chords of 1,000 stations of one event, as records with regions on the sky. Limit: 50 ms.

Beside it the projection alone, and astropy's own ``get_gcrs_posvel`` for the same stations and instants.
``python -m benchmarks.bench_chords``
"""

import sys

import astropy.units as u
import numpy as np
from astropy.coordinates import EarthLocation
from astropy.time import Time

from benchmarks.stopwatch import milliseconds
from ingest.ephemerides.earth_orientation import packaged_orientation
from reduction.chords.chords import compute_chords
from reduction.chords.sightings import Sighting
from reduction.geometry.body_track import track_from_table
from reduction.geometry.fundamental_plane import Plane, SkyPoint, station_track
from reduction.geometry.plane_setup import plane_from_track
from schemas.codes import Outcome
from schemas.report import Report

LIMIT_MS = 50.0
N_STATIONS = 1_000
NEGATIVE = 0.6
NIGHT = 57926.888
STAR = SkyPoint(283.815, -31.5227)
ROUNDS = 10


def make_plane() -> Plane:
    """Make the plane of a body that passes the star at 22 km/s, 14.7 au away."""
    times = NIGHT + np.arange(-12, 13) / 24
    ra = STAR.ra_deg - 5.85e-7 * (times - NIGHT) * 86400 / np.cos(np.radians(STAR.dec_deg))
    track = track_from_table(times, ra, np.full(len(times), STAR.dec_deg), np.full(len(times), 14.66))
    return plane_from_track(STAR, track, NIGHT, ephemeris="benchmark")


def make_sightings(*, seed: int = 1) -> list[Sighting]:
    """Make reports in the proportions of the real archive: three negatives to two positives."""
    rng = np.random.default_rng(seed)
    sightings = []
    for number in range(N_STATIONS):
        start = NIGHT + rng.uniform(-60, 60) / 86400
        is_negative = rng.random() < NEGATIVE
        report = Report(
            report_id=f"s{number}",
            event_id="event",
            outcome=Outcome.NEGATIVE if is_negative else Outcome.POSITIVE,
            lon=rng.uniform(-10, 45),
            lat=rng.uniform(-40, 5),
            alt=rng.uniform(0, 2000),
            time_start=start - 100 / 86400,
            time_end=start + 100 / 86400,
            d_time=None if is_negative else start,
            d_err=None if is_negative else 0.05,
            r_time=None if is_negative else start + 9 / 86400,
            r_err=None if is_negative else 0.05,
            source_format="benchmark",
        )
        sightings.append(Sighting(report=report))
    return sightings


def main() -> int:
    """Print times side by side and return 1 if the limit is passed."""
    plane, orientation, sightings = make_plane(), packaged_orientation(), make_sightings()
    places = [(one.report.lon, one.report.lat, one.report.alt) for one in sightings]
    lon, lat, alt = np.array(places, dtype=np.float64).T
    instants = NIGHT + np.linspace(-1, 1, N_STATIONS) / 1440
    found = compute_chords(sightings, plane, orientation)
    whole = milliseconds(lambda: compute_chords(sightings, plane, orientation), ROUNDS)
    projection = milliseconds(lambda: station_track(plane, lon, lat, alt, instants, orientation), ROUNDS)
    location = EarthLocation.from_geodetic(lon * u.deg, lat * u.deg, alt * u.m)
    peer = milliseconds(lambda: location.get_gcrs_posvel(Time(instants, format="mjd", scale="utc")), ROUNDS)
    print(f"{N_STATIONS} stations, {len(found.chords)} chords, {len(found.findings)} findings")
    print(f"  projection {projection:6.1f} ms   astropy {peer:6.1f} ms   ratio {peer / projection:5.1f}")
    print(f"  chords     {whole:6.1f} ms   {whole / LIMIT_MS:.2f} of the limit of {LIMIT_MS:g} ms")
    return int(whole > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
