"""SODIS forms that are written and read back."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.files import double_encoding
from formats.forms import sodis_form
from formats.forms.form import is_empty, is_placeholder
from formats.forms.sodis_text import NotWritableError
from formats.words.privacy import public_text
from schemas.codes import CODE_PAIRS, Datum, Method, Outcome, Stability, Telescope, TimeSource, Transparency
from schemas.event import Event
from schemas.instant import mjd_of, mjd_of_day
from schemas.leap_seconds import mjd_in_day
from schemas.reading import StationReport
from schemas.report import Contact, Report, Timing, pair_columns
from tests.example_counts import examples
from tests.formats.forms.lone_station import station
from tests.formats.forms.sodis_text_form import form, read, report

_SPACED = st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="#>:%@\\/|=")
_WORD = st.text(_SPACED, min_size=2, max_size=12)
_TEXT = (
    st.lists(_WORD, min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda text: public_text(text) == text and not is_empty(text) and not is_placeholder(text))
    # Text that looks as if it had been encoded twice is repaired, with a warning.
    .filter(lambda text: double_encoding.repair(text)[0] == text)
)
_CONTACT = st.builds(
    Contact,
    email=st.none() | st.just("a.b@example.org"),
    address=st.none() | st.just("Musterweg 5, 12345 Town"),
    more_observers=st.none() | _TEXT,
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
        **pair_columns(main),
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
    return StationReport(report=report, timings=pairs[1:], contact=draw(_CONTACT)), event


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
