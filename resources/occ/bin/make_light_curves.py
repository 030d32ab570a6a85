"""Make the sample light curves of (10199) Chariklo, 2017 June 22: simulated from the published times of D and R.

Nobody has published the readings of that night; what is published are the places and times of the stations (in the
sample reports, from the SORA documentation, Gomes-Junior et al. 2022, MNRAS 511, 1167, 2022MNRAS.511.1167G). Each file
made here is a square well with noise at those times, and says that it is simulated: in its name, in its first lines, in
the name of its aperture, and by PyOTE's own words for a model, which make ``occ.lightcurve.origin`` 'synthetic'.
Run as ``python -m resources.occ.bin.make_light_curves``; the same numbers come out every time.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.intake.examination import examine
from schemas.instant import SECONDS_PER_DAY
from schemas.report import Report

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
EVENT = "20170622_10199_chariklo"
#: The two telescopes of Windhoek stood at one place, where a file of its own does not say which of them it is of.
STATIONS = ("hakos", "onduruquea", "outeniqua", "tivoli")
#: Exposure and step of the readings, and how far they reach before D and after R [s].
EXPOSURE = 0.5
REACH = 45.0
#: Level of star and body together, part of it that is the body's, and noise of one reading.
LEVEL = 1000.0
BODY_PART = 0.02
NOISE = 50.0
#: Middle of the event, where a station saw nothing [s after 0 h UTC of 2017 June 22].
MIDDLE = 76883.0
_DAY = 57926
FloatArray = NDArray[np.float64]


def main() -> None:
    """Write the light curve of every station into the folder of samples."""
    for seed, station in enumerate(STATIONS):
        report = read_report(SAMPLES / f"{EVENT}_{station}.txt")
        text = write(station, report, np.random.default_rng(seed))
        (SAMPLES / f"{EVENT}_{station}_simulated.csv").write_text(text, encoding="utf-8")


def read_report(path: Path) -> Report:
    """Return the report in a sample form."""
    examination = examine(path, lambda place: place.open("rb"))
    return examination.entries[0].stations[0].report


def write(station: str, report: Report, rng: np.random.Generator) -> str:
    """Return a light curve in PyOTE's CSV: what it is, where its station was, and its readings."""
    edges = None
    if report.d_time is not None and report.r_time is not None:
        edges = ((report.d_time - _DAY) * SECONDS_PER_DAY, (report.r_time - _DAY) * SECONDS_PER_DAY)
    times = mid_exposures(*(edges or (MIDDLE, MIDDLE)))
    flux = well(times, edges) + rng.normal(0.0, NOISE, times.size)
    rows = [
        f"{number},[{clock(time)}],{value:.1f}"
        for number, (time, value) in enumerate(zip(times.tolist(), flux.tolist(), strict=True))
    ]
    return "\n".join([*header(station, report, edges), *rows, ""])


def mid_exposures(first: float, last: float) -> FloatArray:
    """Return the middles of exposures around two instants [s], from a whole second on."""
    start = np.floor(first - REACH)
    return np.asarray(np.arange(start, last + REACH, EXPOSURE) + EXPOSURE / 2, dtype=np.float64)


def well(times: FloatArray, edges: tuple[float, float] | None) -> FloatArray:
    """Return the mean level of each exposure of a star that is covered from D to R."""
    if edges is None:
        return np.full(times.size, LEVEL)
    covered = np.minimum(times + EXPOSURE / 2, edges[1]) - np.maximum(times - EXPOSURE / 2, edges[0])
    part = np.clip(covered, 0.0, EXPOSURE) / EXPOSURE
    return np.asarray(LEVEL * (1 - (1 - BODY_PART) * part), dtype=np.float64)


def header(station: str, report: Report, edges: tuple[float, float] | None) -> list[str]:
    """Return the lines before the readings."""
    d, r = (f"[{clock(edge)}]" for edge in edges) if edges is not None else ("None", "None")
    return [
        "# SIMULATED light curve, no observation: made for the sample site of Umbra.",
        f"# A square well with noise at the times that were published for the station {station} of this event",
        "# (SORA documentation; Gomes-Junior et al. 2022, MNRAS 511, 1167). Depth, noise and exposure are assumed.",
        "# lightcurve model: square well with noise",
        f"# event category: {'miss' if edges is None else 'occultation'}",
        f"# D @ {d}",
        f"# R @ {r}",
        f"# frame_time: {EXPOSURE}",
        "# OCCULTATION-OBJECT-NUMBER: 10199",
        "# OCCULTATION-OBJECT-NAME: Chariklo",
        "# OCCULTATION-STAR: Gaia DR3 6760223758801661440",
        "# date at frame 0: 2017-06-22",
        f"# LONGITUDE: {report.lon:.6f}",
        f"# LATITUDE: {report.lat:.6f}",
        f"# ALTITUDE: {report.alt:.0f}",
        "FrameNum,timeInfo,signal-target (simulated from published times)",
    ]


def clock(seconds: float) -> str:
    """Return a time of day to a tenth of a millisecond, as PyOTE writes it."""
    ticks = round(seconds * 10_000)
    instant = datetime(2017, 6, 22, tzinfo=UTC) + timedelta(seconds=ticks // 10_000)
    return f"{instant:%H:%M:%S}.{ticks % 10_000:04d}"


if __name__ == "__main__":
    main()
