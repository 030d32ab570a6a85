"""Rubbish gives findings, is kept, and costs little."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from formats import FORMATS, identify
from ingest.archive.archive import Archive
from ingest.intake.examination import Examination, examine
from ingest.intake.intake import Intake
from ingest.intake.pipeline import Pipeline
from schemas.codes import Verdict
from schemas.errors import FormatError

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "resources/occ/samples").iterdir())
FORM = b"#IOTA-ES ASTEROIDAL OCCULTATION - REPORT FORM 2.03\r\n#Event\r\n#Occultation: POSITIVE\r\n"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + b"a" * 1000
    + b'">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(12))
    + b"]><AsteroidOccultations><FileVersion>&a11;</FileVersion></AsteroidOccultations>"
)
EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<AsteroidOccultations><FileVersion>2.15</FileVersion><Event><Date>&a;</Date></Event></AsteroidOccultations>"
)


def look(path: Path) -> Examination:
    return examine(path, lambda found: found.open("rb"))


def take(folder: Path, path: Path) -> Intake:
    with Archive(folder, writable=True) as archive:
        pipeline = Pipeline(archive, opener=lambda found: found.open("rb"), now=lambda: 60000.0, software="test")
        (intake,) = pipeline.take([look(path)])
    return intake


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "one_byte": b"\x00",
    "binary": bytes(range(256)) * 500,
    "program": b"\x7fELF" + os.urandom(5000),
    "image": b"\x89PNG\r\n\x1a\n" + os.urandom(5000),
    "zip": b"PK\x03\x04" + os.urandom(3000),
    "nul_in_form": FORM + b"#STAR: UCAC4\x00 350-187717\r\n",
    "form_without_end": FORM[:-4],
    "head_only": FORM.splitlines()[0],
    "half_utf16": FORM.decode().encode("utf-16")[:-1],
    "bomb": BOMB,
    "external_entity": EXTERNAL,
    "deep_xml": b"<AsteroidOccultations>" + b"<a>" * 100_000,
    "xml_without_events": b"<Occultations></Occultations>",
    "two_million_lines": FORM + b"#\r\n" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_rubbish_is_refused_with_a_finding_and_kept(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.txt"
    path.write_bytes(HOSTILE[name])
    begun = time.process_time()
    intake = take(tmp_path / "archive", path)
    assert time.process_time() - begun < 10
    assert intake.status == "refused"
    assert intake.findings
    assert all(finding.message for finding in intake.findings)
    (kept,) = (tmp_path / "archive").glob(f"batches/*/{Verdict.REFUSED}/*")
    assert kept.read_bytes() == HOSTILE[name]


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(EXTERNAL)
    assert "root:" not in str(take(tmp_path / "archive", path).as_object())


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    sample = next(path for path in SAMPLES if path.name.endswith("auckland.txt"))
    text = sample.read_text("utf-8").replace("M Camilleri", "Jörg Müller")
    path = tmp_path / "form.txt"
    path.write_bytes(text.encode(encoding))
    intake = take(tmp_path / "archive", path)
    assert intake.status == "accepted"
    assert intake.entries[0].stations[0].report.observer == "Jörg Müller"
    expected = ["encoding_guessed"] if encoding != "utf-8-sig" else []
    assert [finding.code for finding in intake.findings if finding.code == "encoding_guessed"] == expected


@pytest.mark.parametrize("n_cuts", [20, pytest.param(150, marks=pytest.mark.slow)])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_truncated_sample_never_breaks_the_reader(sample: Path, n_cuts: int, tmp_path: Path) -> None:
    data = sample.read_bytes()
    assert identify(data) is not None
    for end in range(0, len(data), max(1, len(data) // n_cuts)):
        path = tmp_path / "cut.txt"
        path.write_bytes(data[:end])
        examination = look(path)
        read = (examination.entries, examination.corrections, examination.lightcurves, examination.timing_results)
        assert examination.findings or any(read)


LARGE = """
import resource, sys
from pathlib import Path
from tests.ingest.test_hostile import take
intake = take(Path(sys.argv[1]), Path(sys.argv[2]))
print(intake.status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def write_large(path: Path, lead: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(lead)
        for _ in range(100):
            stream.write(b"x" * 1_000_000)


@pytest.mark.slow
@pytest.mark.parametrize("lead", [b"", FORM + b"#Comments: "], ids=["nothing", "form"])
def test_a_hundred_megabytes_in_one_line(tmp_path: Path, lead: bytes) -> None:
    path = tmp_path / "large.txt"
    write_large(path, lead)
    done = subprocess.run(
        [sys.executable, "-c", LARGE, str(tmp_path / "archive"), str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    status, peak = done.stdout.split()
    assert status == "refused"
    baseline = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert int(peak) < baseline + 100_000
    (kept,) = (tmp_path / "archive").glob(f"batches/*/{Verdict.REFUSED}/*")
    assert kept.stat().st_size == path.stat().st_size


def refuse(make: Callable[[Path], None], path: Path) -> str:
    make(path)
    with pytest.raises((FormatError, OSError)) as problem:
        examine(path, lambda found: os.fdopen(os.open(found, os.O_RDONLY | os.O_NONBLOCK), "rb"))
    return str(problem.value)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    assert "no regular file" in refuse(os.mkfifo, tmp_path / "pipe")


def test_every_format_has_a_bound() -> None:
    assert all(0 < kind.max_size <= 2_000_000_000 for kind in FORMATS.values())
