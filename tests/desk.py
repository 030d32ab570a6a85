"""A desk that takes records into an archive as if they came in files."""

from pathlib import Path
from typing import IO

from ingest.archive.archive import Archive
from ingest.intake.context import Context
from ingest.intake.examination import Examination, examine
from ingest.intake.intake import Intake
from ingest.intake.pipeline import Pipeline
from schemas.reading import EventEntry


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


class Desk:
    """Takes entries into an archive."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder, writable=True)
        self.count = 0
        self.pipeline = Pipeline(
            self.archive, opener=lambda path: path.open("rb"), now=lambda: 60000.0 + self.count, software="test"
        )

    def take_files(self, *paths: Path, context: Context | None = None) -> list[Intake]:
        """Take real files in, each by itself."""
        return list(self._pipeline(context).take([examine(path, _open) for path in paths]))

    def take_bundle(self, *paths: Path, context: Context | None = None) -> list[Intake]:
        """Take real files in as one submission."""
        return self._pipeline(context).take_bundle([examine(path, _open) for path in paths])

    def _pipeline(self, context: Context | None) -> Pipeline:
        self.count += 1
        count = self.count
        return Pipeline(self.archive, opener=_open, now=lambda: 60000.0 + count, software="test", context=context)

    def take(self, *parts: EventEntry) -> Intake:
        """Take entries in as one file."""
        self.count += 1
        examination = Examination(
            path=Path(f"{self.count}.txt"),
            name=f"{self.count}.txt",
            checksum=f"{self.count:064x}",
            size=1,
            format="sodis_form",
            entries=parts,
            all_entries=parts,
            findings=(),
            content=b"x",
        )
        (intake,) = self.pipeline.take([examination])
        return intake
