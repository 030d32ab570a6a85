"""(10199) Chariklo, 2017-06-22: published stations, times and kernel (Gomes-Junior et al. 2022MNRAS.511.1167G)."""

import csv
from datetime import date
from pathlib import Path

from ingest.ephemerides.kernels import Kernels
from reduction.chords.corrections import station_shift
from reduction.chords.sightings import Sighting
from reduction.geometry.fundamental_plane import Plane, SkyPoint
from reduction.geometry.plane_setup import plane_from_track
from schemas.chord import Corrections
from schemas.codes import Outcome
from schemas.instant import mjd_of
from schemas.report import Report

DAY = date(2017, 6, 22)
#: Geocentric place at the event that the published (f, g) were computed with.
STAR = SkyPoint((18 + 55 / 60 + 15.65250988 / 3600) * 15, -(31 + 31 / 60 + 21.6706154 / 3600))
EVENT_ID = "20170622_10199_chariklo"


def at(clock: str) -> float:
    """Return the UTC MJD of a time of day of the event."""
    hour, minute, second = clock.split(":")
    return mjd_of(DAY, int(hour) * 3600 + int(minute) * 60 + float(second))


CLOSEST = at("21:18:48.200")


def kernels(corpus: Path) -> Kernels:
    """Open the kernels that the published numbers belong to."""
    return Kernels([corpus / "sora/Chariklo_2021.bsp", corpus / "sora/de438_small.bsp"])


def plane(corpus: Path) -> Plane:
    """Return the fundamental plane."""
    with kernels(corpus) as opened:
        return plane_from_track(STAR, opened.track(opened.asteroid(10199)), CLOSEST, ephemeris=opened.name)


def rows(corpus: Path) -> list[dict[str, str]]:
    """Return the published stations."""
    text = (corpus / "truth/chariklo_20170622_chords.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def positive_rows(corpus: Path) -> list[dict[str, str]]:
    """Return the stations with a chord."""
    return [row for row in rows(corpus) if row["result"] == "positive"]


def sightings(corpus: Path, *, factor: float = 1.0) -> list[Sighting]:
    """Return the reports, each with its published time shift times a factor."""
    return [_sighting(row, factor) for row in rows(corpus)]


def _sighting(row: dict[str, str], factor: float) -> Sighting:
    shift = factor * float(row["dt_s"] or 0)
    return Sighting(
        report=Report(
            report_id=row["station"],
            event_id=EVENT_ID,
            outcome=Outcome(row["result"]),
            lon=float(row["lon_deg_e"]),
            lat=float(row["lat_deg"]),
            alt=float(row["alt_m"]),
            time_start=at(row["obs_start"]),
            time_end=at(row["obs_end"]),
            d_time=at(row["immersion_utc"]) if row["immersion_utc"] else None,
            d_err=float(row["immersion_err_s"]) if row["immersion_err_s"] else None,
            r_time=at(row["emersion_utc"]) if row["emersion_utc"] else None,
            r_err=float(row["emersion_err_s"]) if row["emersion_err_s"] else None,
            source_format="table",
        ),
        corrections=station_shift(Corrections(), shift, "fitted by the authors") if shift else Corrections(),
    )
