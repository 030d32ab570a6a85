"""A corpus of synthetic but valid SODIS forms in the proportions of the real archive.

``python -m benchmarks.corpus FOLDER`` writes 13,478 forms: 8,224 negative and 5,254 positive reports of some 4,400
events, as Euraster and SODIS counted them together.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from formats.forms.sodis_form import write
from schemas.codes import Outcome
from schemas.event import Event
from schemas.instant import mjd_of
from schemas.minor_planet_names import name_of
from schemas.reading import StationReport
from schemas.report import Contact, Report

N_POSITIVE = 5254
N_NEGATIVE = 8224
N_EVENTS = 4400
#: West, south, east and north of a piece of each country's inland [deg]: a place at sea would be refused.
_COUNTRIES = {"DE": (8, 49.5, 11.9, 53), "FR": (0, 45, 5, 48.5), "ES": (-6, 38, -2, 42), "CZ": (14, 49.3, 16, 50)}
_DAY_SECONDS = 86400


def make_events(rng: np.random.Generator, n_events: int) -> Iterator[Event]:
    """Make events of numbered bodies, no two of one body in one night."""
    numbers = [number for number in range(2, 8 * n_events) if name_of(number)][:n_events]
    for number in rng.permutation(numbers):
        day = date(2015, 1, 1) + timedelta(days=int(rng.integers(0, 4000)))
        zone, star = rng.integers(200, 700), rng.integers(1, 200_000)
        yield Event(
            body_number=int(number),
            body_name=name_of(int(number)),
            star=f"UCAC4 {zone:03d}-{star:06d}",
            time_predicted=mjd_of(day, round(float(rng.uniform(0, _DAY_SECONDS)), 0)),
        )


def make_report(rng: np.random.Generator, event: Event, number: int, outcome: Outcome) -> Report:
    """Make one station's report of an event."""
    country = str(rng.choice(list(_COUNTRIES)))
    west, south, east, north = _COUNTRIES[country]
    predicted = event.time_predicted or 0.0
    report = Report(
        outcome=outcome,
        observer=f"Observer {number}",
        country=country,
        site=f"Place {int(rng.integers(1, 900))}",
        lon=round(float(rng.uniform(west, east)) * 36000) / 36000,
        lat=round(float(rng.uniform(south, north)) * 36000) / 36000,
        alt=round(float(rng.uniform(2, 1500)), 1),
        datum="WGS84",
        telescope="sct",
        aperture=float(rng.choice([20, 25, 28, 30, 36])),
        focal_length=200.0,
        method="video",
        time_source="gps",
        camera="QHY174M GPS",
        exposure=0.1,
        time_start=predicted - 90 / _DAY_SECONDS,
        time_end=predicted + 90 / _DAY_SECONDS,
        d_code="M",
        r_code="M",
        transparency="clear",
        stability="steady",
        source_format="sodis_form",
        star_written=event.star,
        time_predicted=predicted,
    )
    if outcome == Outcome.NEGATIVE:
        return report
    middle, length = float(rng.normal(0, 4)), round(float(rng.uniform(0.5, 12)), 2)
    disappearance = predicted + round(middle - length / 2, 2) / _DAY_SECONDS
    return replace(
        report,
        d_time=disappearance,
        r_time=disappearance + length / _DAY_SECONDS,
        d_err=0.05,
        r_err=0.05,
        d_code="D",
        r_code="R",
        duration=length,
    )


def write_corpus(folder: Path, *, scale: float = 1.0, seed: int = 1) -> int:
    """Write the forms into a folder, a few hundred in each subfolder.

    Parameters
    ----------
    folder
        Made if it is missing.
    scale
        Fraction of the real number of reports.
    seed
        Of the random numbers.

    Returns
    -------
    int
        Number of files.
    """
    rng = np.random.default_rng(seed)
    n_positive, n_negative = round(N_POSITIVE * scale), round(N_NEGATIVE * scale)
    events = list(make_events(rng, round(N_EVENTS * scale)))
    outcomes = rng.permutation([Outcome.POSITIVE] * n_positive + [Outcome.NEGATIVE] * n_negative)
    of_event = np.concatenate([np.arange(len(events)), rng.integers(0, len(events), len(outcomes) - len(events))])
    contact = Contact(email="observer@example.org", address="Street 1, 12345 Town")
    for number, (outcome, chosen) in enumerate(zip(outcomes, of_event, strict=True)):
        event = events[int(chosen)]
        station = StationReport(report=make_report(rng, event, number, Outcome(outcome)), contact=contact)
        path = folder / f"{number // 500:03d}" / f"report_{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write(station, event))
    return len(outcomes)


if __name__ == "__main__":
    print(write_corpus(Path(sys.argv[1])), "forms")
