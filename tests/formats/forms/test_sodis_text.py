"""The writer of SODIS forms: the text of each line, and the values that a form cannot hold."""

from dataclasses import replace

import pytest

from formats.forms.sodis_text import NotWritableError, write_form
from schemas.codes import Outcome
from schemas.leap_seconds import mjd_in_day
from schemas.reading import StationReport
from schemas.report import Contact, Timing
from tests.records import EVENT, NEGATIVE, REPORT, at


def lines_of(station: StationReport) -> dict[str, str]:
    text = write_form(station, EVENT)
    assert text.endswith("\r\n")
    pairs = (line[1:].split(":", 1) for line in text.split("\r\n") if line.startswith("#") and ":" in line)
    return {key: value.strip() for key, value in pairs}


def test_a_positive_report() -> None:
    lines = lines_of(StationReport(report=REPORT, contact=Contact(email="w@herschel.de")))
    assert lines["Occultation"] == "POSITIVE"
    assert (lines["DATE"], lines["PREDICTTIME"]) == ("25 August 2022", "25 Aug; 2022 20:02:31 UT")
    assert (lines["ASTEROID"], lines["Nr"], lines["STAR"]) == ("Hildrun", "928", "UCAC4 350-187717")
    assert (lines["Latitude"], lines["Longitude"]) == ("+52 58 48.36", "+013 22 13.8")
    assert (lines["Telescope"], lines["ObservingMethod"], lines["Timesource"]) == ("3", "a", "a")
    assert (lines["D"], lines["Acc_D"], lines["R"]) == ("D20:02:30.000", "0.5", "R20:02:34.000")
    assert (lines["Exp_Time"], lines["E-mail"]) == ("1", "w@herschel.de")


def test_a_negative_report_has_marks_of_a_miss() -> None:
    lines = lines_of(StationReport(report=NEGATIVE))
    assert (lines["Occultation"], lines["D"], lines["R"]) == ("NEGATIVE", "M", "M")
    bare = lines_of(StationReport(report=replace(NEGATIVE, d_code=None, r_code=None)))
    assert (bare["D"], bare["R"]) == ("M", "M")


def test_further_pairs_follow_without_their_legend() -> None:
    pair = Timing(seq=1, d_time=at("20:02:40"), d_code="d", r_time=at("20:02:41"), r_code="r")
    text = write_form(StationReport(report=REPORT, timings=(pair,)), EVENT)
    assert text.count("#D: ") == 2
    assert text.count("+time hh:mm:ss.s") == 2
    assert "#D: d20:02:40.000\r\n" in text


@pytest.mark.parametrize(
    ("lon", "text"), [(-0.01, "-000 00 36.0"), (179.9999999, "+180 00 00.0"), (-71.5, "-071 30 00.0")]
)
def test_angles_keep_their_sign_and_round_up(lon: float, text: str) -> None:
    assert lines_of(StationReport(report=replace(REPORT, lon=lon)))["Longitude"] == text


def test_an_instant_within_a_leap_second() -> None:
    report = replace(REPORT, time_predicted=mjd_in_day(57753, 86400.5), d_time=mjd_in_day(57753, 86400.25))
    lines = lines_of(StationReport(report=report))
    assert lines["PREDICTTIME"] == "31 Dec; 2016 23:59:60.500 UT"
    assert lines["D"] == "D23:59:60.250"


def test_a_comment_is_no_field() -> None:
    text = write_form(StationReport(report=replace(REPORT, comment="first\n#D: D20:00:00\n> #Nr: 7")), EVENT)
    assert text.endswith("#Comments: first\r\nD: D20:00:00\r\nNr: 7\r\n")


@pytest.mark.parametrize("outcome", [Outcome.UNCERTAIN, Outcome.NO_DATA])
def test_other_outcomes_cannot_be_written(outcome: Outcome) -> None:
    with pytest.raises(NotWritableError, match=outcome.value):
        write_form(StationReport(report=replace(REPORT, outcome=outcome)), EVENT)
