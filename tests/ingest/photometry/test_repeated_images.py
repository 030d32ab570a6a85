"""The same image in two files is told, and what only looks like it is not."""

from dataclasses import replace

import numpy as np
import pytest

from ingest.photometry.photometry import take_upload
from ingest.photometry.repeated_images import find_repeated
from schemas.finding import FindingCode, Severity
from schemas.upload import CalibratedUpload, Upload
from tests.photometry_field import make_field

DESK = make_field().desk()
UPLOAD = Upload(target_id="t1", observatory_id="o1", exposure=120.0)
HEAD = "time,filter,magnitude,error\n"


def points(text: str, upload: Upload = UPLOAD) -> CalibratedUpload:
    taken = take_upload((HEAD + text).encode(), "a.csv", upload, DESK).upload
    assert taken.is_accepted
    return taken


EARLIER = points("60500.25,r,17.0,0.02\n")


@pytest.mark.parametrize("seconds", [0.0, 59.0, -59.0])
def test_an_instant_within_half_an_exposure_is_the_same(seconds: float) -> None:
    finding = find_repeated(points(f"{60500.25 + seconds / 86400:.7f},r,17.1,0.02\n"), EARLIER)
    assert finding is not None
    assert (finding.code, finding.severity, finding.field) == (FindingCode.IMAGE_REPEATED, Severity.WARNING, "mjd")
    assert EARLIER.catalogue_id in finding.message
    assert f"{abs(seconds):.1f} s" in finding.message
    assert EARLIER.measurements[0].measurement_id in finding.hint


@pytest.mark.parametrize("seconds", [61.0, -61.0])
def test_another_instant_is_another_image(seconds: float) -> None:
    assert find_repeated(points(f"{60500.25 + seconds / 86400:.7f},r,17.1,0.02\n"), EARLIER) is None


@pytest.mark.parametrize(
    "change",
    [{"observatory_id": None}, {"target_id": "t2"}, {"filter": "Bessell R"}],
    ids=["telescope", "target", "filter"],
)
def test_another_telescope_target_or_filter_is_another_image(change: dict[str, str | None]) -> None:
    other = points("60500.25,r,17.1,0.02\n")
    other = replace(other, upload=replace(other.upload, **change))  # type: ignore[arg-type]
    assert find_repeated(other, EARLIER) is None


def test_the_same_file_and_withdrawn_points_are_not_told() -> None:
    assert find_repeated(EARLIER, EARLIER) is None
    other = points("60500.25,r,17.1,0.02\n")
    assert find_repeated(other, EARLIER, withdrawn={EARLIER.measurements[0].measurement_id}) is None


def test_without_an_exposure_instants_of_a_second_are_the_same() -> None:
    bare = replace(UPLOAD, exposure=None)
    earlier = points("60500.250000,r,17.0,0.02\n", bare)
    assert find_repeated(points("60500.250005,r,17.1,0.02\n", bare), earlier) is not None
    assert find_repeated(points("60500.250050,r,17.1,0.02\n", bare), earlier) is None


def test_a_light_curve_sent_again_with_one_more_point_is_counted() -> None:
    rows = [f"{60500 + night}.5,{band},17.0,0.02\n" for night in range(3) for band in "gr"]
    earlier, later = points("".join(rows)), points("".join([*rows, "60503.5,r,17.2,0.02\n"]))
    finding = find_repeated(later, earlier)
    assert finding is not None
    assert "6 of 7 points" in finding.message


def test_many_points_are_compared_in_the_order_of_time() -> None:
    instants = 60000 + np.random.default_rng(2).permutation(20_000) / 100
    text = "".join(f"{instant:.5f},r,17.0,0.02\n" for instant in instants)
    finding = find_repeated(points(text + "59000.5,r,17,0.1\n"), points(text))
    assert finding is not None
    assert "20000 of 20001 points" in finding.message
