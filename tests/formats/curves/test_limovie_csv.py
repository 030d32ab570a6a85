"""Limovie's own table: time in three columns, the star in column 10."""

import numpy as np
import pytest

from formats.curves import pyote_csv, tangra_csv
from formats.curves.limovie_csv import identify, read
from schemas.errors import FormatError
from schemas.lightcurve import Role

HEAD = (
    'Limovie File Format (for Ver.0.9.26 later)\n"FileName : D:\\Users\\someone\\(55) Pandora.avi"\n'
    '"Video System : PAL , FrameRate=25"\n,"Time",,,,"Centre of","End of",,,,"Result"\n'
    '"No.","FrameNo.","TimeCode","h","m","s","sound",,,,"Object1","Object2","Object3"\n'
)


def rows(*clocks: tuple[int, int, float]) -> str:
    return "".join(
        f"{i}.5,{i},{i},{h},{m},{s:.4f},,,,,{1000 + i}.5,{2000 + i},\n" for i, (h, m, s) in enumerate(clocks, 3)
    )


def test_star_and_comparison_are_read_over_midnight() -> None:
    data = (HEAD + rows((23, 59, 59.96), (0, 0, 0.0), (0, 0, 0.04))).encode("cp1252")
    assert identify(data)
    assert not pyote_csv.identify(data)
    assert not tangra_csv.identify(data)
    reading = read(data, "x.csv")
    target, comparison = reading.lightcurves
    assert target.flux.tolist() == [1003.5, 1004.5, 1005.5]
    assert comparison.flux.tolist() == [2003.0, 2004.0, 2005.0]
    assert target.seconds is not None
    assert np.allclose(target.seconds, [86399.96, 86400.0, 86400.04])
    assert (target.role, comparison.role) == (Role.TARGET, Role.COMPARISON)
    assert target.frames is not None
    assert target.frames[0] == 3.5
    assert (target.clues.body_number, target.clues.body_name) == (55, "Pandora")
    assert "someone" not in repr(reading)


def test_impossible_times_are_missing_times() -> None:
    data = (HEAD + rows((10, 0, 1.0), (10, 75, 2.0), (10, 0, 3.0), (10, 0, 4.0))).encode()
    (target, _) = read(data, "x.csv").lightcurves
    assert target.seconds is not None
    assert target.seconds.tolist() == [36001.0, 36002.0, 36003.0, 36004.0]
    assert target.flags is not None
    assert target.flags[1] != 0


def test_decimal_commas_between_commas_are_refused_and_between_semicolons_read() -> None:
    table = rows((10, 0, 1.0), (10, 0, 2.0), (10, 0, 3.0))
    with pytest.raises(FormatError, match="decimals are written with commas"):
        read((HEAD + table.replace(".", ",")).encode(), "x.csv")
    head, titles = HEAD.rsplit("\n", 2)[0], HEAD.splitlines()[-1].replace(",", ";")
    data = f"{head}\n{titles}\n" + table.replace(",", ";").replace(".", ",")
    assert read(data.encode(), "x.csv").lightcurves[0].flux.tolist() == [1003.5, 1004.5, 1005.5]
