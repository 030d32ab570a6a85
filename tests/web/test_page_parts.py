"""Tables, numbers, texts of queries, and addresses, as every page makes them."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.browser import Page

pytestmark = pytest.mark.client


@pytest.mark.parametrize(
    ("text", "written"),
    [("a", "'a'"), ("O'Neill", "'O''Neill'"), ("''", "''''''"), ("", "''"), ("x' OR '1'='1", "'x'' OR ''1''=''1'")],
)
def test_texts_cannot_leave_their_quotes(blank: Page, text: str, written: str) -> None:
    assert blank.evaluate(f"import('/tap.js').then((m) => m.literal({json.dumps(text)}))") == written


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_quoted_text_is_the_text(blank: Page, text: str) -> None:
    written = blank.evaluate(f"import('/tap.js').then((m) => m.literal({json.dumps(text)}))")
    assert written[0] == written[-1] == "'"
    assert "'" not in written[1:-1].replace("''", "")
    assert written[1:-1].replace("''", "'") == text


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_identifiers_come_whole_out_of_addresses(blank: Page, text: str) -> None:
    script = """((id) => import('/addresses.js').then((m) => {
      const file = new URL(m.fileAddress("event", id, { FORMAT: "ds9", FACTOR: "10" }), location.origin);
      const links = new URL(m.linksAddress("lightcurve", id), location.origin);
      const target = new URL(m.targetPage(id), location.origin);
      return [file.pathname, ...file.searchParams.values(), links.pathname, links.searchParams.get("ID"),
        target.searchParams.get("id"), decodeURIComponent(m.eventPage(id).split("/").pop())]; }))"""
    found = blank.evaluate(f"{script}({json.dumps(text)})")
    assert found == ["/occ/chord/dl/dlget", text, "ds9", "10", "/occ/lc/dl/dlmeta", text, text, text]


def test_numbers(blank: Page) -> None:
    script = """import('/numbers.js').then(({fixed, withError, edgeText}) => [
      fixed(1.25, 1), fixed(12, 0, "cm"), fixed(null, 2, "s"), fixed("7", 2), withError(1.234, 0.05, 2, "km"),
      withError(1.234, null, 1), withError(null, 0.1, 1, "km"), edgeText(60310.25, 0.0123), edgeText(60310.25, null),
      edgeText(null, 0.1)])"""
    assert blank.evaluate(script) == [
        "1.3",
        "12 cm",
        "",
        "",
        "1.23 ± 0.05 km",
        "1.2",
        "",
        "06:00:00.000 ± 0.012 s",
        "06:00:00.000",
        "",
    ]


def test_table_of_cells(blank: Page) -> None:
    script = """import('/table.js').then(({makeTable}) => {
      const own = document.createElement("th");
      own.textContent = "own";
      const lines = [[1, "<b>", own], [null, true, document.createElement("i")]];
      const table = makeTable(["A", "B", own.cloneNode(true)], lines);
      return table.outerHTML; })"""
    assert blank.evaluate(script) == (
        '<table><thead><tr><th scope="col">A</th><th scope="col">B</th><th>own</th></tr></thead><tbody>'
        '<tr><td class="number">1</td><td>&lt;b&gt;</td><th>own</th></tr>'
        "<tr><td></td><td>true</td><td><i></i></td></tr></tbody></table>"
    )


def test_columns_without_a_word_are_left_out(blank: Page) -> None:
    script = """import('/table.js').then(({makeFilledTable}) => makeFilledTable(
      ["A", "B", "C"], [["a", "", ""], ["", "", "c"]]).innerText)"""
    assert "".join(blank.evaluate(script).split()) == "ACac"


def test_every_colour_of_the_style_sheet_can_be_asked_for(blank: Page) -> None:
    script = """(async () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(await (await fetch("/palette.css")).text());
      document.adoptedStyleSheets = [sheet];
      const { color, outcomeColor } = await import("/plot.js");
      const others = ["--filter-u", "--filter-V", "--nosuch"].map(color);
      return [outcomeColor("positive"), outcomeColor("no_data"), ...others];
    })()"""
    assert blank.evaluate(script) == ["#009e73", "#999999", "#7b3fe4", "#4d9a1c", ""]
