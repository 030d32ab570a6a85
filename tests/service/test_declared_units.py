"""What our examples and the queries of the pages return is declared in the unit that it is in."""

import re
from pathlib import Path

import pytest
import pyvo
from astropy.io.votable.tree import Field

from tests.conftest import ROOT
from tests.site_fixture import RunningSite

pytestmark = [pytest.mark.site, pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOWarning")]

#: Units by the names under which examples give computed columns.
UNITS = {"seconds": "s", "second_of_day": "s", "away": "deg", "first_d": "d", "first_mjd": "d"}
_EXAMPLES = [ROOT / f"resources/{name}/examples.rd" for name in ("occ", "phot")]


def examples() -> list[str]:
    """Return the queries of the TAP examples and of the front page that need no upload."""
    found = []
    for path in _EXAMPLES:
        found += re.findall(r"\.\. tapquery::\n(.*?)</meta>", path.read_text("utf-8"), re.DOTALL)
    page = (ROOT / "web/front.js").read_text("utf-8").partition("const EXAMPLES = {")[2].partition("\n};")[0]
    for block in re.split(r'"[^"\n]*":\n', page)[1:]:
        found.append("".join(re.findall(r'"(.*?)"', block)).replace("\\n", "\n"))
    queries = [query.replace("&gt;", ">").replace("&lt;", "<") for query in found]
    return [query for query in queries if "TAP_UPLOAD" not in query]


def test_all_examples_are_found() -> None:
    assert len(examples()) >= 15
    assert sum("AS seconds" in query for query in examples()) == 2


@pytest.mark.parametrize("query", examples())
def test_computed_columns_have_their_unit(site: RunningSite, query: str) -> None:
    answer = pyvo.dal.TAPService(f"{site.url}/tap").run_sync(query, maxrec=5)
    fields: list[Field] = list(answer.fielddescs)
    for field in fields:
        if field.name in UNITS:
            assert str(field.unit) == UNITS[field.name], field.name


def test_no_query_of_ours_multiplies_days_by_their_seconds() -> None:
    """A product with a plain number keeps the unit of the other factor."""
    texts: list[Path] = [*_EXAMPLES, ROOT / "README.md", *(ROOT / "web").glob("*.js"), *(ROOT / "web").glob("*.html")]
    for path in texts:
        for query in re.findall(r"SELECT\b.{0,2000}?\bFROM\b", path.read_text("utf-8"), re.DOTALL):
            assert not re.search(r"\*\s*(?:86400|24|1440|3600|111)", query), (path.name, query)
