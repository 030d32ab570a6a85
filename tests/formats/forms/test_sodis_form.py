"""The report form 2.0x (SODIS): real files, messy ones, hostile ones, and there and back."""

import time
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.files import double_encoding
from formats.forms import sodis_form
from formats.forms.form import is_empty, is_placeholder
from formats.forms.sodis_text import NotWritableError
from formats.words.privacy import public_text
from schemas.codes import CODE_PAIRS, Datum, Method, Outcome, Stability, Telescope, TimeSource, Transparency
from schemas.errors import FormatError
from schemas.event import Event
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import iso_text, mjd_of, mjd_of_day
from schemas.leap_seconds import mjd_in_day
from schemas.reading import Reading, StationReport
from schemas.report import Contact, Report, Timing
from tests.example_counts import examples

FORM = """#IOTA-ES ASTEROIDAL OCCULTATION - REPORT FORM 2.03
#Event
#Occultation: POSITIVE
#DATE: 25 August 2022
#PREDICTTIME: 25 Aug; 2022 20:03:31 UT
#STAR: UCAC4 350-187717
#ASTEROID: Hildrun
#Nr: 928
#OBSERVER
#Observer1: Caroline Herschel
#E-mail: c.herschel@example.org
#Address: Musterweg 5, 12345 Town
#OBSERVING_STATION
#NearestCity: Berlin
#Countrycode: DE
#Latitude: +52 58 48.5
#Longitude: +013 22 13.7
#Altitude: 37.4
#Datum:
#Telescope: 3
#Aperture: 36
#FocalLength: 277
#ObservingMethod: a
#Observation
#StartObs: 20:01:34.99
#D: D20:02:30.0
#Acc_D: 0.5
#R: R20:02:34.0
#Acc_R: 0.5
#EndObs: 20:03:34.01
#Duration: 4.0
#Exp_Time: 1.0
#Timesource: a
#Camera: QHY174M GPS
#Signal/Noise:
#Wind: 0
#Temperature: 22
#Transparency: 1
#Stability: 1
#Comments: fine
"""


def form(**changes: str | None) -> str:
    """Return the form with some values changed, or lines taken out where the new value is None."""
    lines = []
    for line in FORM.splitlines():
        key = line[1:].partition(":")[0].replace("-", "_").replace("/", "_")
        if key in changes and changes[key] is None:
            continue
        lines.append(f"{line.partition(':')[0]}: {changes[key]}" if key in changes else line)
    return "\r\n".join(lines) + "\r\n"


def read(text: str) -> Reading:
    return sodis_form.read(text.encode(), "form.txt")


def station(reading: Reading) -> StationReport:
    [entry] = reading.entries
    [found] = entry.stations
    return found


def report(text: str) -> Report:
    return station(read(text)).report


def found(reading: Reading, code: FindingCode) -> list[Finding]:
    return [finding for finding in reading.findings if finding.code == code]


# Real files


def test_official_sample(corpus: Path) -> None:
    data = (corpus / "sodis" / "IOTA-ES_Sample-report-positiv.txt").read_bytes()
    assert sodis_form.identify(data)
    reading = sodis_form.read(data, "sample.txt")
    assert reading.findings == ()
    event = reading.entries[0].event
    assert (event.body_number, event.body_name, event.star) == (928, "Hildrun", "UCAC4 350-187717")
    sample = station(reading).report
    assert sample.outcome == Outcome.POSITIVE
    times = (sample.time_predicted, sample.time_start, sample.d_time, sample.r_time, sample.time_end)
    assert [iso_text(instant) for instant in times if instant is not None] == [
        "2022-08-25T20:03:31.00",
        "2022-08-25T20:01:34.99",
        "2022-08-25T20:02:30.00",
        "2022-08-25T20:02:34.00",
        "2022-08-25T20:03:34.01",
    ]
    assert (sample.d_err, sample.r_err, sample.err_level, sample.duration, sample.exposure) == (
        0.5,
        0.5,
        "unknown",
        4,
        1,
    )
    assert sample.lat == pytest.approx(52 + 58 / 60 + 48.5 / 3600)
    assert sample.lon == pytest.approx(13 + 22 / 60 + 13.7 / 3600)
    assert (sample.alt, sample.alt_ref, sample.datum, sample.country, sample.site) == (
        37.4,
        "unknown",
        "WGS84",
        "DE",
        "Berlin",
    )
    assert (sample.telescope, sample.aperture, sample.focal_length) == ("sct", 36, 277)
    assert (sample.method, sample.time_source, sample.camera) == ("video", "gps", "QHY174M GPS")
    assert (sample.wind, sample.temperature, sample.transparency, sample.stability) == ("0", 22, "clear", "steady")
    assert (sample.body_written, sample.observer) == ("928 Hildrun", "Wilhelm Herschel")
    contact = station(reading).contact
    assert (contact.email, contact.address) == ("myemail@myprovider.de", "mystreet 5, 12345 MyCity")
    lines = station(reading).lines
    assert (lines["d_time"], lines["d_err"], lines["lat"], lines["star"]) == (35, 36, 19, 6)
    assert reading.entries[0].lines["body_number"] == 8


def test_template_is_refused_with_everything_at_once(corpus: Path) -> None:
    data = (corpus / "sodis" / "IOTA-ES_template.txt").read_bytes()
    assert sodis_form.identify(data)
    reading = sodis_form.read(data, "template.txt")
    assert station(reading).report.outcome == Outcome.NO_DATA
    unfilled = found(reading, FindingCode.TEMPLATE_UNFILLED)
    assert {finding.field for finding in unfilled} == {
        "outcome",
        "date",
        "time_predicted",
        "star",
        "body_name",
        "body_number",
    }
    assert all(finding.severity == Severity.ERROR and finding.line for finding in unfilled)
    assert found(reading, FindingCode.OUTCOME_UNKNOWN)


def test_other_forms_are_not_this_one(corpus: Path) -> None:
    others = [path for path in corpus.rglob("*") if path.is_file() and path.parent.name != "sodis"]
    assert [path for path in others if sodis_form.identify(path.read_bytes()[:65536])] == []


def test_form_without_its_title_is_known_by_its_keys() -> None:
    assert sodis_form.identify(form().partition("\r\n")[2].encode())
    assert not sodis_form.identify(b"# date: 2022-08-25\n# camera: x\n# latitude: 1\n# telescope: y\n")


@pytest.mark.parametrize("name", ["IOTA-ES_Sample-report-positiv.txt", "IOTA-ES_template.txt"])
def test_truncated_anywhere(corpus: Path, name: str) -> None:
    data = (corpus / "sodis" / name).read_bytes()
    for end in range(0, len(data), 7):
        try:
            reading = sodis_form.read(data[:end], name)
        except FormatError:
            assert b"#Occultation:" not in data[:end]
        else:
            assert len(reading.entries) == 1


def test_sample_is_written_as_the_real_form_is(corpus: Path) -> None:
    data = (corpus / "sodis" / "IOTA-ES_Sample-report-positiv.txt").read_bytes()
    reading = sodis_form.read(data, "sample.txt")
    written = sodis_form.write(station(reading), reading.entries[0].event)

    def keys(form_bytes: bytes) -> list[str]:
        lines = form_bytes.decode().split("\r\n")
        return [" ".join(line.partition(":")[0].split()) if line[-1:] != "s" else line for line in lines]

    assert keys(written) == keys(data)


# Messy forms


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"Occultation": "negative ", "D": "M", "R": "M"}, "outcome", Outcome.NEGATIVE),
        ({"Occultation": "Positiv"}, "outcome", Outcome.POSITIVE),
        ({"Occultation": "uncertain"}, "outcome", Outcome.UNCERTAIN),
        ({"Countrycode": "d"}, "country", "DE"),
        ({"Countrycode": "AUT"}, "country", "AT"),
        ({"Countrycode": "Schweiz"}, "country", "CH"),
        ({"Countrycode": "Xanadu"}, "country", None),
        ({"Latitude": "52° 58' 48.5\" N"}, "lat", 52 + 58 / 60 + 48.5 / 3600),
        ({"Longitude": "-000 21 42.1"}, "lon", -(21 / 60 + 42.1 / 3600)),
        ({"Longitude": "W 000 21 42.1 (WGS84)"}, "lon", -(21 / 60 + 42.1 / 3600)),
        ({"Altitude": "123 ft"}, "alt", 37.4904),
        ({"Altitude": "37,4 m"}, "alt", 37.4),
        ({"Datum": "E"}, "datum", "ED1950"),
        ({"Datum": "n"}, "datum", "NAD1927"),
        ({"Datum": "*"}, "datum", "other"),
        ({"Datum": "WGS 84"}, "datum", "WGS84"),
        ({"Datum": "_"}, "datum", "WGS84"),
        ({"Telescope": "_"}, "telescope", None),
        ({"Telescope": "3 (C14)"}, "telescope", "sct"),
        ({"Telescope": "Newton"}, "telescope", "newtonian"),
        ({"Telescope": "8"}, "telescope", "evscope"),
        ({"Aperture": "36 cm"}, "aperture", 36),
        ({"Aperture": "360mm"}, "aperture", 36),
        ({"FocalLength": "2,77 m"}, "focal_length", 277),
        ({"ObservingMethod": "A"}, "method", "video"),
        ({"ObservingMethod": "visual"}, "method", "visual"),
        ({"Acc_D": "+/- 0.5"}, "d_err", 0.5),
        ({"Acc_D": "~0,5 s"}, "d_err", 0.5),
        ({"Acc_D": "500 ms"}, "d_err", 0.5),
        ({"Acc_D": "-"}, "d_err", None),
        ({"D": "D20:02:30.0 ± 0.3", "Acc_D": None}, "d_err", 0.3),
        ({"Duration": "4.0 s"}, "duration", 4),
        ({"Exp_Time": "0.04 s (25 fps)"}, "exposure", 0.04),
        ({"Exp_Time": "40ms"}, "exposure", 0.04),
        ({"Signal_Noise": "4.5 (AOTA)"}, "snr", 4.5),
        ({"Signal_Noise": "good"}, "snr", None),
        ({"Temperature": "71.6 F"}, "temperature", 22),
        ({"Temperature": "22 C"}, "temperature", 22),
        ({"Transparency": "3"}, "transparency", "thin_cloud"),
        ({"Stability": "_"}, "stability", None),
        ({"Observer1": "C. Herschel <c.herschel@example.org>"}, "observer", "C. Herschel <[removed]>"),
        ({"Observer1": "c.herschel@example.org"}, "observer", None),
        ({"Camera": r"QHY174M, C:\occ\2022 08 25.adv"}, "camera", "QHY174M, [removed]"),
        ({"Comments": "call Musterweg 5, 12345 Town"}, "comment", "call [removed]"),
        (
            {"Comments": "first\nsecond: line\n\n#third line\n#Note: four"},
            "comment",
            "first\nsecond: line\n\nthird line\nNote: four",
        ),
    ],
)
def test_values(changes: dict[str, str | None], column: str, value: Any) -> None:  # noqa: ANN401
    assert getattr(report(form(**changes)), column) == (
        pytest.approx(value, abs=1e-9) if isinstance(value, float) else value
    )


@pytest.mark.parametrize(
    ("text", "code", "clock"),
    [
        ("D20:02:30.0", "D", "20:02:30.000"),
        ("D 20:02:30", "D", "20:02:30.000"),
        ("D: 20h02m30.0s", "D", "20:02:30.000"),
        ("d20:02:30,25 UT", "d", "20:02:30.250"),
        ("N 20 02 30.0", "N", "20:02:30.000"),
        ("20:02:30", "D", "20:02:30.000"),
        ("D2O:02:30", "D", "20:02:30.000"),
        ("G20:02:30", "G", "20:02:30.000"),
        ("M", "M", None),
        ("M ", "M", None),
        ("Miss", "M", None),
        ("", None, None),
        ("_", None, None),
        ("X20:02:30", None, "20:02:30.000"),
        ("D about eight", "D", None),
        ("D22:02:30 MESZ", "D", "20:02:30.000"),
        ("D22:02:30 IST", "D", None),
    ],
)
def test_marks(text: str, code: str | None, clock: str | None) -> None:
    main = report(form(D=text))
    assert main.d_code == code
    written = None if main.d_time is None else iso_text(main.d_time, decimals=3)
    assert written == (None if clock is None else f"2022-08-25T{clock}")


@pytest.mark.parametrize(
    ("changes", "code", "severity", "field", "word"),
    [
        ({"D": "X20:02:30"}, FindingCode.CODE_UNKNOWN, Severity.ERROR, "d_code", "X20:02:30"),
        ({"R": "D20:02:34"}, FindingCode.CODE_UNKNOWN, Severity.ERROR, "r_code", "D20:02:34"),
        ({"Telescope": "9"}, FindingCode.CODE_UNKNOWN, Severity.ERROR, "telescope", "9"),
        ({"Datum": "Q"}, FindingCode.CODE_UNKNOWN, Severity.ERROR, "datum", "Q"),
        ({"D": "D about eight"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "d_time", "about eight"),
        ({"StartObs": "22:01:30 CEST"}, FindingCode.TIME_ZONE, Severity.WARNING, "time_start", "2 h taken off"),
        ({"StartObs": "22:01:30 local"}, FindingCode.TIME_ZONE, Severity.ERROR, "time_start", "how far it is from UT"),
        ({"StartObs": "20:01:60"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "time_start", "has seconds of 60"),
        ({"EndObs": "20:60:00"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "time_end", "has minutes of 60"),
        ({"D": "D20:02:60"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "d_time", "has seconds of 60"),
        ({"D": "D20:02"}, FindingCode.VALUE_MISSING, Severity.WARNING, "d_time", "is left empty"),
        ({"D": "D2O:02:30"}, FindingCode.LETTER_FOR_DIGIT, Severity.WARNING, "d_time", "D2O:02:30"),
        ({"DATE": "25 August 2O22"}, FindingCode.LETTER_FOR_DIGIT, Severity.WARNING, "date", "2O22"),
        ({"DATE": "no day"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "date", "no day"),
        ({"DATE": "25 August 2020"}, FindingCode.STRUCTURE, Severity.ERROR, "date", "2020-08-25"),
        ({"PREDICTTIME": "dusk"}, FindingCode.VALUE_UNREADABLE, Severity.WARNING, "time_predicted", "dusk"),
        ({"PREDICTTIME": "25 Aug; 20:03:31 UT"}, FindingCode.VALUE_DERIVED, Severity.INFO, "time_predicted", "2022"),
        ({"Latitude": "+52 61 00"}, FindingCode.COORDINATES_RANGE, Severity.ERROR, "lat", "52 61"),
        ({"Latitude": "north"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "lat", "north"),
        ({"Latitude": "13 22 13 E"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "lat", "13 22 13 E"),
        ({"Longitude": "09 00 51 O"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "lon", "O"),
        ({"Countrycode": "Xanadu"}, FindingCode.VALUE_UNREADABLE, Severity.WARNING, "country", "Xanadu"),
        ({"Countrycode": "GER"}, FindingCode.VALUE_DERIVED, Severity.INFO, "country", "DE"),
        ({"Aperture": "360 mm"}, FindingCode.VALUE_DERIVED, Severity.INFO, "aperture", "36 cm"),
        ({"Altitude": "low"}, FindingCode.VALUE_UNREADABLE, Severity.WARNING, "alt", "low"),
        ({"Occultation": "green"}, FindingCode.OUTCOME_UNKNOWN, Severity.ERROR, "outcome", "green"),
        ({"Occultation": ""}, FindingCode.OUTCOME_UNKNOWN, Severity.ERROR, "outcome", ""),
        (
            {"Occultation": "POSITIVE / NEGATIVE"},
            FindingCode.TEMPLATE_UNFILLED,
            Severity.ERROR,
            "outcome",
            "more than one",
        ),
        ({"D": "Dhh:mm:ss.s"}, FindingCode.VALUE_UNREADABLE, Severity.ERROR, "d_time", "hh:mm"),
        ({"D": "D20:02:30 R20:02:34"}, FindingCode.VALUE_UNREADABLE, Severity.WARNING, "d_time", "R20:02:34"),
        ({"StartObs": "hh:mm:ss.ss"}, FindingCode.TEMPLATE_UNFILLED, Severity.ERROR, "time_start", "hh:mm"),
        ({"Nr": "12 monkeys"}, FindingCode.VALUE_UNREADABLE, Severity.WARNING, "body_number", "monkeys"),
        ({"ASTEROID": "(929) Hildrun"}, FindingCode.BODY_NUMBER, Severity.ERROR, "body_number", "929"),
        ({"Wind": "0\r\n#Moon: bright"}, FindingCode.KEY_UNKNOWN, Severity.INFO, "Moon", "Moon"),
        ({"Wind": "0\r\n#Wind: 5"}, FindingCode.KEY_REPEATED, Severity.WARNING, "wind", "Wind"),
        ({"Duration": "4\r\nseconds of it"}, FindingCode.STRUCTURE, Severity.WARNING, "", "seconds of it"),
    ],
)
def test_findings(changes: dict[str, str | None], code: FindingCode, severity: Severity, field: str, word: str) -> None:
    reading = read(form(**changes))
    [finding] = [finding for finding in found(reading, code) if finding.field == field]
    assert finding.severity == severity
    assert word in finding.message
    assert finding.line is not None
    assert finding.station == 0


def test_a_good_form_has_no_findings() -> None:
    assert read(form()).findings == ()


def test_all_findings_come_at_once() -> None:
    reading = read(form(D="X20:02:30", Latitude="north", DATE="no day", PREDICTTIME="dusk", Telescope="9"))
    assert {finding.field for finding in reading.findings} >= {"d_code", "lat", "date", "time_predicted", "telescope"}


@pytest.mark.parametrize(
    "changes",
    [
        {"Latitude": "north pole"},
        {"Altitude": "low"},
        {"Signal_Noise": "good"},
        {"D": "D about eight"},
        {"Aperture": "360 mm"},
        {"Exp_Time": "0.04 s (25 fps)"},
        {"Countrycode": "Xanadu"},
        {"Comments": "mail a.b@example.org"},
        {"StartObs": "22:01:30 CEST"},
        {"Nr": "12 monkeys"},
        {"D": "D 20:02:30.0 (visual)"},
        {"D": "D 20:02:30.0 R 20:02:34.0"},
        {"PREDICTTIME": "25 Aug; 2022 20:03:31 UT +- 12 s"},
        {"Wind": "0\r\n#Moon: bright"},
        {"Wind": "0\r\n#Wind: 5"},
    ],
)
def test_nothing_is_dropped(changes: dict[str, str]) -> None:
    kept = "\n".join(station(read(form(**changes))).contact.other)
    [text] = changes.values()
    assert text.rpartition("\n#")[2].rpartition(": ")[2] in kept


@pytest.mark.parametrize(
    ("changes", "start", "d", "end"),
    [
        (
            {
                "PREDICTTIME": "26 Aug 2022 00:01:00",
                "StartObs": "23:58:00",
                "D": "D24:00:30",
                "R": "R00:00:40",
                "EndObs": "00:03",
            },
            "2022-08-25T23:58:00.00",
            "2022-08-26T00:00:30.00",
            "2022-08-26T00:03:00.00",
        ),
        (
            {"PREDICTTIME": "", "StartObs": "23:58:00", "D": "D00:00:30", "R": "R00:00:40", "EndObs": "00:03:00"},
            "2022-08-24T23:58:00.00",
            "2022-08-25T00:00:30.00",
            "2022-08-25T00:03:00.00",
        ),
        (
            {
                "PREDICTTIME": "00:01:00 UT",
                "StartObs": "23:58:00",
                "D": "D00:00:30",
                "R": "R00:00:40",
                "EndObs": "00:03:00",
            },
            "2022-08-24T23:58:00.00",
            "2022-08-25T00:00:30.00",
            "2022-08-25T00:03:00.00",
        ),
        (
            {
                "PREDICTTIME": "",
                "DATE": "25/26 August 2022",
                "StartObs": "23:58:00",
                "D": "D00:00:30",
                "EndObs": "00:03:00",
            },
            "2022-08-25T23:58:00.00",
            "2022-08-26T00:00:30.00",
            "2022-08-26T00:03:00.00",
        ),
    ],
)
def test_midnight(changes: dict[str, str], start: str, d: str, end: str) -> None:
    reading = read(form(**changes))
    main = station(reading).report
    assert [iso_text(instant) for instant in (main.time_start, main.d_time, main.time_end) if instant] == [
        start,
        d,
        end,
    ]
    assert found(reading, FindingCode.VALUE_DERIVED)


def test_year_around_new_year() -> None:
    main = report(
        form(DATE="31 December 2022", PREDICTTIME="1 Jan; 00:01:00 UT", StartObs="23:59:00", EndObs="00:03:00")
    )
    assert main.time_predicted == mjd_of(date(2023, 1, 1), 60)
    assert main.time_start == mjd_of(date(2022, 12, 31), 86340)


def test_date_is_taken_from_the_prediction() -> None:
    reading = read(form(DATE=None))
    assert station(reading).report.d_time == mjd_of(date(2022, 8, 25), 72150)
    assert any(finding.field == "date" for finding in found(reading, FindingCode.VALUE_DERIVED))


def test_no_date_at_all_is_an_error_and_keeps_the_times() -> None:
    reading = read(form(DATE=None, PREDICTTIME=None))
    [finding] = found(reading, FindingCode.VALUE_MISSING)
    assert (finding.severity, finding.field) == (Severity.ERROR, "date")
    assert "D=D20:02:30.0" in station(reading).contact.other


def test_no_time_at_all_is_an_error() -> None:
    text = form(Occultation="NEGATIVE", PREDICTTIME="", StartObs="", EndObs="", D="M", R="M")
    assert [finding.severity for finding in found(read(text), FindingCode.VALUE_MISSING)] == [Severity.ERROR]


def test_several_pairs() -> None:
    text = form(R="R20:02:34.0\r\n#Acc_R: 0.1\r\n#D: d20:02:31.0\r\n#Acc_D: 0.2\r\n#R: r20:02:35.0", Acc_R="0.3")
    found_station = station(read(text))
    main = found_station.report
    assert (main.d_code, main.r_code, main.d_err, main.r_err) == ("D", "R", 0.5, 0.1)
    [timing] = found_station.timings
    assert (timing.seq, timing.d_code, timing.r_code, timing.d_err, timing.r_err) == (1, "d", "r", 0.2, 0.3)
    assert timing.r_time == mjd_of(date(2022, 8, 25), 72155)


def test_accuracy_without_a_time_is_kept() -> None:
    main = report(form(D="", R="", Occultation="NEGATIVE"))
    assert (main.d_err, main.r_err, main.d_time, main.d_code) == (0.5, 0.5, None, None)


def test_main_pair_comes_first_and_codes_join_pairs() -> None:
    text = form(D="d20:02:31\r\n#D: D20:02:30", R="R20:02:34\r\n#R: r20:02:35", Acc_D=None, Acc_R=None)
    found_station = station(read(text))
    assert (found_station.report.d_code, found_station.report.r_code) == ("D", "R")
    assert (found_station.timings[0].d_code, found_station.timings[0].r_code) == ("d", "r")


def test_two_marks_in_one_line() -> None:
    found_station = station(read(form(D="D20:02:30.0; d20:02:31.0", R="R20:02:34.0; r20:02:35.0")))
    assert [timing.d_code for timing in found_station.timings] == ["d"]


def test_values_on_the_next_line_other_order_and_quoting() -> None:
    text = form(STAR="\r\nUCAC4 350-187717", Address="Musterweg 5\r\n12345 Town")
    lines = text.splitlines()
    messy = "\n".join([lines[0], *(f"> {line}\t " for line in reversed(lines[1:20])), *lines[20:]])
    assert report(text).star_written == "UCAC4 350-187717"
    assert station(read(text)).contact.address == "Musterweg 5 12345 Town"
    assert report(messy).body_written == "928 Hildrun"


def test_lower_case_keys_blanks_and_missing_marks() -> None:
    assert report(form().lower().replace(":", " : ", 20)).observer == "caroline herschel"
    assert report(form().replace("#", "")).star_written == "UCAC4 350-187717"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    data = form(Observer1="Jürgen Größe").encode(encoding)
    assert sodis_form.identify(data[:400])
    assert station(sodis_form.read(data, "form.txt")).report.observer == "Jürgen Größe"


def test_moon_has_no_number() -> None:
    event = read(form(ASTEROID="Titan", Nr="")).entries[0].event
    assert (event.body_number, event.body_name, event.body_class) == (None, "Titan", None)


def test_designation_in_the_number_field() -> None:
    event = read(form(ASTEROID="", Nr="2003 az84")).entries[0].event
    assert (event.body_number, event.body_name) == (None, "2003 AZ84")


def test_star_aliases_are_kept() -> None:
    reading = read(form(STAR="2UCAC4-350-187717, TYC 1234-5678-1 V=14.5"))
    assert reading.entries[0].event.star == "UCAC4 350-187717"
    assert station(reading).report.star_written == "2UCAC4-350-187717, TYC 1234-5678-1 V=14.5"


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x00\x01", b"REPORT FORM 2.03", b"%PDF-1.4 \xff\xfe", "ünsinn".encode()]
)
def test_nothing_to_read(data: bytes) -> None:
    with pytest.raises(FormatError):
        sodis_form.read(data, "x.txt")


# Any input


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    sodis_form.identify(data)
    try:
        sodis_form.read(data, "x.txt")
    except FormatError:
        return


_LINES = FORM.splitlines()
_JUNK = st.text(max_size=40) | st.sampled_from(
    [
        "-",
        "25 Aug",
        "D20:02",
        "R R",
        "%STAR%",
        "9" * 30,
        "1e99",
        "M",
        "99:99:99",
        "+90 60 60",
        "0/0",
        "1/0 s",
        "١٢:٣٤",
        "²",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(_LINES) - 1), _JUNK), max_size=12), st.randoms(use_true_random=False))
def test_mutated_forms(changes: list[tuple[int, str]], random: Any) -> None:  # noqa: ANN401
    lines = list(_LINES)
    for number, junk in changes:
        head = lines[number].partition(":")[0]
        lines[number] = random.choice([f"{head}: {junk}", junk, f"{lines[number]}{junk}", f"#{junk}"])
    text = "\n".join(lines)
    try:
        reading = read(text)
    except FormatError:
        return
    assert "example.org" not in (station(reading).report.comment or "")
    assert [finding.line for finding in reading.findings if finding.line] == sorted(
        finding.line for finding in reading.findings if finding.line
    )


@pytest.mark.parametrize(
    "filling", ["#", "a", " ", "1", "1 ", "D20:02:30;", "#D: D20:02:30\n", "#Foo: a\n", "@a.b ", "\r"]
)
@pytest.mark.parametrize(
    "key", ["D", *(pytest.param(key, marks=pytest.mark.slow) for key in "DATE STAR Latitude Comments Aperture".split())]
)
def test_a_megabyte_takes_no_time(key: str, filling: str) -> None:
    data = f"#{key}: {filling * (900_000 // len(filling))}".encode()
    start = time.process_time()
    try:
        reading = sodis_form.read(data, "x.txt")
    except FormatError:
        reading = None
    assert time.process_time() - start < 4
    assert reading is None or len(reading.findings) < 600


# There and back


_SPACED = st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="#>:%@\\/|=")
_WORD = st.text(_SPACED, min_size=2, max_size=12)
_TEXT = (
    st.lists(_WORD, min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda text: public_text(text) == text and not is_empty(text) and not is_placeholder(text))
    # Text that looks as if it had been encoded twice is repaired, with a warning.
    .filter(lambda text: double_encoding.repair(text)[0] == text)
)
_SIZE = st.integers(1, 99999).map(lambda number: number / 100)
_ERR = st.none() | st.integers(1, 5000).map(lambda number: number / 1000)


def _value(codes: Any) -> st.SearchStrategy[str | None]:  # noqa: ANN401
    return st.none() | st.sampled_from([code.value for code in codes])


@st.composite
def _pairs(draw: st.DrawFn, day: int, base: int) -> tuple[Timing, ...]:
    codes = draw(st.lists(st.sampled_from("DdGg"), min_size=1, max_size=3, unique=True).map(sorted))
    timings = []
    for seq, code in enumerate(codes):
        d, length = base + draw(st.integers(0, 60_000)), draw(st.integers(1, 30_000))
        timings.append(
            Timing(
                seq=seq,
                d_time=day + d / 86_400_000,
                d_err=draw(_ERR),
                d_code=code,
                r_time=day + (d + length) / 86_400_000,
                r_err=draw(_ERR),
                r_code=CODE_PAIRS[code],
            )
        )
    return tuple(timings)


@st.composite
def _reports(draw: st.DrawFn) -> tuple[StationReport, Event]:
    day = mjd_of_day(draw(st.dates(date(1970, 1, 1), date(2069, 12, 30))))
    base = draw(st.integers(0, 86_399_999))
    is_positive = draw(st.booleans())
    pairs = draw(_pairs(day, base)) if is_positive else ()
    main = pairs[0] if pairs else Timing(seq=0, d_code="M", r_code="M")
    predicted = draw(st.none() | st.just(day + base / 86_400_000))
    number = draw(st.none() | st.integers(1, 999_999))
    event = Event(
        body_number=number,
        body_name="Hildrun",
        body_class=None
        if number is None
        else "dwarf_planet"
        if number in {1, 134340, 136108, 136199, 136472}
        else "asteroid",
        star="UCAC4 350-187717",
        time_predicted=predicted,
    )
    report = Report(
        outcome=Outcome.POSITIVE if is_positive else Outcome.NEGATIVE,
        observer=draw(st.none() | _TEXT),
        observer2=draw(st.none() | _TEXT),
        country=draw(st.sampled_from([None, "DE", "FR", "CH"])),
        site=draw(st.none() | _TEXT),
        lon=draw(st.none() | st.integers(-648_000_000, 648_000_000).map(lambda size: size / 3_600_000)),
        lat=draw(st.none() | st.integers(-324_000_000, 324_000_000).map(lambda size: size / 3_600_000)),
        alt=draw(st.none() | st.integers(-4000, 80_000).map(lambda size: size / 10)),
        datum=draw(st.sampled_from([code.value for code in Datum])),
        telescope=draw(_value(Telescope)),
        aperture=draw(st.none() | _SIZE),
        focal_length=draw(st.none() | _SIZE),
        method=draw(_value(Method)),
        camera=draw(st.none() | _TEXT),
        time_source=draw(_value(TimeSource)),
        exposure=draw(_ERR),
        time_start=day + (base - draw(st.integers(1, 600_000))) / 86_400_000,
        time_end=day + (base + 90_000 + draw(st.integers(1, 600_000))) / 86_400_000,
        d_time=main.d_time,
        d_err=main.d_err,
        d_code=main.d_code,
        r_time=main.r_time,
        r_err=main.r_err,
        r_code=main.r_code,
        duration=draw(_ERR),
        snr=draw(_ERR),
        wind=draw(st.none() | _TEXT),
        temperature=draw(st.none() | st.integers(-400, 400).map(lambda size: size / 10)),
        transparency=draw(_value(Transparency)),
        stability=draw(_value(Stability)),
        comment=draw(st.none() | st.lists(_TEXT, min_size=1, max_size=3).map("\n".join)),
        source_format="sodis_form",
        star_written="UCAC4 350-187717",
        body_written="Hildrun" if number is None else f"{number} Hildrun",
        time_predicted=predicted,
    )
    contact = Contact(
        email=draw(st.none() | st.just("a.b@example.org")),
        address=draw(st.none() | st.just("Musterweg 5, 12345 Town")),
        more_observers=draw(st.none() | _TEXT),
    )
    return StationReport(report=report, timings=pairs[1:], contact=contact), event


@examples(100)
@given(_reports())
def test_write_then_read(written: tuple[StationReport, Event]) -> None:
    station_report, event = written
    data = sodis_form.write(station_report, event)
    assert data.decode().replace("\r\n", "").count("\n") == 0
    assert sodis_form.identify(data)
    reading = sodis_form.read(data, "form.txt")
    assert reading.entries[0].event == replace(event, time_predicted=_approx(event.time_predicted))
    back = station(reading)
    for field in fields(Report):
        assert getattr(back.report, field.name) == _approx(getattr(station_report.report, field.name)), field.name
    assert back.contact == station_report.contact
    assert len(back.timings) == len(station_report.timings)
    for timing, expected in zip(back.timings, station_report.timings, strict=True):
        for field in fields(Timing):
            assert getattr(timing, field.name) == _approx(getattr(expected, field.name)), field.name


def _approx(value: Any) -> Any:  # noqa: ANN401
    """Compare floats to the written digits: 0.001 s in a date is 1e-8 days."""
    return pytest.approx(value, rel=1e-13, abs=2e-9) if isinstance(value, float) else value


@pytest.mark.parametrize("outcome", [Outcome.UNCERTAIN, Outcome.NO_DATA])
def test_the_form_has_no_words_for_other_outcomes(outcome: Outcome) -> None:
    reading = read(form())
    uncertain = replace(station(reading), report=replace(station(reading).report, outcome=outcome))
    with pytest.raises(NotWritableError):
        sodis_form.write(uncertain, reading.entries[0].event)


def test_given_altitude_is_written() -> None:
    reading = read(form())
    converted = replace(station(reading), report=replace(station(reading).report, alt=80.1, alt_given=37.4))
    assert b"#Altitude: 37.4\r\n" in sodis_form.write(converted, reading.entries[0].event)


def test_a_comment_cannot_become_a_field() -> None:
    reading = read(form())
    sly = replace(station(reading), report=replace(station(reading).report, comment="fine\n#STAR: HIP 1\n#D: M"))
    back = sodis_form.read(sodis_form.write(sly, reading.entries[0].event), "form.txt")
    assert back.entries[0].event.star == "UCAC4 350-187717"
    assert station(back).timings == ()


def test_a_prediction_hours_away_does_not_say_the_day() -> None:
    main = report(form(PREDICTTIME="25 Aug; 2022 03:00:00 UT"))
    assert main.d_time == mjd_of(date(2022, 8, 25), 72150)


def test_terrestrial_time_beside_a_time_is_converted() -> None:
    main = report(form(D="D20:03:39.184 TT", R="R20:03:43.184 TT"))
    assert main.d_time == pytest.approx(mjd_of(date(2022, 8, 25), 72150), abs=1e-11)


def test_a_recording_that_starts_within_a_leap_second_comes_back() -> None:
    reading = read(form())
    report = replace(
        station(reading).report,
        time_predicted=None,
        time_start=mjd_in_day(57753, 86400.5),
        d_time=mjd_of(date(2017, 1, 1), 2.0),
        r_time=mjd_of(date(2017, 1, 1), 3.5),
        time_end=mjd_of(date(2017, 1, 1), 60.0),
    )
    event = replace(reading.entries[0].event, time_predicted=None)
    written = sodis_form.write(replace(station(reading), report=report), event)
    back = station(sodis_form.read(written, "form.txt")).report
    assert back.time_start == pytest.approx(report.time_start, abs=2e-9)
    assert back.d_time == pytest.approx(report.d_time, abs=2e-9)
    assert back.time_end == pytest.approx(report.time_end, abs=2e-9)
