"""Catalogues are read within a limit of time, and a fault costs one file."""

import re
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from ingest.photometry.photometry import FaultError, read_stars, take_upload
from schemas.errors import FormatError
from schemas.photometry import SourceList
from schemas.upload import Upload
from service.commands import star_reader
from service.commands.calibrate import take_file
from service.commands.star_reader import LimitedReader
from tests.photometry_field import make_field

SAMPLES = Path(__file__).resolve().parents[3] / "resources/phot/samples"
UPLOAD = Upload(target_id="t1", mjd=60500.25)


def test_a_catalogue_is_read_as_without_a_limit() -> None:
    path = next(path for path in sorted(SAMPLES.iterdir()) if path.suffix == ".cat")
    with LimitedReader() as read:
        stars = read(path.read_bytes(), path.name, UPLOAD)
        again = read_stars(path.read_bytes(), path.name, UPLOAD)
        assert isinstance(stars, SourceList)
        assert isinstance(again, SourceList)
        assert np.array_equal(stars.ra, again.ra)
        with pytest.raises(FormatError, match=r"\w") as problem:
            read(b"nothing", "a.cat", UPLOAD)
    with pytest.raises(FormatError) as same:
        read_stars(b"nothing", "a.cat", UPLOAD)
    assert str(problem.value) == str(same.value)


@pytest.mark.slow
def test_a_catalogue_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(data: bytes, name: str, _: Upload) -> NoReturn:
        if name == "hangs.cat":
            re.match(r"(a+)+$", "a" * 64 + "!")
        raise ValueError("a fault of ours")

    monkeypatch.setattr(star_reader, "read_stars", hang)
    monkeypatch.setattr(star_reader, "FILE_SECONDS", 0.3)
    desk = make_field().desk()
    with LimitedReader() as read:
        with pytest.raises(FaultError, match="broken off"):
            read(b"", "hangs.cat", UPLOAD)
        with pytest.raises(FaultError, match="ValueError"):
            read(b"", "fails.cat", UPLOAD)
        outcome = take_upload(b"x", "hangs.cat", UPLOAD, replace(desk, read=read))
    assert "too_slow" in [finding.code for finding in outcome.upload.findings]
    assert not outcome.upload.is_accepted


@pytest.mark.parametrize("path", ["/proc/self/mem", "/no/such/file"])
def test_a_file_that_cannot_be_read_is_refused_by_itself(path: str) -> None:
    data, outcome = take_file(Path(path), UPLOAD, make_field().desk())
    assert data == b""
    assert any("cannot be read" in finding.message for finding in outcome.upload.findings)
