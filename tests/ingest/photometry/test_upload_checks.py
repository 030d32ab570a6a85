"""What came with a catalogue: instants, exposures, radii and filters that cannot be."""

import math
from dataclasses import replace
from typing import Any

import pytest

from ingest.photometry.upload_checks import IDENTIFIER, check_instant, check_upload
from schemas.finding import FindingCode
from schemas.upload import Upload

NOW = 60000.0
UPLOAD = Upload(target_id="SN2024abc", mjd=59990.5, exposure=60.0)


def test_an_ordinary_upload_is_well() -> None:
    assert check_upload(UPLOAD, now=NOW) == ()
    assert check_upload(Upload(target_id="SN2024abc"), now=NOW) == ()


@pytest.mark.parametrize("mjd", [NOW, NOW + 0.005, 40587.0])
def test_instants_that_can_be(mjd: float) -> None:
    assert check_instant(mjd, now=NOW) is None


@pytest.mark.parametrize(
    ("mjd", "hint"),
    [
        (2459991.0, "59990.500000"),
        (1.7e9, "1970"),
        (NOW + 0.5, "UTC"),
        (990.5, "in full"),
        (math.nan, ""),
        (math.inf, ""),
    ],
)
def test_instants_that_cannot_be(mjd: float, hint: str) -> None:
    finding = check_instant(mjd, now=NOW, field="JD", line=7)
    assert finding is not None
    assert (finding.code, finding.field, finding.line) == (FindingCode.MJD_UNLIKELY, "JD", 7)
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"exposure": 0.0}, "exposure"),
        ({"exposure": 86401.0}, "exposure"),
        ({"radius": 0.0}, "radius"),
        ({"radius": 31.0}, "radius"),
        ({"target_colour": 10.0}, "target_colour"),
        ({"force": "APASS/K"}, "filter"),
        ({"force": "SDSS99/g"}, "filter"),
        ({"force": "any/q"}, "filter"),
        ({"force": "APASS/V/x"}, "filter"),
    ],
)
def test_options_that_cannot_be(changes: dict[str, Any], field: str) -> None:
    (finding,) = check_upload(replace(UPLOAD, **changes), now=NOW)
    assert (finding.code, finding.field) == (FindingCode.UPLOAD_OPTION, field)


@pytest.mark.parametrize("force", ["APASS/V", "apass/any", "any/V", None])
def test_filters_that_can_be(force: str | None) -> None:
    assert check_upload(replace(UPLOAD, force=force), now=NOW) == ()


@pytest.mark.parametrize(
    ("text", "is_one"), [("SN2024abc", True), ("a" * 64, True), ("a" * 65, False), ("../a", False)]
)
def test_identifiers(text: str, is_one: bool) -> None:
    assert (IDENTIFIER.fullmatch(text) is not None) is is_one
