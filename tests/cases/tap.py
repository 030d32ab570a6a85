"""How the tests of cases ask a TAP service."""

import csv
import io
import re
from html import unescape

import requests

from tests.site_fixture import RunningSite

Rows = list[dict[str, str]]


def ask(site: RunningSite, query: str, output: str = "csv", **parameters: str) -> requests.Response:
    """Return the answer to a synchronous query."""
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": query, "FORMAT": output, **parameters}
    return requests.post(f"{site.url}/tap/sync", data=data, timeout=100)


def ask_rows(site: RunningSite, query: str) -> Rows:
    """Return the rows of a query that works."""
    answer = ask(site, query)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def error_of(answer: requests.Response) -> tuple[str, str]:
    """Return message and hint of an error document."""
    text = answer.content.decode()
    message = re.search(r'<INFO name="QUERY_STATUS" value="ERROR">([^<]*)</INFO>', text)
    hint = re.search(r'<INFO name="HINT" value="HINT">([^<]*)</INFO>', text)
    assert message is not None, text
    return unescape(message[1]), "" if hint is None else unescape(hint[1])
