"""The fields of a form: empty fields, values of each kind, and texts that are kept because they cannot be read."""

from datetime import date

import pytest

from formats.files.remarks import Remarks
from formats.forms.form import ahead_text, datum_of, is_empty, is_placeholder
from formats.forms.form_words import TELESCOPES
from formats.words.quantity import parse_length_cm, parse_seconds
from formats.words.zones import zone_named
from schemas.codes import Telescope
from schemas.finding import FindingCode
from schemas.instant import mjd_of
from tests.formats.forms.filled_form import codes_of, fill


@pytest.mark.parametrize(("text", "column"), [(" ", "site"), ("n/a", "camera"), ("NA", "camera")])
def test_what_leaves_a_field_empty(text: str, column: str) -> None:
    assert is_empty(text, column)
    assert not fill(Remarks(), **{column: text}).has(column)


@pytest.mark.parametrize(
    ("text", "column"), [("NA", "country"), ("Na", "site"), ("Nil", "observer"), ("0", "alt"), ("no", "comment")]
)
def test_what_is_a_value(text: str, column: str) -> None:
    assert not is_empty(text, column)
    assert fill(Remarks(), **{column: text}).has(column)


@pytest.mark.parametrize(
    ("text", "is_blank"),
    [("%DATE%", True), ("hh:mm:ss.ss", True), ("XXXX", True), ("+DD MM SS.S", True), ("52 58 48", False)],
)
def test_placeholders_of_the_blank_form(text: str, is_blank: bool) -> None:
    remarks = Remarks()
    form = fill(remarks, lat=text)
    assert is_placeholder(text) is is_blank
    assert codes_of(remarks) == [FindingCode.TEMPLATE_UNFILLED] * is_blank
    assert form.other == [f"Lat={text}"] * is_blank


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("(WGS84)", "WGS84"),
        ("GPS", "WGS84"),
        ("ED 50", "ED1950"),
        ("NAD-27", "NAD1927"),
        ("Tokyo", "Tokyo"),
        ("x", None),
    ],
)
def test_datums(text: str, datum: str | None) -> None:
    assert datum_of(text) == datum


@pytest.mark.parametrize(
    ("seconds", "words"), [(3600.0, "1 h taken off"), (-19800.0, "5.5 h added"), (18.0, "18 s taken off")]
)
def test_zones_in_words(seconds: float, words: str) -> None:
    assert ahead_text(seconds) == words


def test_numbers() -> None:
    remarks = Remarks()
    form = fill(remarks, aperture="8 inch", d_err="0.3 (2 sigma)", exposure="long", duration="4.2 s")
    assert form.number("aperture", parse_length_cm) == pytest.approx(20.32)
    assert form.number("d_err", parse_seconds) == 0.3
    assert form.number("exposure", parse_seconds) is None
    assert form.number("duration", parse_seconds) == 4.2
    assert form.number("alt", parse_seconds) is None
    assert [(finding.code, finding.line) for finding in remarks.findings()] == [
        (FindingCode.VALUE_DERIVED, 1),
        (FindingCode.VALUE_DERIVED, 2),
        (FindingCode.VALUE_UNREADABLE, 3),
    ]
    assert "Exposure=long" in form.other


@pytest.mark.parametrize(
    ("lon", "degrees", "codes"),
    [
        ("+13 22 13.8", 13.3705, []),
        ("13 22 13.8 W", -13.3705, []),
        ("13 22 13.8", 13.3705, [FindingCode.VALUE_DERIVED]),
        ("-13 22 13.8 E", None, [FindingCode.COORDINATES_SIGN]),
        ("13 22 13.8 N", None, [FindingCode.VALUE_UNREADABLE]),
        ("+13 72 13.8", None, [FindingCode.COORDINATES_RANGE]),
    ],
)
def test_angles(lon: str, degrees: float | None, codes: list[FindingCode]) -> None:
    remarks = Remarks()
    found = fill(remarks, lon=lon).angle("lon")
    if degrees is not None:
        assert found == pytest.approx(degrees)
    assert codes_of(remarks) == codes


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("3", "sct", []),
        ("3 - SCT", "sct", []),
        ("Schmidt-Cassegrain", "sct", [FindingCode.VALUE_DERIVED]),
        ("an old Newton", "newtonian", [FindingCode.VALUE_DERIVED]),
        ("a mirror", None, [FindingCode.CODE_UNKNOWN]),
    ],
)
def test_codes(text: str, value: str | None, codes: list[FindingCode]) -> None:
    remarks = Remarks()
    assert fill(remarks, telescope=text).code("telescope", Telescope, TELESCOPES) == value
    assert codes_of(remarks) == codes


def test_dates() -> None:
    remarks = Remarks()
    found = fill(remarks, date="25 August 2022").calendar_date()
    assert found is not None
    assert found.day == date(2022, 8, 25)
    assert codes_of(remarks) == []
    assert fill(remarks, date="some day").calendar_date() is None
    assert codes_of(remarks) == [FindingCode.VALUE_UNREADABLE]


def test_an_ambiguous_date_is_read_as_the_prediction_has_it() -> None:
    remarks = Remarks()
    found = fill(remarks, date="07/08/2022", time_predicted="8 July 2022 20:02:31").calendar_date()
    assert found is not None
    assert found.day == date(2022, 7, 8)
    alone = fill(remarks, date="07/08/2022").calendar_date()
    assert alone is not None
    assert codes_of(remarks) == [FindingCode.VALUE_DERIVED]


@pytest.mark.parametrize(
    ("text", "seconds", "code"),
    [
        ("20:02:31.5 UT", 72151.5, None),
        ("22:02:31.5 CEST", 72151.5, FindingCode.TIME_ZONE),
        ("0:30:00 MEZ", -1800.0, FindingCode.TIME_ZONE),
        ("8:02:31 pm", None, FindingCode.VALUE_UNREADABLE),
        ("20:02:60.5", None, FindingCode.VALUE_UNREADABLE),
        ("20:02:31 local time", None, FindingCode.TIME_ZONE),
        ("late", None, FindingCode.VALUE_UNREADABLE),
    ],
)
def test_times(text: str, seconds: float | None, code: FindingCode | None) -> None:
    remarks = Remarks()
    found = fill(remarks, time_start=text, date="25 August 2022").time("time_start")
    assert (None if found is None else found.seconds) == seconds
    assert codes_of(remarks) == ([] if code is None else [code])


def test_a_zone_of_the_whole_form_holds_for_times_that_name_none() -> None:
    remarks = Remarks()
    form = fill(remarks, time_start="22:02:31", date="25 August 2022")
    form.zone = zone_named("CEST")
    found = form.time("time_start")
    assert found is not None
    assert found.seconds == 72151.0
    assert form.zones == {"time_start": form.zone.name}


def test_the_predicted_instant_and_its_day() -> None:
    remarks = Remarks()
    form = fill(remarks, time_predicted="25 Aug; 2022 20:02:31 UT")
    assert form.predicted(None) == (mjd_of(date(2022, 8, 25), 72151.0), date(2022, 8, 25))
    clock = fill(remarks, time_predicted="20:02:31", date="25 August 2022")
    assert clock.predicted(clock.calendar_date()) == (mjd_of(date(2022, 8, 25), 72151.0), None)
    assert codes_of(remarks) == []


def test_private_words_are_taken_out_and_kept() -> None:
    form = fill(Remarks(), comment="write to w@herschel.de\n soon ")
    assert "@" not in (form.public("comment") or "")
    assert form.other == ["Comment=write to w@herschel.de\n soon "]
    assert form.text("comment") == "write to w@herschel.de soon"
