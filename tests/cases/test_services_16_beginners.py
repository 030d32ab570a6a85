"""Usual slips in ADQL: the answer says what is wrong, where, and how to write it.

On the running site: `service.answers.adql.explain` and `service.answers.adql.execution`.
"""

import pytest

from tests.cases.tap import ask, error_of
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
#: Query, words of the message, words of the hint.
SLIPS = [
    ("SELECT * FROM occ.event LIMIT 5", "LIMIT", "SELECT TOP 5 * FROM occ.event"),
    ("select distinct star from occ.event where ra > 3 limit 7;", "LIMIT", "select distinct TOP 7 star from occ.event"),
    ("SELECT ra FROM occ.event FETCH FIRST 5 ROWS ONLY", "FETCH", "TOP"),
    ("SELECT TOP 1 ra FROM occ.event;", ";", "leave"),
    ("SELECT ra FROM occ.event; SELECT dec FROM occ.event", "more than one", "one query at a time"),
    ("SELECT time FROM occ.event", "TIME is a reserved word", '"time"'),
    ("SELECT ra AS distance FROM occ.event", "DISTANCE is a reserved word", '"distance"'),
    ('SELECT * FROM occ.event WHERE body_name="Chariklo"', '"Chariklo"', "'Chariklo'"),
    ('SELECT * FROM occ.event WHERE body_name IN ("Cerga", "O\'Neil")', '"Cerga"', "'Cerga'"),
    ('SELECT * FROM occ.event WHERE body_name LIKE "Ch%"', '"Ch%"', "'Ch%'"),
    ('SELECT "Body_Name" FROM occ.event', '"Body_Name"', "body_name without quotes"),
    ("SELECT d_time FROM occ.report WHERE d_time > '2017-01-01'", "MJD", "gavo_to_mjd('2017-01-01')"),
    ("SELECT d_time FROM occ.report WHERE d_time BETWEEN '2017-01-01T12:00:00' AND 58000", "MJD", "gavo_to_mjd("),
    ('SELECT TOP 1 ra FROM "occ.event"', '"occ.event"', "occ.event without quotes"),
    ("SELECT TOP 1 ra FROM event", "no schema", "occ.event"),
    ("SELECT TOP 1 ra FROM occ.events", "no table occ.events", "occ.event"),
    ("SELECT bodyname FROM occ.event", "no column bodyname", "body_name"),
    ("SELECT e.body_nam FROM occ.event AS e", "no column", "body_name"),
    ("SELECT * FROM occ.event INNER JOIN occ.report", "JOIN", "USING (event_id)"),
    ("SELECT ra FROM occ.event WHERE ra == 4", "==", "single ="),
    ("SELECT ra FROM occ.event WHERE ra > 4 && dec > 3", "&&", "AND"),
    ("SELECT ra, FROM occ.event", "comma", "leave the comma out"),
    ("SELECT TOP 5 DISTINCT ra FROM occ.event", "DISTINCT", "DISTINCT TOP 5"),
    ("SELECT ra FROM occ.event WHERE body_name = ’Chariklo’", "’", "straight single quotes"),
    ("SELECT ra FROM occ.event WHERE body_name = 'Chariklo", "no closing '", "close it"),
    ("SELECT ra FROM occ.event WHERE (ra > 3 AND (dec < 3)", "not closed", "close it"),
    ("SELECT ra FROM occ.event WHERE ra > 3)", "closes nothing", "leave it out"),
    ("SELECT LEN(body_name) FROM occ.event", "no function LEN", "LIKE '___%'"),
    ("SELECT CHAR_LENGTH(body_name) FROM occ.event", "no function CHAR_LENGTH", "LIKE '___%'"),
    ("SELECT TOP 3 SUBSTRING(body_name, 1, 3) AS s FROM occ.event", "no function SUBSTRING", "AS CHAR(3)"),
    ("SELECT ra / NULLIF(dec, 0) AS q FROM occ.event", "no function NULLIF", "CASE WHEN"),
    ("SELECT gavo_to_mdj('2017-01-01') FROM occ.event", "", "gavo_to_mjd"),
    ("SELECT report_id, MAX(d_time) FROM occ.report", "GROUP BY", "MIN, MAX"),
    ("SELECT event_id FROM occ.event JOIN occ.report ON event_id=event_id", "qualified", "e.event_id"),
    ("SELECT body_name FROM occ.event WHERE body_name = 3", "a text", "single quotes"),
    ("DROP TABLE occ.event", "DROP", "SELECT"),
    ("occ.event", "no query", "SELECT"),
    ("SELECT ra FROM occ.event ORDER BY", "line 1, column 26", ""),
    ("SELECT 1/0 AS x FROM occ.event", "division by zero", "CASE WHEN n <> 0"),
    ("SELECT ra FROM tap_upload.mine", "mine was uploaded", "UPLOAD=mine"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "message", "hint"), SLIPS)
def test_slips_are_named(site: RunningSite, query: str, message: str, hint: str) -> None:
    answer = ask(site, query)
    assert answer.status_code == 400
    found = error_of(answer)
    assert message in found[0], found
    assert hint in found[1], found
    for word in ("cursor", "CURSOR", "QuotedName", "Node", "public."):
        assert word not in found[0]


def test_places_are_counted_by_lines(site: RunningSite) -> None:
    message, _ = error_of(ask(site, "SELECT *\n-- LIMIT 3 is a comment\nFROM occ.event\n  LIMIT 5"))
    assert "line 4, column 3" in message


@pytest.mark.parametrize("literal", ["'LIMIT 5'", "'a;b'", "'a == b'", "'it''s'", "'“'"])
def test_texts_are_left_alone(site: RunningSite, literal: str) -> None:
    assert ask(site, f"SELECT event_id FROM occ.event WHERE body_name = {literal}").status_code == 200


@pytest.mark.parametrize("parameters", [{"LANG": "PQL"}, {"FORMAT": "nonsense"}, {"REQUEST": "drawQuery"}])
def test_faults_of_the_user_are_400(site: RunningSite, parameters: dict[str, str]) -> None:
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": "SELECT TOP 1 ra FROM occ.event"} | parameters
    answer = ask(site, data.pop("QUERY"), data.pop("FORMAT", "csv"), **data)
    assert answer.status_code == 400
