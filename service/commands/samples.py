"""The sample reports and ephemerides that ship with the project."""

from pathlib import Path

from ingest.archive.archive import Archive
from ingest.ephemerides.ephemerides import add_ephemeris
from ingest.ephemerides.ephemeris_files import ephemerides_folder, list_ephemerides
from ingest.intake.context import Context
from schemas.instant import Clock
from service.commands.intake import examine_all, make_pipeline
from service.ground.layout import PROJECT, Layout

#: The reports.
SAMPLES = PROJECT / "resources/occ/samples"
#: Ephemerides that they are reduced with.
SAMPLE_EPHEMERIDES = PROJECT / "resources/occ/ephemerides"


def ingest_samples(var: Path, now: Clock) -> None:
    """Take sample reports and ephemerides into the archive of a new site."""
    folder = ephemerides_folder(Layout(var).archive)
    for item in list_ephemerides(SAMPLE_EPHEMERIDES):
        if item not in list_ephemerides(folder):
            with (SAMPLE_EPHEMERIDES / item.file).open("rb") as content:
                add_ephemeris(folder, item.file, content, body=item.body, name=item.name)
    with Archive(Layout(var).archive, writable=True) as archive:
        for _ in make_pipeline(archive, Context(), now=now).take(examine_all([SAMPLES], now)):
            pass
