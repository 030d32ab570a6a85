"""A desk that takes records into an archive as if they came in files."""

from pathlib import Path

from ingest.archive import Archive
from ingest.examination import Examination
from ingest.pipeline import Intake, Pipeline
from schemas.reading import EventEntry


class Desk:
    """Takes entries into an archive, a file each."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder, writable=True)
        self.count = 0
        self.pipeline = Pipeline(
            self.archive, opener=lambda path: path.open("rb"), now=lambda: 60000.0 + self.count, software="test"
        )

    def take(self, part: EventEntry) -> Intake:
        self.count += 1
        examination = Examination(
            path=Path(f"{self.count}.txt"),
            name=f"{self.count}.txt",
            checksum=f"{self.count:064x}",
            size=1,
            format="sodis_form",
            entries=(part,),
            all_entries=(part,),
            findings=(),
            content=b"x",
        )
        (intake,) = self.pipeline.take([examination])
        return intake
