"""Limits in every way that tables write them become limits, and nothing else does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.sources import bhtom_csv
from schemas.errors import FormatError

MAGS = st.floats(5.0, 22.0).map(lambda value: round(value, 3))
#: Ways to write a limit below a header: header, row of a detection, row of a limit.
WAYS = {
    "error below zero": ("time,filter,magnitude,error", "{t},r,{m},0.02", "{t},r,{m},-1"),
    "mark": ("time,filter,magnitude,error", "{t},r,{m},0.02", "{t},r,<{m},"),
    "mark with blank": ("time,filter,magnitude,error", "{t},r,{m},0.02", "{t},r,> {m},nan"),
    "sign of less or equal": ("time,filter,magnitude,error", "{t},r,{m},0.02", "{t},r,\N{LESS-THAN OR EQUAL TO}{m},"),
    "TOM": ("time,magnitude,filter,error,limit", "{t},{m},r,0.02,", "{t},,r,,{m}"),
    "TOM nan": ("time,magnitude,filter,error,limit", "{t},{m},r,0.02,23.5", "{t},nan,r,nan,{m}"),
    "limit and 99": ("mjd,mag,magerr,filter,limiting_mag", "{t},{m},0.02,r,23.5", "{t},99.0,99.0,r,{m}"),
    "limit and zero": ("mjd,mag,magerr,filter,limmag", "{t},{m},0.02,r,0", "{t},99.0,99.0,r,{m}"),
    "flag of words": ("mjd,band,mag,mag_err,upper_limit", "{t},r,{m},0.02,False", "{t},r,{m},0.02,True"),
    "flag of digits": ("mjd;filter;mag;err;is_limit", "{t};r;{m};0.02;0", "{t};r;{m};;1"),
    "flag of a mark": ("mjd,filter,mag,err,limit", "{t},r,{m},0.02,", "{t},r,{m},,<"),
    "no errors": ("jd,filter,mag,limit", "{t},r,{m},", "{t},r,,{m}"),
}


@settings(deadline=None, max_examples=30)
@pytest.mark.parametrize("way", WAYS)
@given(points=st.lists(st.tuples(MAGS, st.booleans()), min_size=1, max_size=12), end=st.sampled_from(["\n", "\r\n"]))
def test_every_way_of_a_limit(way: str, points: list[tuple[float, bool]], end: str) -> None:
    head, seen, unseen = WAYS[way]
    # With neither kind of row a column of limits could be one of flags.
    points = [*points, (15.5, False), (18.25, True)]
    rows = [
        (unseen if is_limit else seen).format(t=60500.25 + number, m=mag)
        for number, (mag, is_limit) in enumerate(points)
    ]
    data = (end.join([head, *rows]) + end).encode()
    assert bhtom_csv.identify(data)
    read = bhtom_csv.read_points(data, "a.csv")
    assert read.mag.tolist() == [mag for mag, _ in points]
    assert read.is_limit.tolist() == [is_limit for _, is_limit in points]
    assert np.isnan(read.mag_err[read.is_limit]).all()
    assert read.mjd.tolist() == pytest.approx([60500.25 + number for number in range(len(points))])


def test_the_limit_of_a_detection_is_kept_beside_it() -> None:
    read = bhtom_csv.read_points(b"time,magnitude,filter,error,limit\n60500.5,17.5,r,0.02,19.5\n60501,,r,,19.0\n", "a")
    assert read.limit is not None
    assert read.limit.tolist() == [19.5, 19.0]
    assert read.is_limit.tolist() == [False, True]


def test_a_row_with_neither_magnitude_nor_limit_is_no_point() -> None:
    data = b"time,magnitude,filter,error,limit\n60500.5,17.5,r,0.02,19.5\n60501,,r,,\n"
    assert len(bhtom_csv.read_points(data, "a")) == 1
    with pytest.raises(FormatError, match="No row"):
        bhtom_csv.read_points(b"time,filter,magnitude,error\n60501,r,,\n", "a")


@pytest.mark.parametrize(
    "text",
    [
        "mjd filter mag err\n60500.25 r 17.25 0.02\n",
        "# T CrB\n# mjd filter mag err\n60500.25 r 17.25 0.02\n",
        "#mjd,filter,mag,err\n60500.25,r,17.25,0.02\n",
        "time,filter,magnitude,error\n2024-07-09T06:00:00,r,17.25,0.02\n",
    ],
)
def test_blanks_remarks_and_dates(text: str) -> None:
    assert bhtom_csv.identify(text.encode())
    read = bhtom_csv.read_points(text.encode(), "a.csv")
    assert read.mjd.tolist() == pytest.approx([60500.25], abs=1e-9)
    assert (read.mag.tolist(), read.mag_err.tolist(), read.filter) == ([17.25], [0.02], ("r",))


def test_limits_alone_are_points() -> None:
    read = bhtom_csv.read_points(b"time,filter,limit\n60000.5,r,18.5\n", "a.csv")
    assert (read.is_limit.tolist(), read.mag.tolist()) == ([True], [18.5])


def test_a_catalogue_with_a_time_and_a_filter_is_no_list_of_points() -> None:
    assert not bhtom_csv.identify(b"ra,dec,mjd,filter,mag,magerr\n1,2,60500.5,r,17.5,0.02\n")
