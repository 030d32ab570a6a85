"""Tables of positions of a body, line by line."""

import numpy as np
import pytest

from ingest.ephemerides.ephemeris_table import read_table
from reduction.geometry.body_track import ASTRONOMICAL_UNIT_KM, EphemerisTableError
from schemas.errors import FormatError

LINES = [f"{2459816.5 + number / 24} {90 + number} 0.0 2.0  # row" for number in range(5)]


def test_rows_are_positions_at_their_instants() -> None:
    track = read_table("\n".join(["# JD RA Dec au", "", *LINES]).encode(), "a.txt")
    assert track.first == 59816.0
    assert track.last == pytest.approx(59816 + 4 / 24)
    place = track.place_km(np.array([59816.0]))[0]
    assert place == pytest.approx([0.0, 2 * ASTRONOMICAL_UNIT_KM, 0.0], abs=1e-6)


@pytest.mark.parametrize("line", ["2459816.5 90 0", "2459816.5 90 0 2 7", "JD RA Dec au"])
def test_a_row_that_is_not_four_numbers_is_named(line: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_table("\n".join([*LINES, line]).encode(), "a.txt")
    assert caught.value.line == 6


def test_too_few_rows() -> None:
    with pytest.raises(EphemerisTableError):
        read_table(b"", "a.txt")
