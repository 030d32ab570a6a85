"""AAVSO's Extended format: what the head says decides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.sources import aavso_extended
from schemas.errors import FormatError

HEAD = "#TYPE=EXTENDED\n#OBSCODE=TST01\n#SOFTWARE=x\n#DELIM={delim}\n#DATE={date}\n#OBSTYPE=CCD\n"
ROW = "SS CYG,2460702.1234,11.235,0.003,B,NO,STD,105,na,na,na,na,na,X16382L,a note"


def make(rows: list[str], *, delim: str = ",", date: str = "JD") -> bytes:
    mark = {"comma": ",", "tab": "\t", "semicolon": ";"}.get(delim, delim)
    return (HEAD.format(delim=delim, date=date) + "".join(row.replace(",", mark) + "\n" for row in rows)).encode()


@pytest.mark.parametrize("delim", [",", ";", "|", "comma", "tab", "semicolon", "!"])
def test_every_delimiter(delim: str) -> None:
    points = aavso_extended.read_points(make([ROW], delim=delim), "a.txt")
    assert (points.mag[0], points.mag_err[0], points.filter[0]) == (11.235, 0.003, "B")
    assert points.mjd[0] == pytest.approx(60701.6234, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99999), st.booleans()), min_size=1, max_size=20, unique_by=lambda one: one[0]))
def test_limits_are_limits(rows: list[tuple[int, bool]]) -> None:
    lines = [
        f"SS CYG,24607{day // 1000:02d}.{day % 1000:03d}5,{'<13.5,na' if is_limit else '13.5,0.01'},V,NO,STD"
        for day, is_limit in rows
    ]
    points = aavso_extended.read_points(make(lines), "a.txt")
    assert points.is_limit.tolist() == [is_limit for _, is_limit in rows]
    assert points.mag.tolist() == [13.5] * len(rows)
    assert points.findings == ()


@pytest.mark.parametrize("date", ["HJD", "EXCEL", "BJD", ""])
def test_other_times_are_refused_by_name(date: str) -> None:
    with pytest.raises(FormatError) as raised:
        aavso_extended.read_points(make([ROW], date=date), "a.txt")
    assert raised.value.field == "#DATE"
    assert "#DATE=JD" in raised.value.hint


def test_differences_and_several_stars_are_refused() -> None:
    with pytest.raises(FormatError, match="differences"):
        aavso_extended.read_points(make([ROW.replace("STD", "DIF")]), "a.txt")
    with pytest.raises(FormatError, match="2 stars"):
        aavso_extended.read_points(make([ROW, ROW.replace("SS CYG", "T CRB")]), "a.txt")


def test_a_line_of_names_and_short_rows() -> None:
    points = aavso_extended.read_points(make(["NAME,DATE,MAG,MERR,FILT", ROW, "SS CYG,2460"]), "a.txt")
    assert len(points) == 1
    assert [note.line for note in points.findings] == [9]


@given(st.binary(max_size=300))
def test_any_bytes(tail: bytes) -> None:
    data = b"#TYPE=EXTENDED\n#DATE=JD\n" + tail
    assert aavso_extended.identify(data)
    try:
        aavso_extended.read_points(data, "a")
    except FormatError:
        return
