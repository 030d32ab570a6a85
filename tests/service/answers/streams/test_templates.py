"""Queries of one form share a translation, and get the answer that a translation of their own gives.

It is the work of service.answers.streams.templates, with service.answers.streams.literals.
"""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from service.ground.dachs import Address, Dachs
from service.ground.layout import PROJECT, Layout
from tests.service.answers.streams.test_front import (
    THROUGH_DACHS,
    ask,
    is_direct,
    read_arrow,
    read_fits,
    read_parquet,
    without_date,
)
from tests.site_fixture import RunningSite, account_options

pytestmark = pytest.mark.site

#: Forms of queries, the values in braces: a text, an integer, a decimal and a power of ten.
FORMS = [
    "SELECT * FROM occ.report WHERE report_id = {text} ORDER BY report_id",
    "SELECT event_id FROM occ.event WHERE body_number < {integer} AND ra BETWEEN {decimal} AND {decimal}"
    " ORDER BY event_id",
    "SELECT event_id FROM occ.event WHERE n_reports IN ({integer}, -{integer}) OR star_mag > {power} ORDER BY event_id",
    "SELECT r.report_id, e.ra FROM occ.report AS r JOIN occ.event AS e ON r.event_id = e.event_id AND e.ra > {decimal}"
    " WHERE NOT (r.site = {text} OR r.lon <= -{decimal}) ORDER BY report_id",
    "SELECT event_id FROM occ.event WHERE event_id IN (SELECT event_id FROM occ.report WHERE observer != {text})"
    " ORDER BY event_id",
    "SELECT COUNT(*) AS n FROM occ.event"
    " WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(280, -20, 60)) AND star_mag > {decimal}",
    "SELECT event_id FROM occ.event WHERE event_id = {text} UNION SELECT report_id AS event_id FROM occ.report"
    " WHERE alt < {integer} ORDER BY event_id",
    "SELECT TOP 1 t.e FROM (SELECT event_id AS e FROM occ.event WHERE ra > {decimal}) AS t WHERE t.e <> {text}"
    " ORDER BY e",
]
#: What is compared of files whose bytes may differ.
READERS: dict[str, Callable[[bytes], object]] = {
    "fits": read_fits,
    "parquet": lambda content: describe_columns(*read_parquet(content)),
    "arrow": lambda content: describe_columns(*read_arrow(content)),
}
TEXTS = st.one_of(
    st.sampled_from(
        ["20240627_778_theobalda", "", "'", "''; SELECT 1 --", "100%", "a\\", "a\\' OR 1=1", "<&>", "Ωé日本😀"]
    ),
    st.text(max_size=12),
)
VALUES = {
    "text": TEXTS.filter(lambda text: "\0" not in text).map(lambda text: "'" + text.replace("'", "''") + "'"),
    "integer": st.one_of(
        st.sampled_from(["0", "1", "007", "32768", "2147483648", "9" * 25]), st.integers(0, 999).map(str)
    ),
    "decimal": st.one_of(st.sampled_from(["0.0", "1.", ".5", "100.25"]), st.decimals(0, 400, places=3).map(str)),
    "power": st.sampled_from(["1e1", "1E-3", "1.5e+2", "0e0", "1e400"]),
}


@st.composite
def queries(draw: st.DrawFn) -> str:
    parts = draw(st.sampled_from(FORMS)).split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        kind, _, rest = part.partition("}")
        filled += [draw(VALUES[kind]), rest]
    return "".join(filled)


def describe_columns(rows: Any, votable: bytes, status: bytes | None) -> tuple[str, bytes, bytes | None]:  # noqa: ANN401
    return repr(rows.to_pylist()), without_date(votable), status


def compare(site: RunningSite, query: str, **more: str) -> requests.Response:
    """Check that a query has the answer that DaCHS gives, and return it."""
    mine, theirs = ask(site, query, **more), ask(site, query, **more, **THROUGH_DACHS)
    assert mine.status_code == theirs.status_code, query
    if mine.status_code == 200:
        read = READERS.get(more["FORMAT"], without_date)
        assert read(mine.content) == read(theirs.content), query
    return mine


@pytest.mark.parametrize("format_name", ["votable", "votableb2", "votabletd", "csv", "json", "fits", "parquet"])
@pytest.mark.parametrize("form", FORMS)
def test_later_queries_of_a_form_are_answered_as_dachs_does(site: RunningSite, form: str, format_name: str) -> None:
    for number in range(4):
        query = form.format(text=f"'a{number}'", integer=number, decimal=f"{number}.5", power=f"{number}e1")
        answer = compare(site, query, FORMAT=format_name)
        assert answer.status_code == 200
        assert is_direct(answer)
        if format_name.startswith("votable"):
            assert f"'a{number}'" in answer.text or "{text}" not in form


@settings(max_examples=150)
@given(query=queries())
def test_any_values_get_the_answer_of_their_own_translation(site: RunningSite, query: str) -> None:
    compare(site, query, FORMAT="votabletd", MAXREC="5")


@pytest.mark.slow
@settings(max_examples=1000)
@given(query=queries(), format_name=st.sampled_from(["votable", "votableb2", "csv", "arrow"]))
def test_many_values_get_the_answer_of_their_own_translation(site: RunningSite, query: str, format_name: str) -> None:
    compare(site, query, FORMAT=format_name)


PLANS = """
from gavo import base, rscdesc
from service.answers import program
program.prepare(["taprun"])
from service.answers.streams import plans, templates
from service.answers.streams.questions import Question

def ask(query, number):
    return translations.make_plan(Question(query=query.format(number), maxrec=None, format="votable"))

for query in QUERIES:
    translations = templates.Translations(plans.make_plan)
    found = [ask(query, number) for number in range(4)]
    assert [plan.is_filled for plan in found] == [False, True, True, True]
    assert all(str(number) in plan.sql for number, plan in enumerate(found))
    assert found[2].is_current() and found[2].fields == found[3].fields
    base.caches.clearForName("occ/q")
    assert not found[2].is_current()
    assert [ask(query, number).is_filled for number in range(3)] == [False, True, True]
"""
FORMS_OF_NUMBERS = [
    "SELECT event_id FROM occ.event WHERE star_mag > {}",
    "SELECT COUNT(*), MAX(ra) FROM occ.event WHERE star_mag > {}",
    "SELECT e.ra + r.lon FROM occ.event AS e JOIN occ.report AS r USING (event_id) WHERE star_mag > {}",
]


def test_the_third_of_a_form_needs_no_translation_until_its_tables_change(site: RunningSite) -> None:
    settings = Dachs(Layout(site.var), Address(port=site.port)).make_environment()
    subprocess.run(
        [sys.executable, "-c", f"QUERIES = {FORMS_OF_NUMBERS!r}\n{PLANS}"],
        env=settings | {"PYTHONPATH": str(PROJECT)},
        cwd=PROJECT,
        check=True,
        **account_options(),
    )


def test_a_name_is_found_by_its_own_value(site: RunningSite) -> None:
    names = ask(site, "SELECT report_id FROM occ.report", FORMAT="csv").text.split()[1:]
    for name in names:
        query = f"SELECT report_id FROM occ.report WHERE report_id = '{name}'"
        assert ask(site, query, FORMAT="csv").text.split() == ["report_id", name]


def test_a_percent_sign_is_one_everywhere(site: RunningSite) -> None:
    query = "SELECT TOP 1 '50% off %s' AS words FROM occ.event WHERE body_name <> '100%' AND body_name LIKE '%'"
    for more in ({}, THROUGH_DACHS):
        assert ask(site, query, FORMAT="csv", **more).text.split("\r\n")[1] == "50% off %s"
