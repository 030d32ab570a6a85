"""Every colour is stated in one file, which style sheets, scripts and Python read."""

import re

import pytest

from export.ground_track import PATH_COLOURS
from export.palette import PALETTE, read_palette
from export.sky_overlay import COLOURS, LIMB_COLOUR
from tests.conftest import ROOT

SOURCE = ROOT / "web/palette.css"
#: A colour as style sheets, scripts and Python write it; neither ``&#143;`` nor the name of an element is one.
COLOUR = re.compile(r"(?<![\w&#])(?:#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|(?:rgb|hsl)a?\([0-9])", re.IGNORECASE)
KINDS = {".cfg", ".css", ".html", ".js", ".json", ".py", ".rc", ".rd"}
ROOMS = ("etc", "export", "formats", "ingest", "reduction", "resources", "schemas", "service", "web")


def colours_in(text: str) -> list[str]:
    return [found[0] for found in COLOUR.finditer(text)]


@pytest.mark.parametrize("text", ["a { color: #fff }", 'x = "#0072b2"', "#0072B2AA", "rgb(1, 2, 3)", "hsla(120 5% 5%)"])
def test_colour_is_seen(text: str) -> None:
    assert colours_in(text)


@pytest.mark.parametrize("text", ["&#143;", "#limbs .facts {", 'find("#ask button")', "var(--limb)", "issue#123"])
def test_other_signs_are_no_colours(text: str) -> None:
    assert not colours_in(text)


def test_no_other_file_holds_a_colour() -> None:
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in KINDS and path != SOURCE]
    assert len(paths) > 200
    assert {str(path): found for path in paths if (found := colours_in(path.read_text(encoding="utf-8")))} == {}


def test_logo_is_drawn_in_colours_of_the_palette() -> None:
    """A picture within a page cannot read the page's style sheets."""
    assert set(colours_in((ROOT / "web/logo.svg").read_text(encoding="utf-8"))) <= set(PALETTE.values())


def test_every_colour_is_read_and_named_once() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert list(PALETTE.values()) == colours_in(text)
    assert read_palette("a {\n  --a: #0072b2;\n--b-c_D: #ffffff;\n}") == {"a": "#0072b2", "b-c_D": "#ffffff"}


def test_every_colour_is_used() -> None:
    files = [*(ROOT / "web").glob("*.*s*"), *(ROOT / "export").glob("*.py"), ROOT / "web/logo.svg"]
    text = "".join(path.read_text(encoding="utf-8") for path in files if path != SOURCE)
    # Scripts and Python put the names of these together with a code.
    made = ("outcome-", "filter-")
    unused = [
        name
        for name, colour in PALETTE.items()
        if not name.startswith(made) and name not in text and colour not in text
    ]
    assert unused == []
    assert all(start in text for start in made)


def test_every_name_that_styles_and_scripts_use_is_known() -> None:
    own = {"paper", "card", "ink", "quiet", "line", "link", "band", "gold", "good", "code"}
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "web").glob("*.*s") if path != SOURCE}
    used = {name for text in texts.values() for name in re.findall(r"(?:var\(|color\(\")--([\w-]++)[)\"]", text)}
    assert len(used) > 20
    assert used - own - PALETTE.keys() - {"outcome-", "filter-"} == set()


def test_overlays_are_drawn_in_colours_of_the_palette() -> None:
    assert {*COLOURS.values(), LIMB_COLOUR, *PATH_COLOURS.values()} <= set(PALETTE.values())
    assert len(set(COLOURS.values())) == len(COLOURS)
