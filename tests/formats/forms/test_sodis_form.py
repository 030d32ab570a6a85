"""The report form 2.0x (SODIS): real files, messy ones, hostile ones, and there and back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from formats.forms import sodis_form
from schemas.codes import Outcome
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text, mjd_of
from tests.formats.forms.lone_station import station
from tests.formats.forms.sodis_text_form import form, found, read, report

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
