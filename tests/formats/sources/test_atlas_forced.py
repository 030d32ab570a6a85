"""Forced photometry of ATLAS: starts, limits of five sigma, and templates that hold the target."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.sources import atlas_forced
from schemas.errors import FormatError
from schemas.finding import FindingCode

HEAD = "###MJD m dm uJy duJy F err chi/N RA Dec x y maj min phi apfit mag5sig Sky Obs"
ROW = "{mjd} {m} {dm} {flux} {err} o {code} 1.0 65.0 -54.9 1 1 2.5 1.8 76.9 -0.5 19.34 20.82 04a60316o0180o"


def row(mjd: float, flux: float, err: float, code: int = 0) -> str:
    mag = 17.0 if flux > 0 else -17.0
    return ROW.format(mjd=mjd, m=mag, dm=0.05, flux=flux, err=err, code=code)


@settings(deadline=None)
@given(st.lists(st.integers(-1000, 1000).filter(bool), min_size=1, max_size=20))
def test_significance_decides(fluxes: list[int]) -> None:
    rows = [row(60000.0 + number, flux, 30.0) for number, flux in enumerate(fluxes)]
    wanted = {number: flux < 90 for number, flux in enumerate(fluxes) if flux >= -150}
    data = "\n".join([HEAD, *rows, ""]).encode()
    if not wanted:
        with pytest.raises(FormatError):
            atlas_forced.read_points(data, "a")
        return
    points = atlas_forced.read_points(data, "a")
    assert points.is_limit.tolist() == list(wanted.values())
    assert points.mag.tolist() == [19.34 if is_limit else 17.0 for is_limit in wanted.values()]
    assert points.mjd.tolist() == pytest.approx([60000.0 + number + 15 / 86400 for number in wanted], abs=1e-9)


def test_rows_with_a_fault_of_the_fit_are_left_out() -> None:
    data = "\n".join([HEAD, row(60000.0, 500, 30), row(60001.0, 500, 30, code=1), row(60002.0, 500, 0), "60003 1"])
    points = atlas_forced.read_points(data.encode(), "a")
    assert points.row.tolist() == [2]
    assert {note.code for note in points.findings} >= {FindingCode.VALUE_UNREADABLE, FindingCode.STRUCTURE}


@given(st.binary(max_size=300))
def test_any_bytes(tail: bytes) -> None:
    data = HEAD.encode() + b"\n" + tail
    assert atlas_forced.identify(data)
    try:
        atlas_forced.read_points(data, "a")
    except FormatError:
        return
