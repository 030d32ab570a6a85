"""Light curves in the archive: exact, atomic, indexed, and without pickles."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from ingest.archive.archive import Archive
from ingest.archive.identifiers import RecordKind
from ingest.archive.lightcurve_json import ARRAYS, ArrayStore, curve_from, curve_object
from ingest.intake.context import Context
from schemas.lightcurve import Clues, LightCurve, Role
from tests.curves import pymovie, vizier
from tests.desk import Desk
from tests.records import REPORT, entry

EVENT = "20220825_928_hildrun"
CURVE = LightCurve(
    lightcurve_id="x_lc01",
    role=Role.TARGET,
    star="UCAC4 350-187717",
    exposure=0.1,
    mjd=np.array([59816.1, np.nan, 59816.3]),
    flux=np.array([1.0, np.nan, -0.0]),
    flux_err=np.array([1e-300, 0.1, 1e300]),
    flags=np.array([0, 3, 8], dtype=np.uint8),
    seconds=np.array([1.0, np.nan, 3.0]),
    frames=np.array([0.0, 0.5, 1.0]),
    source_format="test",
    clues=Clues(observer="W", star_aliases=("HIP 1",), day=59816),
    settings=(("a", "b"), ("c", "d")),
)


def same(one: LightCurve, other: LightCurve) -> bool:
    for item in fields(LightCurve):
        left, right = getattr(one, item.name), getattr(other, item.name)
        if item.name == "flags" and left is not None and not left.any():
            left = None  # all zero is the same as none
        if item.name in ARRAYS and left is not None:
            if right is None or left.dtype != right.dtype or left.tobytes() != right.tobytes():
                return False
        elif left != right:
            return False
    return True


def test_a_curve_is_read_as_it_was_written() -> None:
    arrays = ArrayStore()
    items = [curve_object(curve, arrays) for curve in (CURVE, replace(CURVE, mjd=None, flags=None))]
    first, second = (curve_from(item, arrays.joined()) for item in items)
    assert same(first, CURVE)
    assert same(second, replace(CURVE, mjd=None, flags=None))


def test_a_curve_without_its_arrays_has_its_span() -> None:
    span = curve_from(curve_object(CURVE, ArrayStore()), None)
    assert (span.time_start, span.time_end, span.lightcurve_id) == (59816.1, 59816.3, "x_lc01")


def test_the_archive_gives_back_every_bit(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    (intake,) = desk.take_files(pymovie(tmp_path), context=Context(event_id=EVENT))
    stored = [curve for _, part in desk.archive.entries_of(EVENT) for curve in part.lightcurves]
    assert all(same(one, other) for one, other in zip(intake.entries[0].lightcurves, stored, strict=True))
    (path,) = tmp_path.glob("batches/*/arrays.f64")
    assert stored[0].flux.tobytes() in path.read_bytes()


def test_a_lost_index_is_made_anew_with_its_curves(desk: Desk, tmp_path: Path) -> None:
    desk.take_files(vizier(tmp_path))
    desk.archive.close()
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    desk.archive = Archive(tmp_path, writable=True)
    assert desk.archive.index.highest_number(RecordKind.LIGHTCURVE, EVENT) == 1
    assert desk.archive.index.file_of("lightcurve", f"{EVENT}_lc01") is not None
    (intake,) = desk.take_files(vizier(tmp_path, observer="Second", place="+1:0:0: +2:0:0: 3"))
    assert intake.entries[0].lightcurves[0].lightcurve_id == f"{EVENT}_lc02"


def test_the_same_file_again_is_unchanged(desk: Desk, tmp_path: Path) -> None:
    path = vizier(tmp_path)
    desk.take_files(path)
    (again,) = desk.take_files(path)
    assert again.status == "unchanged"
    assert desk.archive.index.highest_number(RecordKind.LIGHTCURVE, EVENT) == 1


def test_readings_that_are_cut_off_are_not_given_as_fewer_readings(desk: Desk, tmp_path: Path) -> None:
    desk.take_files(vizier(tmp_path))
    (path,) = tmp_path.glob("batches/*/arrays.f64")
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size - 8)
    with pytest.raises(ValueError, match="cut off"):
        desk.archive.entries_of(EVENT)


def test_the_curves_of_a_batch_do_not_mix(desk: Desk, tmp_path: Path) -> None:
    first, second = vizier(tmp_path), vizier(tmp_path, observer="Second", place="+1:0:0: +2:0:0: 3", name="second.dat")
    intakes = desk.take_files(first, second)
    stored = [curve for _, part in desk.archive.entries_of(EVENT) for curve in part.lightcurves]
    assert len(list(tmp_path.glob("batches/*"))) == 1
    assert all(same(intake.entries[0].lightcurves[0], curve) for intake, curve in zip(intakes, stored, strict=True))
