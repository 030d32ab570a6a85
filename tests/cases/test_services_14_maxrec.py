"""MAXREC and TOP are exact, and an impossible limit is named."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.tap import ask, error_of
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(top=st.none() | st.integers(0, 30), maxrec=st.none() | st.integers(0, 30), union=st.booleans())
def test_the_smaller_of_both_holds(site: RunningSite, top: int | None, maxrec: int | None, union: bool) -> None:
    whole = len(ask(site, "SELECT code FROM occ.code").text.splitlines()) - 1
    assert whole > 30
    query = f"SELECT {'' if top is None else f'TOP {top}'} code FROM occ.code"
    if union and top is None:
        query += " UNION ALL SELECT code FROM occ.code"
        whole *= 2
    limits = {} if maxrec is None else {"MAXREC": str(maxrec)}
    answer = ask(site, query, "votabletd", **limits)
    rows = (
        min(whole, *(limit for limit in (top, maxrec) if limit is not None)) if (top, maxrec) != (None, None) else whole
    )
    assert answer.text.count("<TR>") == rows
    is_cut = maxrec is not None and (maxrec == 0 or rows < min(whole, whole if top is None else top))
    assert ("OVERFLOW" in answer.text) == is_cut


@pytest.mark.parametrize("value", ["-1", "-20", "abc", "2.5", "1e3"])
def test_a_limit_that_is_none_is_named(site: RunningSite, value: str) -> None:
    answer = ask(site, "SELECT TOP 5 report_id FROM occ.report", MAXREC=value)
    assert answer.status_code == 400
    message, _ = error_of(answer)
    assert "MAXREC" in message.upper()
    assert "LIMIT" not in message
