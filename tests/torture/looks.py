"""The doors by which a stranger's file comes in, each read and checked as the commands do it."""

import contextlib
import io
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np

from formats import HEAD_SIZE
from formats.foreign_files import explain
from formats.sources import sextractor
from ingest.archive.archive import Archive
from ingest.archive.record_json import record_object
from ingest.ephemerides.ephemerides import Ephemerides, add_ephemeris
from ingest.intake.examination import Examination, examine
from ingest.intake.pipeline import Pipeline
from ingest.intake.zips import unpack
from ingest.photometry.photometry import Desk, take_upload
from ingest.photometry.reference_files import with_all_bands
from ingest.photometry.reference_tables import read_reference_stars
from ingest.photometry.survey_columns import SURVEYS
from schemas.errors import UmbraError
from schemas.finding import Finding, FindingCode
from schemas.photometry import Observatory, ReferenceStars, SourceList, Target
from schemas.upload import Upload
from tests.torture.seeds import Seed

_NOW = 61000.0


def open_file(path: Path) -> IO[bytes]:
    """Open a file for reading bytes."""
    return path.open("rb")


def look(data: bytes, seed: Seed, folder: Path, rng: np.random.Generator) -> Iterator[str]:
    """Bring a file in by every door of its kind and yield the name of each; only an `UmbraError` is a refusal."""
    path = folder / "file"
    path.write_bytes(data)
    yield from _reports(path, rng)
    explain(data[:HEAD_SIZE])
    yield "explain"
    is_other = rng.random() < 0.03
    if seed.is_photometry or is_other:
        _photometry(data, seed, rng)
        yield "photometry"
    if seed.is_reference or is_other:
        _references(data, rng)
        yield "references"
    if seed.is_ephemeris or is_other:
        _ephemeris(data, seed, folder, rng)
        yield "ephemeris"


def _examined(path: Path) -> Examination:
    """Examine a file, and raise what went wrong in a reader; only its log has the details."""
    handler = _Faults()
    log = logging.getLogger("ingest.intake.examination")
    log.addHandler(handler)
    log.propagate = False
    try:
        examination = examine(path, open_file)
    finally:
        log.removeHandler(handler)
        log.propagate = True
    for problem in handler.problems:
        raise problem
    assert not any(finding.code == FindingCode.FAULT for finding in examination.findings)
    return examination


class _Faults(logging.Handler):
    """Keeps the exceptions that were logged."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.problems.append(record.exc_info[1])


def _reports(path: Path, rng: np.random.Generator) -> Iterator[str]:
    examination = _examined(path)
    for entry in examination.all_entries:
        record_object(entry)
    yield f"examine {examination.format}"
    if examination.is_zip:
        with tempfile.TemporaryDirectory(dir=path.parent) as name:
            try:
                members = unpack(io.BytesIO(path.read_bytes()), path.name, Path(name))
            except UmbraError:
                return
            for _, member in members[:20]:
                _examined(member)
        yield "bundle"
    elif not examination.is_refused and rng.random() < 0.03:
        with tempfile.TemporaryDirectory(dir=path.parent) as name, Archive(Path(name), writable=True) as archive:
            pipeline = Pipeline(archive, opener=open_file, now=lambda: 60000.0, software="torture")
            for intake in pipeline.take([examination]):
                intake.as_object()
                assert not any(finding.code == FindingCode.FAULT for finding in intake.findings), intake.findings
        yield "intake"


def _photometry(data: bytes, seed: Seed, rng: np.random.Generator) -> None:
    field = _field(seed)
    upload = Upload(
        target_id="t1",
        observatory_id="o1",
        mjd=60500.0,
        exposure=60.0,
        filter=None if rng.random() < 0.5 else "V",
        force=None if rng.random() < 0.5 else ("APASS/V", "any/r", "any/V")[int(rng.integers(3))],
        use_colour=rng.random() < 0.3,
    )
    if rng.random() < 0.3:
        upload = replace(upload, magnitude=("MAG_APER", "MAG_AUTO", "2")[int(rng.integers(3))])
    take_upload(data, seed.name, upload, field)


_FIELDS: dict[int, Desk] = {}


def _field(seed: Seed) -> Desk:
    """Return a desk whose reference stars are those of the undamaged file."""
    if id(seed) not in _FIELDS:
        _FIELDS[id(seed)] = _make_field(seed)
    return _FIELDS[id(seed)]


def _make_field(seed: Seed) -> Desk:
    try:
        sources: SourceList | None = sextractor.read_sources(seed.data, seed.name)
    except UmbraError:
        sources = None
    ra = np.array([150.0, 150.01]) if sources is None else sources.ra
    dec = np.array([2.0, 2.01]) if sources is None else sources.dec
    mag = np.array([10.0, 11.0]) if sources is None else sources.mag + 25.0
    stars = ReferenceStars(
        survey="APASS",
        source_id=np.arange(len(ra)).astype(np.str_),
        ra=ra,
        dec=dec,
        bands=("V", "r"),
        mag=np.array([mag, mag - 0.3 + 0.2 * np.sin(np.arange(len(mag)))]),
        mag_err=np.full((2, len(mag)), 0.01),
    )

    def field(*_: object) -> tuple[tuple[ReferenceStars, ...], tuple[Finding, ...]]:
        return (stars,), ()

    return Desk(
        targets={"t1": Target(target_id="t1", ra=float(ra[0]), dec=float(dec[0]))},
        observatories={"o1": Observatory(observatory_id="o1")},
        field=field,
        now=lambda: _NOW,
        software="torture",
    )


def _references(data: bytes, rng: np.random.Generator) -> None:
    names = sorted(SURVEYS)
    survey = ("APASS", "ATLAS", names[int(rng.integers(len(names)))])[int(rng.integers(3))]
    try:
        stars, _ = read_reference_stars(data, "references", survey)
    except UmbraError:
        return
    with_all_bands(stars)


def _ephemeris(data: bytes, seed: Seed, folder: Path, rng: np.random.Generator) -> None:
    is_kernel = seed.name.endswith(".bsp")
    with tempfile.TemporaryDirectory(dir=folder) as name:
        file = "x.bsp" if is_kernel else "x.txt"
        body = 10199 if not is_kernel or rng.random() < 0.7 else None
        try:
            add_ephemeris(Path(name), file, io.BytesIO(data), body=body, name="x")
        except UmbraError:
            return
        with Ephemerides(Path(name)) as ephemerides:
            for item in ephemerides.files:
                if item.body is not None:
                    track = ephemerides._open(item).track
                    instants = track.first + (track.last - track.first) * np.array([0.0, 0.3, 0.6, 1.0])
                    with contextlib.suppress(UmbraError):
                        track.place_km(instants)
