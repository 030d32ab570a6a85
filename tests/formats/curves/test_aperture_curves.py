"""Tables of readings that are not as their title row says."""

import pytest

from formats.curves import pymovie_csv
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.lightcurve import LightCurve
from schemas.reading import Reading

HEADER = "# PyMovie Version 4.0.2\n# source: C:\\Users\\someone\\(130) Elektra.avi\n"
TITLE = "FrameNum,timeInfo,signal-target,appsum-target"


def row(frame: int, value: str = "5.0,6.0") -> str:
    return f"{frame:.2f},[21:00:{frame * 0.5:07.4f}],{value}"


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header + TITLE, *rows]) + "\n"


def read(text: str) -> Reading:
    return pymovie_csv.read(text.encode(), "x.csv")


def curve(reading: Reading) -> LightCurve:
    [found] = reading.lightcurves
    return found


def warnings(reading: Reading) -> list[Finding]:
    return [finding for finding in reading.findings if finding.severity == Severity.WARNING]


def test_a_second_file_pasted_behind_the_first_is_said_and_not_mixed() -> None:
    text = table(row(1), row(2), row(3))
    reading = read(text + table(row(1, "7.0,8.0"), row(2, "7.0,8.0")))
    assert curve(reading).flux.tolist() == [5.0, 5.0, 5.0]
    [remark] = warnings(reading)
    assert (remark.code, remark.line) == (FindingCode.STRUCTURE, 7)
    assert remark.message == "A second table begins here, which was not read."


def test_a_title_row_in_the_middle_of_one_recording_is_passed_over() -> None:
    reading = read(table(row(1), row(2), "", TITLE, "", row(3), row(4)))
    assert curve(reading).n_points == 4
    [remark] = warnings(reading)
    assert (remark.line, remark.message) == (7, "One line without a reading was skipped.")


def test_a_line_that_only_begins_as_the_title_row_is_none() -> None:
    reading = read(table(row(1), TITLE + "-extra", row(2), row(3)))
    assert curve(reading).n_points == 3


def test_rows_with_items_too_many_give_no_values() -> None:
    reading = read(table(row(1), row(2, "5,5,6.0"), row(3)))
    assert curve(reading).n_dropped == 1
    assert [finding.line for finding in warnings(reading)] == [5, 5]
    assert "longer than the title row" in warnings(reading)[0].message


def test_empty_items_at_the_end_of_a_row_do_no_harm() -> None:
    reading = read(table(*(f"{row(frame)},,," for frame in (1, 2, 3))))
    assert (curve(reading).n_dropped, reading.findings) == (0, ())


def test_decimal_commas_between_commas_are_asked_for() -> None:
    rows = [f"{frame},[21:00:{frame:02d}.00],5,0,6,0" for frame in range(1, 6)]
    with pytest.raises(FormatError, match="decimals written with commas"):
        read(table(*rows))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_decimal_commas_between_other_delimiters_are_read_and_said(delimiter: str) -> None:
    text = table(row(1), row(2), row(3)).replace(",", delimiter)
    body = text.split(TITLE.replace(",", delimiter))
    reading = read(body[0] + TITLE.replace(",", delimiter) + body[1].replace(".", ","))
    assert curve(reading).flux.tolist() == [5.0, 5.0, 5.0]
    assert "Commas in numbers were read as decimal points." in [finding.message for finding in reading.findings]


def test_lines_are_counted_over_blank_lines_and_comments() -> None:
    rows = [row(1), "", "# a remark", "", row(2), row(3), "", row(3), row(4)]
    reading = read(table(*rows))
    [frames] = [finding for finding in warnings(reading) if finding.field == "frame number"]
    assert (frames.line, frames.message) == (11, "One frame number is repeated: flagged, not changed.")


def test_a_blank_last_line_is_no_cut() -> None:
    reading = read(table(row(1), row(2), row(3)) + "   ")
    assert reading.findings == ()


def test_doubled_line_ends_are_one() -> None:
    text = table(row(1), row(2), row(3)).replace("\n", "\r\r\n")
    assert curve(read(text)).n_points == 3


def test_no_break_spaces_in_the_header_do_no_harm() -> None:
    header = HEADER + "# date at frame 0: 2024-05-03\n#OBSERVER: Anna Example\n"
    found = curve(read(table(row(1), row(2), row(3), header=header.replace("0: ", "0:\xa0").replace("a E", "a\xa0E"))))
    assert (found.date_frame0, found.clues.observer) == (60433, "Anna Example")


def test_a_table_without_a_last_line_end_may_be_cut() -> None:
    reading = read(table(row(1), row(2), row(3))[:-3])
    [finding] = reading.findings
    assert (finding.severity, finding.line) == (Severity.INFO, 6)
    assert "lost digits" in finding.message


@pytest.mark.parametrize(
    ("values", "is_said"),
    [
        (["990", "995", "1.000", "1.005"], True),
        (["1.234", "2.345", "3.456", "1.000"], True),
        (["990,5", "995,5", "1000,25", "1005,125"], False),
        (["990.5", "995.25", "1000.125", "1005.0"], False),
    ],
)
def test_points_that_may_divide_thousands_are_said(values: list[str], is_said: bool) -> None:
    rows = [f"{number};[21:00:00.{number}00];{value};{value}" for number, value in enumerate(values, 1)]
    text = "\n".join([HEADER + TITLE.replace(",", ";"), *rows]) + "\n"
    remarks = [finding for finding in read(text).findings if "three digits behind" in finding.message]
    assert bool(remarks) == is_said


@pytest.mark.parametrize(
    ("value", "words"),
    [("1 234.0", "'1 234.0'"), ("12 ADU", "'12 ADU'"), ("n/a", "'n/a'")],
)
def test_values_that_are_no_numbers_are_shown(value: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        read(table(*(row(frame, f"{value},{value}") for frame in (1, 2, 3))))
    reading = read(table(row(1), row(2, f"{value},6.0"), row(3)))
    [remark] = warnings(reading)
    assert (remark.line, words in remark.message) == (5, True)


@pytest.mark.parametrize(
    ("times", "mjd"),
    [
        (["2024-05-03T23:59:59.5", "2024-05-04T00:00:00.0", "2024-05-04T00:00:00.5Z"], 60433.99999421),
        (["2024-05-03 23:59:59.5", "2024-05-04 00:00:00.0", "2024-05-04 00:00:00.5"], 60433.99999421),
        (["2460434.49999421", "2460434.50000000", "2460434.50000579"], 60433.99999421),
    ],
)
def test_times_may_have_their_date(times: list[str], mjd: float) -> None:
    reading = read(table(*(f"{frame},{time},5,6" for frame, time in enumerate(times, 1))))
    found = curve(reading)
    assert found.mjd is not None
    assert found.mjd[0] == pytest.approx(mjd, abs=1e-8)
    assert (found.mjd[2] - found.mjd[0]) * 86400 == pytest.approx(1.0, abs=2e-3)
    assert reading.findings == ()


def test_times_that_cannot_be_read_are_shown() -> None:
    reading = read(table(*(f"{frame},09:00:0{frame}.0 PM,5,6" for frame in (1, 2, 3))))
    assert "'09:00:01.0 PM'" in warnings(reading)[0].message
    assert curve(reading).seconds is None


def test_time_stamps_without_fractions_do_not_give_the_frame_rate() -> None:
    reading = read(table(*(f"{frame},[21:00:{frame // 4:02d}],5,6" for frame in range(40))))
    assert curve(reading).cadence == pytest.approx(0.25, abs=0.02)
    [remark] = warnings(reading)
    assert remark.line == 5
    assert remark.message.startswith("30 times are the same as the one before")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_header_saved_by_a_spreadsheet_says_the_same(delimiter: str) -> None:
    header = HEADER + "# date at frame 0: 2024-05-03\n#OBSERVER: Anna Example\n#OBJECT:\n"
    plain = table(row(1), row(2), row(3), header=header)
    pad = delimiter * 3
    lines = plain.split(TITLE)[0].splitlines()
    lines[1] = '"' + lines[1] + '"'
    saved = "\n".join([line + pad for line in lines]) + "\n" + TITLE.replace(",", delimiter)
    saved += plain.split(TITLE)[1].replace(",", delimiter)
    assert curve(read(saved)).clues == curve(read(plain)).clues
    assert curve(read(saved)).date_frame0 == 60433
