"""IOTA's old form in text: columns of the table, other clothes, hostile texts."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import identify
from formats.forms import iota_text_form, legacy_form
from schemas.errors import FormatError
from schemas.reading import Reading
from schemas.report import Report

FORM = """                 IOTA ASTEROIDAL OCCULTATION REPORT FORM

Asteroid (or other object): (479) Caprera          Star: HIP 95942
Date (U.T.): 1999 August 12                        Predicted Time (U.T.): 01:47:20
Observer Name: A Tester                            Telephone: 000 111
E-mail Address: a@example.org                      Fax: 000 112
TELESCOPE: Aperture: 20 cm   Focal length: 200 cm   Type: SCT
Observing site name: Testville
Longitude: 10 45 30 E          Latitude: 35 40 12 N
Height above sealevel: 25 m    How determined?: GPS
EVENT TIMINGS: (All times in Universal Time)
Time Source: DCF77         Recording method: tape recorder
                              Universal Time    Estimated    Accuracy, Remarks
                               h  m  s          Reaction Time,
   Started Observing:         01:40:00.0         (sec.)
   Disappearance:             01:47:12.4          0.35        0.2
   Reappearance:              01:47:18.6          0.30        0.2
   Stopped Observing:         01:55:00.0
Was your reaction time applied to the above timings? No
"""
D_LINE = "   Disappearance:             01:47:12.4          0.35        0.2"


def read(text: str) -> Reading:
    return iota_text_form.read(text.encode(), "form.txt")


def report(text: str) -> Report:
    [entry] = read(text).entries
    [station] = entry.stations
    return station.report


@pytest.mark.parametrize(
    ("line", "equation", "err"),
    [
        (D_LINE, 0.35, 0.2),
        ("   Disappearance:             01:47:12.4          0.35 s      0.2 s step", 0.35, 0.2),
        ("   Disappearance:             01:47:12.4                      0.2", None, 0.2),
        ("   Disappearance:             01:47:12.4                      +/- 0.2", None, 0.2),
        ("   Disappearance:             01:47:12.4          0.35", 0.35, None),
        ("   Disappearance:             01:47:12.4", None, None),
        ("   Disappearance:             01 47 12.4          0.35        0.2", 0.35, 0.2),
        ("   Disappearance:\t\t      1h47m12.4s UT       0,35        0,2", 0.35, 0.2),
    ],
)
def test_columns_of_the_table(line: str, equation: float | None, err: float | None) -> None:
    main = report(FORM.replace(D_LINE, line))
    assert main.d_time == pytest.approx(51402 + (3600 + 47 * 60 + 12.4) / 86400, abs=1e-10)
    assert (main.d_personal_equation, main.d_err) == (equation, err)


def test_it_is_told_from_the_other_forms() -> None:
    assert identify(FORM.encode()) == "iota_text_form"
    assert legacy_form.identify(FORM.encode())
    eaon = FORM.replace("Started Observing:", "S - ").replace("Stopped Observing:", "E - ")
    eaon = eaon.replace("Asteroid (or other object)", "1 DATE: 2021/08/10 ASTEROID")
    assert identify(eaon.encode()) != "iota_text_form"


def test_two_forms_in_one_file() -> None:
    reading = read(FORM + "\n" + FORM.replace("A Tester", "B Tester"))
    observers = [entry.stations[0].report.observer for entry in reading.entries]
    assert observers == ["A Tester", "B Tester"]


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
def test_any_text(text: str) -> None:
    for hostile in (text, FORM.replace(D_LINE, text), FORM.replace("1999 August 12", text)):
        try:
            iota_text_form.read(hostile.encode("utf-8", "replace"), "x.txt")
        except FormatError:
            continue


@pytest.mark.parametrize("filling", ["star: ", "0.3 ", "Disappearance: ", "From 1 to ", "reaction time ", ":", " "])
def test_a_long_file_takes_no_time(filling: str) -> None:
    before = time.process_time()
    try:
        read(FORM + filling * (300_000 // len(filling)))
        read(FORM + f"{filling}\n" * 20_000)
    except FormatError:
        pass
    assert time.process_time() - before < 10
