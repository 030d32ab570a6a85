"""ROUND and TRUNCATE take negative digits, as ADQL 2.1 has it.

On the running site: `service.answers.adql.translation`.
"""

import pytest

from tests.cases.tap import ask_rows
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
TARGET = "FROM phot.target WHERE target_id='demo-supernova'"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ROUND(283.8, -1)", 280.0), ("ROUND(285.1, -1)", 290.0), ("ROUND(-283.8, -1)", -280.0),
        ("ROUND(283.8, - 2)", 300.0), ("ROUND(1234567.8, -3)", 1235000.0), ("ROUND(283.8, +1)", 283.8),
        ("ROUND(283.86, 1)", 283.9), ("ROUND(283.8)", 284.0), ("ROUND(283.8, 0)", 284.0),
        ("TRUNCATE(289.9, -1)", 280.0), ("TRUNCATE(-289.9, -1)", -280.0), ("TRUNCATE(289.99, 1)", 289.9),
        ("ROUND(283.8, -1) + 1", 281.0), ("2 * ROUND(283.8, -1)", 560.0), ("100 / ROUND(48, -1)", 2.0),
        ("ROUND(ROUND(283.8, -1), -2)", 300.0), ("POWER(10, -1)", 0.1), ("MOD(-5, 3)", -2.0),
    ],
)  # fmt: skip
def test_digits_may_be_negative(site: RunningSite, expression: str, expected: float) -> None:
    (row,) = ask_rows(site, f"SELECT {expression} AS r {TARGET}")
    assert float(row["r"]) == pytest.approx(expected, rel=1e-15, abs=0)


def test_histograms_by_tens_of_degrees(site: RunningSite) -> None:
    rows = ask_rows(site, "SELECT ROUND(ra, -1) AS r, COUNT(*) AS n FROM phot.target GROUP BY r ORDER BY r")
    places = ask_rows(site, "SELECT ra FROM phot.target")
    assert sum(int(row["n"]) for row in rows) == len(places)
    assert {float(row["r"]) for row in rows} == {round(float(row["ra"]) / 10) * 10.0 for row in places}


@pytest.mark.parametrize("clause", ["WHERE ROUND(ra, -1) = 100", "WHERE ROUND(ra, -1) > 90 AND TRUNCATE(dec, -1) < 5"])
def test_conditions_take_them(site: RunningSite, clause: str) -> None:
    rows = ask_rows(site, f"SELECT target_id FROM phot.target {clause}")
    assert "demo-supernova" in {row["target_id"] for row in rows}
