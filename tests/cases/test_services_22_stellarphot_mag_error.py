"""stellarphot's table of four stars in B: its error is read, its filter is obeyed, and no point rests on two stars."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.photometry.photometry import Outcome, take_upload
from ingest.photometry.reference_tables import read_reference_stars
from schemas.finding import FindingCode, Severity
from schemas.photometry import ReferenceStars, SourceList, Target
from schemas.upload import Upload
from tests.photometry_field import make_field

FOLDER = "services/22-stellarphot-mag-error"
#: EY UMa.
TARGET = (135.5865, 49.81922)


def references(cases: Path) -> tuple[ReferenceStars, ...]:
    surveys = {"APASS": "apass.csv", "ATLAS": "refcat2.csv"}
    return tuple(
        read_reference_stars((cases / FOLDER / name).read_bytes(), name, survey)[0] for survey, name in surveys.items()
    )


def take(cases: Path, **options: str) -> Outcome:
    [path] = (cases / FOLDER).glob("*.ecsv")
    known = references(cases)
    desk = replace(
        make_field().desk(),
        targets={"t1": Target(target_id="t1", ra=TARGET[0], dec=TARGET[1])},
        field=lambda *_: (known, ()),
    )
    upload = Upload(target_id="t1", mjd=60000.2, **options)  # type: ignore[arg-type]
    return take_upload(path.read_bytes(), path.name, upload, desk)


@pytest.mark.parametrize("options", [{}, {"force": "APASS/B"}, {"force": "APASS/i"}, {"force": "any/i"}])
def test_nothing_is_published_of_four_stars(cases: Path, options: dict[str, str]) -> None:
    upload = take(cases, **options).upload
    assert not upload.is_accepted
    assert not upload.measurements
    codes = {note.code for note in upload.findings if note.severity is Severity.ERROR}
    assert codes & {FindingCode.TOO_FEW_STARS, FindingCode.FILTER_BAND}


def test_a_band_that_cannot_be_that_of_the_passband_is_refused_by_name(cases: Path) -> None:
    [finding] = [note for note in take(cases, force="APASS/i").upload.findings if note.severity is Severity.ERROR]
    assert finding.code is FindingCode.FILTER_BAND
    assert "filter is B" in finding.message
    assert "band i" in finding.message


def test_the_error_beside_the_magnitude_is_its_error(cases: Path) -> None:
    from formats.sources.sextractor import read_sources  # noqa: PLC0415

    [path] = (cases / FOLDER).glob("*.ecsv")
    stars: SourceList = read_sources(path.read_bytes(), path.name)
    assert (stars.columns["mag"], stars.columns["mag_err"]) == ("mag_inst", "mag_error")
    assert np.isfinite(stars.mag_err).any()
    assert stars.filter == "B"
    assert FindingCode.VALUE_MISSING not in {note.code for note in stars.findings if note.severity is Severity.WARNING}


def test_the_time_of_the_image_is_that_of_its_columns(cases: Path) -> None:
    upload = take(cases).upload
    [finding] = [note for note in upload.findings if note.code is FindingCode.MJD_UNLIKELY]
    # 2024-04-21T02:51:24.710 is the start of 90 s.
    assert "60421.119557" in finding.hint
