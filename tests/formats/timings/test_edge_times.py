"""A second of 60 in a program's time is named, whatever program wrote it."""

import pytest

from formats.timings.edge_times import remarks_on


@pytest.mark.parametrize("text", ["10 44 60.0", "10:44:60.0", "[10:44:60.0000]", "10:44:60"])
def test_a_second_of_60_is_named(text: str) -> None:
    (finding,) = remarks_on([("D", text)], 7)
    assert (finding.field, finding.line) == ("d_time", 7)


@pytest.mark.parametrize("text", ["10 44 59.9", "10:60:00.0", "23:59:60.5", "[10:44:06.60]", "", "60"])
def test_other_times_are_not(text: str) -> None:
    assert list(remarks_on([("D", text)])) == []
