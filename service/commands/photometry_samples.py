"""The sample catalogues of the project, ingested like those of an observatory."""

import json
from pathlib import Path

from ingest.archive.record_json import record_from
from ingest.photometry.photometry import Desk, take_upload
from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.reference_files import ReferenceFiles
from ingest.photometry.reference_tables import read_reference_stars
from schemas.finding import Finding
from schemas.instant import Clock
from schemas.photometry import Observatory, ReferenceStars, Target
from schemas.upload import Upload
from service.commands.references import load_file
from service.commands.software import software
from service.commands.uploads import settle
from service.ground.layout import PROJECT, Layout

SAMPLES = PROJECT / "resources/phot/samples"


def ingest_phot_samples(var: Path, now: Clock) -> None:
    """Take the sample targets and catalogues that ship with the project into the archive of a new site."""
    layout, listing = Layout(var), json.loads((SAMPLES / "samples.json").read_text(encoding="utf-8"))
    files = ReferenceFiles(layout.references)
    stars = []
    for item in listing["references"]:
        path = SAMPLES / item["file"]
        load_file(files, path, item["survey"])
        stars.append(read_reference_stars(path.read_bytes(), path.name, item["survey"])[0])

    def field(*_: object) -> tuple[tuple[ReferenceStars, ...], tuple[Finding, ...]]:
        return tuple(stars), ()

    with PhotometryArchive(layout.photometry, writable=True) as archive:
        for item in listing["targets"]:
            archive.put_target(record_from(Target, item))
        for item in listing["observatories"]:
            archive.put_observatory(record_from(Observatory, item))
        desk = Desk(
            targets=archive.targets(),
            observatories=archive.observatories(),
            field=field,
            now=now,
            software=software(),
        )
        for item in listing["uploads"]:
            path = SAMPLES / item["file"]
            data = path.read_bytes()
            outcome = take_upload(data, path.name, record_from(Upload, item), desk)
            settle(archive, path, data, outcome, target=None)
