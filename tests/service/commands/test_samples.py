"""A new site begins with the sample reports and ephemerides."""

from pathlib import Path

from ingest.archive.archive import Archive
from ingest.ephemerides.ephemeris_files import ephemerides_folder, list_ephemerides
from service.commands.samples import SAMPLE_EPHEMERIDES, ingest_samples
from service.ground.layout import Layout


def test_samples_are_taken_once_and_received_by_the_clock(tmp_path: Path) -> None:
    folder = Layout(tmp_path).archive
    instants = iter(range(61000, 62000))
    for _ in range(2):
        ingest_samples(tmp_path, lambda: float(next(instants)))
        with Archive(folder) as archive:
            assert archive.index.counts()["files"] == 20
            event_ids = archive.index.event_ids()
            entries = [entry for event_id in event_ids for _, entry in archive.entries_of(event_id)]
    received = {station.report.received for entry in entries for station in entry.stations}
    assert min(one or 0.0 for one in received) >= 61000
    assert max(one or 0.0 for one in received) < 61100
    assert list_ephemerides(ephemerides_folder(folder)) == list_ephemerides(SAMPLE_EPHEMERIDES)
