"""What is answered straight from the database, and what is left to DaCHS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers.streams.questions import Question, read_question

PLAIN = {b"REQUEST": [b"doQuery"], b"LANG": [b"ADQL"], b"QUERY": [b"SELECT TOP 1 * FROM occ.event"]}
QUERY = "SELECT TOP 1 * FROM occ.event"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, Question(query=QUERY, maxrec=None, format="votable")),
        ({b"FORMAT": [b"csv"]}, Question(query=QUERY, maxrec=None, format="csv")),
        ({b"responseformat": [b"tsv"], b"format": [b"csv"]}, Question(query=QUERY, maxrec=None, format="tsv")),
        ({b"MAXREC": [b"0"]}, Question(query=QUERY, maxrec=0, format="votable")),
        ({b"MAXREC": [b" 12 "], b"RUNID": [b"x"]}, Question(query=QUERY, maxrec=12, format="votable")),
        ({b"FORMAT": [b""], b"MAXREC": [b""]}, Question(query=QUERY, maxrec=None, format="votable")),
    ],
)
def test_plain_questions_are_read(more: dict[bytes, list[bytes]], expected: Question) -> None:
    assert read_question(PLAIN | more) == expected


@pytest.mark.parametrize(
    "more",
    [
        {b"UPLOAD": [b"a,param:b"]},
        {b"LANG": [b"SQL"]},
        {b"REQUEST": [b"getCapabilities"]},
        {b"QUERY": [b" "]},
        {b"QUERY": [b"SELECT 1", b"SELECT 2"]},
        {b"query": [b"SELECT 2"]},
        {b"QUERY": [b"\xff"]},
        {b"QUERY": [b"x" * 20_001]},
        {b"MAXREC": [b"-1"]},
        {b"MAXREC": [b"many"]},
        {b"PHASE": [b"RUN"]},
        {b"VERSION": [b"1.1"]},
    ],
)
def test_what_is_asked_in_another_way_is_left_to_dachs(more: dict[bytes, list[bytes]]) -> None:
    assert read_question(PLAIN | more) is None


@pytest.mark.parametrize("name", [b"LANG", b"QUERY"])
def test_what_is_missing_is_left_to_dachs(name: bytes) -> None:
    assert read_question({key: value for key, value in PLAIN.items() if key != name}) is None


@given(st.dictionaries(st.binary(max_size=8), st.lists(st.binary(max_size=30), max_size=2), max_size=4))
def test_any_parameters_are_read_or_left(more: dict[bytes, list[bytes]]) -> None:
    found = read_question(PLAIN | more)
    assert found is None or found.query
