"""The text of an EAON form taken apart: sections, fields, event lines, comment, and what no column holds."""

import pytest

from formats.forms.legacy_text import clean, is_title, section_of, take_apart

FORM = """ASTEROIDAL OCCULTATION - REPORT FORM
1 DATE: 25 August 2022  STAR: UCAC4 350-187717
  ASTEROID: Hildrun  N: 928
2 OBSERVER: Name: Wilhelm Herschel   E-mail: w@herschel.de
  Phone: 123
3 OBSERVING STATION  Nearest city: Berlin
  Longitude (W): 13 22 13.8
  Latitude: +52 58 48
4 TIMING OF EVENTS
  OCCULTATION RECORDED: POSITIVE
  Event  Time (UT) P.E. Acc.
  S - 20:01:00
  D - 20:02:30.5  0.3  0.1
  Ie- 20:02:32
  Q - 20:02:33
  E - 20:04:00
  Reaction time applied? : no
5 TELESCOPE: Newton
  Aperture (mm): 200
  Colour: red
6 TIMING & RECORDING
  Camera: Watec
    and a lens
7 OBSERVING CONDITIONS
  Wind: none
8 ADDITIONAL COMMENTS
thin clouds
D - 20:09:00
""".splitlines()


def test_fields_by_their_columns() -> None:
    text = take_apart(FORM)
    found = {column: (entry.text, entry.line) for column, entry in text.entries.items()}
    assert found["date"] == ("25 August 2022", 2)
    assert found["star"] == ("UCAC4 350-187717", 2)
    assert (found["body_name"][0], found["body_number"][0]) == ("Hildrun", "928")
    assert (found["observer"][0], found["email"][0], found["site"][0]) == (
        "Wilhelm Herschel",
        "w@herschel.de",
        "Berlin",
    )
    assert (found["lon"], found["lat"]) == (("13 22 13.8 W", 7), ("+52 58 48", 8))
    assert found["outcome"] == ("POSITIVE", 10)
    assert (found["aperture"][0], found["camera"][0]) == ("200 mm", "Watec and a lens")
    assert text.n_heads == 8


def test_event_lines() -> None:
    events = take_apart(FORM).events
    assert [event.code for event in events] == ["S", "D", "J", "?", "E"]
    assert [event.line for event in events] == [12, 13, 14, 15, 16]
    assert events[1].rest.split() == ["20:02:30.5", "0.3", "0.1"]


def test_comment_private_words_and_strangers() -> None:
    text = take_apart(FORM, first_line=101)
    assert text.comment == ["", "thin clouds", "D - 20:09:00"]
    assert text.comment_line == 127
    assert "Phone=123" in text.private
    assert [(entry.key, entry.text) for entry in text.unknown] == [("Colour", "red")]
    assert text.reaction == ["Reaction time applied? : no".replace(" :", ":")]


def test_a_field_given_twice_is_kept_apart() -> None:
    text = take_apart(["7 OBSERVING CONDITIONS", "Wind: none", "Wind: strong"])
    assert text.entries["wind"].text == "none"
    assert [(column, entry.text) for column, entry in text.repeated] == [("wind", "strong")]


def test_the_zone_of_the_table_of_events() -> None:
    text = take_apart(["4 TIMING OF EVENTS", "Event  Time (CEST)", "D - 22:02:30"])
    assert text.zone is not None
    assert text.zone_line == 2
    assert not text.has_personal_equation
    assert take_apart(FORM).zone is None


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("1. DATE: x", 1),
        ("> 3 OBSERVING STATION", 3),
        ("| TIMING OF EVENTS |", 4),
        ("6 TIMING + RECORDING", 6),
        ("OBSERVER", 2),
        ("OBSERVER was late", None),
        ("COMMENTS", None),
        ("8 COMMENTS", 8),
        ("Wind: none", None),
    ],
)
def test_heads_of_sections(line: str, section: int | None) -> None:
    assert section_of(line) == section


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASTEROIDAL OCCULTATION - REPORT FORM", True),
        ("astroidial occultation report  form", True),
        ("LUNAR OCCULTATION - REPORT FORM", False),
    ],
)
def test_titles(text: str, expected: bool) -> None:
    assert is_title(text) is expected


def test_lines_without_borders_and_wide_gaps() -> None:
    assert clean("> | Wind  :   none   | ") == "Wind: none".replace(": ", ":\t")
    assert clean("+-------+") == ""
