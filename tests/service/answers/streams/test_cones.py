"""Cone searches that are answered straight from the database are those of DaCHS, to the byte.

The work of service.answers.streams.cones is seen on the running site; how requests are read, by itself.
"""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.service.answers.streams.test_front import is_direct, without_date
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site

SERVICES = ("occ/q/cone", "phot/q/cone")
#: DaCHS answers a request with this header, which has no influence on the answer.
THROUGH_DACHS = {"Content-Encoding": "identity"}
#: Stars of the samples.
STARS = ((264.2056, -38.0767), (99.7421, 8.8113))


def ask(
    site: RunningSite, service: str, header: dict[str, str] | None = None, **given: str | float
) -> requests.Response:
    address = f"{site.url}/{service}/scs.xml?{urlencode(given)}"
    return requests.get(address, headers=header, timeout=120)


def compare(site: RunningSite, service: str, **given: str | float) -> requests.Response:
    mine, theirs = ask(site, service, None, **given), ask(site, service, THROUGH_DACHS, **given)
    assert not is_direct(theirs)
    assert mine.status_code == theirs.status_code
    assert without_date(mine.content) == without_date(theirs.content)
    for name in ("content-type", "content-disposition"):
        assert mine.headers.get(name) == theirs.headers.get(name)
    return mine


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("more", [{}, {"VERB": 1}, {"VERB": 2}, {"VERB": 3}, {"VERB": 3, "MAXREC": 10}, {"MAXREC": 1}])
@pytest.mark.parametrize("radius", [0, 0.01, "5.", 60, 89.9])
def test_answers_are_those_of_dachs(site: RunningSite, service: str, radius: str | float, more: dict[str, int]) -> None:
    for ra, dec in STARS:
        assert is_direct(compare(site, service, RA=ra, DEC=dec, SR=radius, **more))


def test_a_cut_answer_states_it_before_its_rows(site: RunningSite) -> None:
    ra, dec = STARS[0]
    answer = compare(site, "occ/q/cone", RA=ra, DEC=dec, SR=89, MAXREC=1)
    assert is_direct(answer)
    assert answer.headers["query-status"] == "OVERFLOW"
    assert 0 < answer.content.index(b'value="OVERFLOW"') < answer.content.index(b"<DATA>")
    assert b'value="OVERFLOW"' not in compare(site, "occ/q/cone", RA=ra, DEC=dec, SR=0.01, MAXREC=5).content


@settings(max_examples=60)
@given(
    ra=st.one_of(st.sampled_from(["0", "360", "360.0", "-0", "+1", "00.5"]), st.floats(0, 360).map(lambda x: f"{x:f}")),
    dec=st.one_of(st.sampled_from(["90", "-90", "0.", "-0.0"]), st.floats(-90, 90).map(lambda x: f"{x:.12f}")),
    sr=st.one_of(st.sampled_from(["0", "89.999"]), st.floats(0, 89).map(lambda x: f"{x:.3f}")),
    verbosity=st.sampled_from([None, "1", "2", "3"]),
)
def test_any_cone_is_answered_as_dachs_does(
    site: RunningSite, ra: str, dec: str, sr: str, verbosity: str | None
) -> None:
    more = {} if verbosity is None else {"VERB": verbosity}
    assert is_direct(compare(site, "occ/q/cone", RA=ra, DEC=dec, SR=sr, **more))


@pytest.mark.parametrize(
    "given",
    [
        {"RA": 10, "DEC": 20},
        {"RA": 10, "DEC": 20, "SR": 90},
        {"RA": 400, "DEC": 20, "SR": 1},
        {"RA": 10, "DEC": -91, "SR": 1},
        {"RA": "1e1", "DEC": 20, "SR": 1},
        {"RA": "nan", "DEC": 20, "SR": 1},
        {"RA": 10, "DEC": 20, "SR": 1, "VERB": 7},
        {"RA": 10, "DEC": 20, "SR": 1, "MAXREC": 0},
        {"RA": 10, "DEC": 20, "SR": 1, "n_positive": "3 .. 5"},
        {"RA": 10, "DEC": 20, "SR": 1, "RESPONSEFORMAT": "csv"},
        {"ra": 10, "dec": 20, "sr": 1},
        {"RA": ["10", "11"], "DEC": 20, "SR": 1},
    ],
)
def test_dachs_answers_what_is_asked_in_another_way(site: RunningSite, given: dict[str, object]) -> None:
    address = f"{site.url}/occ/q/cone/scs.xml?{urlencode(given, doseq=True)}"
    mine, theirs = requests.get(address, timeout=60), requests.get(address, headers=THROUGH_DACHS, timeout=60)
    assert not is_direct(mine)
    assert mine.status_code == theirs.status_code
    assert without_date(mine.content) == without_date(theirs.content)


@pytest.mark.parametrize("service", ["occ/q/nothing", "occ/none/cone", "occ/q/reports", "occ/q"])
def test_other_addresses_are_left_to_dachs(site: RunningSite, service: str) -> None:
    answer = ask(site, service, RA=1, DEC=2, SR=3)
    assert answer.status_code in (403, 404)


def test_many_at_once_get_what_each_asked_for(site: RunningSite) -> None:
    def fetch(number: int) -> bool:
        ra, dec = STARS[number % 2]
        answer = ask(site, SERVICES[number % 2], RA=ra, DEC=dec, SR=number / 1000 + 0.01, VERB=1)
        return f"RA={ra}&amp;DEC={dec}&amp;SR={number / 1000 + 0.01}&amp;" in answer.text and "STREAM" in answer.text

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(fetch, range(200)))
