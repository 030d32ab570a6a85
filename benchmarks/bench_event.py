"""An event of 100 report forms: from ``umbra ingest`` to chords and limb in TAP. Limit: 2 s.

Beside it one more report of that event, the reduction alone, and a rebuild of all rows of an archive that holds as
many events as ``UMBRA_BENCH_EVENTS`` says (default 1,000), with and without chords.
``python -m benchmarks.bench_event``
"""

import json
import os
import subprocess
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from ingest.archive.archive import Archive
from ingest.ephemerides.earth_orientation import packaged_orientation
from ingest.ephemerides.ephemerides import Ephemerides
from ingest.events.event_reduction import event_plane, reduce_event
from ingest.events.rows import EVENT_TABLES, collection_rows
from ingest.intake.examination import Examination, examine
from ingest.intake.pipeline import Pipeline
from reduction.geometry.fundamental_plane import Plane, station_track
from schemas.instant import SECONDS_PER_DAY
from schemas.reading import EventEntry, StationReport
from service.commands.samples import SAMPLE_EPHEMERIDES, SAMPLES
from service.ground.clock import now_mjd
from tests.site_fixture import RunningSite, start_site, stop_site, umbra_program

LIMIT_S = 2.0
N_REPORTS = 100
#: The sample's event, which has six reports already.
EVENT_ID = "20170622_10199_chariklo"
RADIUS_KM = 125.0
_TEMPLATE = "20170622_10199_chariklo_outeniqua.txt"


def look(path: Path) -> Examination:
    """Examine a file."""
    return examine(path, lambda found: found.open("rb"))


def make_plane() -> Plane:
    """Return the plane of the sample's event."""
    entry = look(SAMPLES / "20170622_10199_chariklo.xml").entries[0]
    with Ephemerides(SAMPLE_EPHEMERIDES) as ephemerides:
        return event_plane(entry.event, [entry], ephemerides).plane


def write_forms(folder: Path) -> None:
    """Write 100 forms of stations across the shadow, those outside of it negative."""
    folder.mkdir()
    plane, rng = make_plane(), np.random.default_rng(1)
    template = (SAMPLES / _TEMPLATE).read_text(encoding="utf-8")
    lat, lon = np.linspace(-25.0, -20.2, N_REPORTS), 17.0 + rng.uniform(-1, 1, N_REPORTS)
    times = np.full(N_REPORTS, 57926.8898)
    track = station_track(plane, lon, lat, np.full(N_REPORTS, 1400.0), times, packaged_orientation())
    speed = np.hypot(track.f_rate, track.g_rate)
    along = (track.f_km * track.f_rate + track.g_km * track.g_rate) / speed
    across = np.hypot(track.f_km, track.g_km) ** 2 - along**2
    half = np.sqrt(np.maximum(RADIUS_KM**2 - across, 0.0))
    for number in range(N_REPORTS):
        middle = times[number] - along[number] / speed[number] / SECONDS_PER_DAY
        width = half[number] / speed[number] / SECONDS_PER_DAY
        form = fill(template, number, (lon[number], lat[number]), (middle, width, 0.2 / SECONDS_PER_DAY), rng)
        (folder / f"station_{number:03d}.txt").write_text(form, encoding="utf-8")


def fill(
    template: str,
    number: int,
    place: tuple[float, float],
    times: tuple[float, float, float],
    rng: np.random.Generator,
) -> str:
    """Return the form of one station."""
    middle, width, error = times
    d_time, r_time = middle - width + rng.normal(0, error), middle + width + rng.normal(0, error)
    is_positive = width > error
    values = {
        "#Occultation": "POSITIVE" if is_positive else "NEGATIVE",
        "#Observer1": f"Observer {number}",
        "#NearestCity": f"Station {number}",
        "#Latitude": sexagesimal(place[1], 2),
        "#Longitude": sexagesimal(place[0], 3),
        "#StartObs": clock(middle - 300 / SECONDS_PER_DAY),
        "#EndObs": clock(middle + 300 / SECONDS_PER_DAY),
        "#D": f"D{clock(d_time)}" if is_positive else "M",
        "#Acc_D": "0.2" if is_positive else "",
        "#R": f"R{clock(r_time)}" if is_positive else "M",
        "#Acc_R": "0.2" if is_positive else "",
        "#Duration": f"{(r_time - d_time) * SECONDS_PER_DAY:.3f}" if is_positive else "",
    }
    lines = []
    for line in template.splitlines():
        key, mark, _ = line.partition(":")
        lines.append(f"{key}: {values[key]}" if mark and key in values else line)
    return "\n".join(lines) + "\n"


def sexagesimal(angle: float, n_digits: int) -> str:
    """Return an angle as the forms write it."""
    seconds = round(abs(angle) * 3600, 2)
    sign = "-" if angle < 0 else "+"
    return f"{sign}{int(seconds // 3600):0{n_digits}d} {int(seconds // 60 % 60):02d} {seconds % 60:05.2f}"


def clock(mjd: float) -> str:
    """Return the time of day of an instant."""
    seconds = (mjd - np.floor(mjd)) * SECONDS_PER_DAY
    text = str(timedelta(seconds=round(float(seconds), 3)))
    return text[:-3] if "." in text else f"{text}.000"


def count(site: RunningSite, table: str) -> int:
    """Ask TAP for the number of rows of the event."""
    query = f"SELECT COUNT(*) AS n FROM occ.{table} WHERE event_id = '{EVENT_ID}'"
    address = f"{site.url}/tap/sync?{urllib.parse.urlencode({'LANG': 'ADQL', 'FORMAT': 'json', 'QUERY': query})}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        return int(json.loads(answer.read())["data"][0][0])


def ingest(site: RunningSite, *paths: Path) -> float:
    """Run `umbra ingest` and ask TAP; return the time until chords and limb are there [s]."""
    begun = perf_counter()
    command = [umbra_program(), "ingest", "--var", str(site.var), *map(str, paths)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = count(site, "chord"), count(site, "limb")
    seconds = perf_counter() - begun
    if found[0] < N_REPORTS or found[1] != 1:
        raise SystemExit(f"{found[0]} chords and {found[1]} limbs in TAP")
    return seconds


def measure_site(home: Path) -> None:
    """Measure on a running site."""
    write_forms(home / "forms")
    extra = home / "forms/station_050.txt"
    site = start_site(home / "var")
    try:
        seconds = ingest(site, home / "forms")
        print(f"event:  {N_REPORTS} reports in TAP with chords and limb after {seconds:.2f} s,", end=" ")
        print(f"{seconds / LIMIT_S:.2f} of the limit")
        again = home / "again.txt"
        again.write_text(extra.read_text(encoding="utf-8").replace("Observer 50", "Observer 150"), encoding="utf-8")
        seconds = ingest(site, again)
        print(f"report: one more of the same event after {seconds:.2f} s, {seconds / LIMIT_S:.2f} of the limit")
    finally:
        stop_site(site)


def entries_of(folder: Path) -> Iterator[EventEntry]:
    """Read the forms."""
    for path in sorted(folder.iterdir()):
        yield from look(path).entries


def measure_reduction(home: Path) -> None:
    """Measure the reduction of the event alone."""
    entries = [look(SAMPLES / f"{EVENT_ID}.xml").entries[0], *entries_of(home / "forms")]
    event = replace(entries[0].event, event_id=EVENT_ID)
    stations: list[StationReport] = []
    for number, station in enumerate(station for entry in entries for station in entry.stations):
        report = replace(station.report, report_id=f"r{number}", event_id=EVENT_ID)
        stations.append(replace(station, report=report))
    with Ephemerides(SAMPLE_EPHEMERIDES) as ephemerides:
        reduce_event(event, entries, stations, ephemerides)
        begun = perf_counter()
        reduction = reduce_event(event, entries, stations, ephemerides)
        seconds = perf_counter() - begun
    print(f"reduce: {len(reduction.chords)} chords and {len(reduction.limbs)} limb in {1000 * seconds:.0f} ms")


def measure_rebuild(home: Path, n_events: int) -> None:
    """Measure all rows of an archive of many events, each with three chords."""
    entry = look(SAMPLES / "20170622_10199_chariklo.xml").entries[0]
    reports = [look(path).entries[0].stations[0] for path in sorted(SAMPLES.glob("20170622_10199_chariklo_*.txt"))[1:4]]
    folder = home / "rebuild/archive"
    with Archive(folder, writable=True) as archive:
        pipeline = Pipeline(archive, opener=lambda path: path.open("rb"), now=lambda: 60000.0, software="benchmark")
        for _ in pipeline.take(make_examinations(entry, reports, n_events)):
            pass
    for words, tables in (
        ("reports", ("report",)),
        ("reports, events, number of chords", ("report", "event")),
        ("all tables with chords and limbs", EVENT_TABLES),
    ):
        begun = perf_counter()
        n_rows = sum(1 for _ in collection_rows(folder, tables, now=now_mjd()))
        seconds = perf_counter() - begun
        print(f"rows:   {n_rows} ({words}) in {seconds:.1f} s, {1000 * seconds / n_events:.1f} ms an event")


def make_examinations(entry: EventEntry, stations: list[StationReport], n_events: int) -> Iterator[Examination]:
    """Return events of one body each, as if they came in files."""
    for number in range(n_events):
        event = replace(entry.event, body_number=100000 + number, body_name=None)
        part = replace(entry, event=event, stations=tuple(stations))
        yield Examination(
            path=Path(f"{number}.txt"),
            name=f"{number}.txt",
            checksum=f"{number:064x}",
            size=1,
            format="occelmnt",
            entries=(part,),
            all_entries=(part,),
            findings=(),
            content=b"x",
        )


def main() -> None:
    """Run the benchmark and print what came out."""
    with tempfile.TemporaryDirectory(prefix="umbra-bench-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        home.chmod(0o755)
        measure_site(home)
        measure_reduction(home)
        measure_rebuild(home, int(os.environ.get("UMBRA_BENCH_EVENTS", "1000")))


if __name__ == "__main__":
    main()
