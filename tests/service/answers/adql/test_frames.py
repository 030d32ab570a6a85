"""Frames of space and time stay on columns and aliases in every answer, and never come to expressions."""

import io
from collections.abc import Mapping

import pytest
from astropy.io.votable import parse
from astropy.io.votable.tree import VOTableFile

from service.answers.adql.frames import is_plain
from tests.cases.tap import ask, ask_rows
from tests.site_fixture import RunningSite

#: What a frame says, without its name.
Frame = tuple[str | None, ...] | None
_FLOATS = ("double", "float")


def read_frames(document: VOTableFile) -> dict[str, Frame]:
    """Return the frame of each column of an answer's table."""
    resource = document.resources[0]
    frames: dict[str, Frame] = {
        system.ID: (system.system, system.epoch, getattr(system, "refposition", None))
        for system in resource.coordinate_systems
    }
    for time in resource.time_systems:
        frames[time.ID] = (time.timescale, str(time.timeorigin), time.refposition)
    return {field.name: frames.get(field.ref or "") for field in resource.tables[0].fields}


def find_frames(site: RunningSite, query: str) -> Mapping[str, Frame]:
    answer = ask(site, query, "votabletd")
    assert answer.status_code == 200, answer.text
    return read_frames(parse(io.BytesIO(answer.content)))


class Node:
    """A node of DaCHS' tree of a query."""

    def __init__(self, type: str, *children: object) -> None:
        self.type = type
        self.children = children


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Node("columnReference"), True),
        (Node("x", "(", Node("columnReference"), ")"), True),
        (Node("x", "(", Node("x", "(", Node("columnReference"), ")"), ")"), True),
        (Node("factor", "-", Node("columnReference")), False),
        (Node("x", Node("columnReference"), "+", Node("columnReference")), False),
        (Node("x", "MAX", "(", Node("columnReference"), ")"), False),
        (Node("x", "(", Node("factor", "-", Node("columnReference")), ")"), False),
        (Node("x", "(", "1", ")"), False),
    ],
)
def test_plain_is_a_column_with_or_without_parentheses(node: Node, *, expected: bool) -> None:
    assert is_plain(node) is expected


ICRS: Frame = ("ICRS", None, None)


@pytest.fixture(scope="module")
def closest(site: RunningSite) -> Frame:
    """Return the frame of occ.event.time_closest."""
    frame = find_frames(site, "SELECT TOP 1 time_closest FROM occ.event")["time_closest"]
    assert frame == ("UTC", "MJD-origin", "GEOCENTER")
    return frame


@pytest.mark.site
def test_expressions_have_no_frame_and_columns_keep_theirs(site: RunningSite, closest: Frame) -> None:
    query = "SELECT TOP 1 ra, dec, ra+1 AS x, time_closest, time_closest+1 AS t FROM occ.event"
    assert find_frames(site, query) == {"ra": ICRS, "dec": ICRS, "x": None, "time_closest": closest, "t": None}


@pytest.mark.site
@pytest.mark.parametrize(
    ("query", "columns", "expressions"),
    [
        ("SELECT TOP 1 time_closest AS t, time_closest AS u, time_closest FROM occ.event", "t u time_closest", ""),
        ("SELECT TOP 1 (time_closest) AS t, -time_closest AS u FROM occ.event", "t", "u"),
        ("SELECT MAX(time_closest) AS t, AVG(time_closest) AS u, SUM(time_closest) AS v FROM occ.event", "", "t u v"),
        (
            "SELECT TOP 1 time_closest AS t, COUNT(*) AS n, MIN(time_predicted) AS u FROM occ.event "
            "GROUP BY time_closest",
            "t",
            "n u",
        ),
        ("SELECT TOP 1 ROUND(time_closest, 2) AS t, COALESCE(time_closest, 0) AS u FROM occ.event", "", "t u"),
        ("SELECT TOP 1 CAST(time_closest AS REAL) AS t, in_unit(time_closest, 's') AS u FROM occ.event", "", "t u"),
        ("SELECT TOP 1 t, u FROM (SELECT time_closest AS t, time_closest+1 AS u FROM occ.event) AS q", "t", "u"),
        ("SELECT TOP 1 t+1 AS v, t AS w FROM (SELECT time_closest AS t FROM occ.event) AS q", "w", "v"),
        ("SELECT TOP 1 * FROM (SELECT time_closest AS t, time_closest+1 AS u FROM occ.event) AS q", "t", "u"),
        ("WITH w AS (SELECT time_closest AS t, time_closest/2 AS u FROM occ.event) SELECT TOP 1 * FROM w", "t", "u"),
        (
            "SELECT TOP 1 e.time_closest AS t, e.time_closest*1 AS u FROM occ.event AS e "
            "JOIN occ.report AS r USING (event_id)",
            "t",
            "u",
        ),
        (
            "SELECT TOP 1 a.time_closest AS t, b.time_closest AS u, a.time_closest-b.time_closest AS v "
            "FROM occ.event AS a JOIN occ.event AS b ON a.event_id=b.event_id",
            "t u",
            "v",
        ),
        (
            "SELECT time_closest AS t FROM occ.event UNION SELECT time_closest AS t FROM occ.event",
            "t",
            "",
        ),
        (
            "SELECT time_closest AS t FROM occ.event UNION SELECT time_closest+1 AS t FROM occ.event",
            "",
            "t",
        ),
        (
            "SELECT time_closest+1 AS t FROM occ.event EXCEPT SELECT time_closest AS t FROM occ.event",
            "",
            "t",
        ),
        (
            "SELECT TOP 1 time_closest AS t FROM occ.event UNION ALL SELECT TOP 1 time_start AS t FROM occ.report",
            "",
            "t",
        ),
    ],
)
def test_frames_follow_columns(site: RunningSite, closest: Frame, query: str, columns: str, expressions: str) -> None:
    expected = dict.fromkeys(columns.split(), closest) | dict.fromkeys(expressions.split())
    assert find_frames(site, query) == expected


@pytest.mark.site
def test_a_second_alias_of_one_coordinate_has_its_frame_too(site: RunningSite) -> None:
    frames = find_frames(site, "SELECT TOP 1 ra, dec, ra AS x, ra AS y, dec AS z, 2*dec AS twice FROM occ.event")
    assert frames == {"ra": ICRS, "dec": ICRS, "x": ICRS, "y": ICRS, "z": ICRS, "twice": None}


@pytest.mark.site
def test_columns_of_two_tables_have_the_frames_of_their_tables(site: RunningSite) -> None:
    query = "SELECT TOP 1 r.*, e.time_closest FROM occ.report AS r JOIN occ.event AS e USING (event_id)"
    alone = find_frames(site, "SELECT TOP 1 * FROM occ.report")
    found = find_frames(site, query)
    assert {name: found[name] for name in alone} == alone
    assert found["time_closest"] != found["time_start"]


@pytest.mark.site
def test_every_published_table(site: RunningSite) -> None:
    tables = [row["table_name"] for row in ask_rows(site, "SELECT table_name FROM TAP_SCHEMA.tables")]
    assert len(tables) > 20
    n_frames = 0
    for table in tables:
        document = parse(io.BytesIO(ask(site, f"SELECT TOP 1 * FROM {table}", "votabletd").content))
        frames = read_frames(document)
        floats = [
            field.name
            for field in document.resources[0].tables[0].fields
            if field.datatype in _FLOATS and field.arraysize is None and frames[field.name] is not None
        ]
        n_frames += len([frame for frame in frames.values() if frame is not None])
        if not floats:
            continue
        words = [f"{name}, {name} AS a_{name.lower()}, {name}+0 AS x_{name.lower()}" for name in floats]
        found = find_frames(site, f"SELECT TOP 1 {', '.join(words)} FROM {table}")
        expected = {
            key: frame
            for name in floats
            for key, frame in ((name, frames[name]), (f"a_{name.lower()}", frames[name]), (f"x_{name.lower()}", None))
        }
        assert found == expected, table
    assert n_frames > 40
