"""What heads say: phrases of several languages, what only looks like a statement, and refusals by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.curves.head_statements import checked_exposure, is_of_magnitudes, read_statements
from schemas.finding import FindingCode, Severity
from schemas.lightcurve import TimeKind
from tests.example_counts import examples


@pytest.mark.parametrize(
    ("text", "name", "offset_s", "ahead_of_tai_s"),
    [
        ("# time: TT", "TT", None, 32.184),
        ("# TIMESYS: TAI", "TAI", None, 0.0),
        ("# times in Terrestrial Time", "TT", None, 32.184),
        ("# Time scale: GPS", "GPS", None, -19.0),
        ("# Zeit in MESZ", "MESZ", 7200.0, None),
        ("# heures en TU+2", "TU+2", 7200.0, None),
        ("# All times are given in local time (UT+1)", "UT+1", 3600.0, None),
        ("# clock: JST", "JST", 32400.0, None),
        ("# UTC-03:30", "UTC-03:30", -12600.0, None),
        ("# TZ: +02:00", "UTC+02:00", 7200.0, None),
        ("# UTC offset: -3", "UTC-3", -10800.0, None),
        ("# Zeitzone = 1", "UTC+1", 3600.0, None),
        ("# columns: TT ; flux", "TT", None, 32.184),
        ("# times are dynamical time", "TT", None, 32.184),
    ],
)
def test_zones_and_scales(text: str, name: str, offset_s: float | None, ahead_of_tai_s: float | None) -> None:
    zone = read_statements([(1, text)]).zone
    assert zone is not None
    assert (zone.name, zone.offset_s, zone.ahead_of_tai_s) == (name, offset_s, ahead_of_tai_s)


@pytest.mark.parametrize(
    "text",
    [
        "# Time source: GPS time",
        "# timestamps from GPS (UTC)",
        "# OBSERVER: TT",
        "# star magnitude: 12.3",
        "# barycentric correction not applied",
        "# UTC-0.3 s",
        "# times converted from TT to UTC",
        "# occultation-star: TYC 1234-5678-1 mag 11",
        "# magnitude drop 2.5",
        "#LATITUDE: 51.3174",
        "Untracked Video (SER.8), Time: Timestamp Saving During Recording (SerEmbeddedUtcTime)",
        "# source: C:/Users/x/MEZ/local time.avi",
        "# file: data/Europe/Paris/first.csv",
        "# local weather: clear",
    ],
)
def test_what_is_no_statement(text: str) -> None:
    said = read_statements([(1, text)])
    assert (said.zone, said.time_kind, said.exposure, said.findings) == (None, None, None, ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# times are start of exposure", TimeKind.START),
        ("# mid-exposure times", TimeKind.MID),
        ("# time at mid of frame", TimeKind.MID),
        ("# end of integration", TimeKind.END),
        ("# Mitte der Belichtung", TimeKind.MID),
        ("# début de pose", TimeKind.START),
        ("# fin de la exposición", TimeKind.END),
        ("# start of exposure to end of exposure", None),
        ("# start of recording 19:30", None),
    ],
)
def test_the_instant_of_the_exposure(text: str, kind: TimeKind | None) -> None:
    assert read_statements([(1, text)]).time_kind is kind


@pytest.mark.parametrize(
    ("title", "kind", "is_utc", "zero"),
    [
        ("JD_UTC", None, True, None),
        ("JD_MID", TimeKind.MID, False, None),
        ("time_start", TimeKind.START, False, None),
        ("J.D.-2400000", None, False, 2400000.0),
        ("MJD-50000", None, False, 2450000.5),
        ("Time (UT)", None, True, None),
    ],
)
def test_titles(title: str, kind: TimeKind | None, is_utc: bool, zero: float | None) -> None:
    said = read_statements([], title, 3)
    assert (said.time_kind, said.is_utc, said.day_zero, said.findings) == (kind, is_utc, zero, ())


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("BJD_TDB", "barycentre"),
        ("HJD", "Sun's centre"),
        ("HMJD", "Sun's centre"),
        ("BTJD", "barycentre"),
        ("JD(TDB)", "TDB"),
        ("Time (Local Time)", "Local Time"),
        ("JD_TCG", "relativity"),
        ("time [UT1]", "UT1"),
        ("time_tdb", "tdb"),
        ("Helio JD", "Sun's centre"),
        ("Bary. JD", "barycentre"),
    ],
)
def test_refusals_name_the_title_and_its_line(title: str, word: str) -> None:
    [finding] = read_statements([], title, 3).findings
    assert (finding.severity, finding.code, finding.line) == (Severity.ERROR, FindingCode.TIME_ZONE, 3)
    assert word in finding.message
    assert title in finding.message


@pytest.mark.parametrize(
    ("title", "name"),
    [("JDE", "TT"), ("jd_tt", "tt"), ("JD (Dynamical Time)", "TT"), ("Julian Ephemeris Date", "TT")],
)
def test_titles_of_terrestrial_time(title: str, name: str) -> None:
    zone = read_statements([], title, 3).zone
    assert zone is not None
    assert (zone.name, zone.ahead_of_tai_s) == (name, 32.184)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("# Time zone: Europe/Berlin", "Europe/Berlin"),
        ("# timezone=America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("# winter time", "winter time"),
        ("# seconds since 22:48:00 local", "local"),
        ("# TDB, flux", "TDB"),
    ],
)
def test_refusals_name_the_remark(text: str, word: str) -> None:
    [finding] = read_statements([(4, text)]).findings
    assert (finding.severity, finding.code, finding.line) == (Severity.ERROR, FindingCode.TIME_ZONE, 4)
    assert f": {word} " in finding.message


@pytest.mark.parametrize("text", ["# UTC offset: 0", "# TZ: +00:00", "# GMT+0"])
def test_no_offset_is_universal_time(text: str) -> None:
    said = read_statements([(1, text)])
    assert (said.zone, said.is_utc, said.findings) == (None, True, ())


@pytest.mark.parametrize(
    ("text", "exposure"),
    [
        ("# exposure 10 s", 10.0),
        ("# exposure time: 40 ms", 0.04),
        ("# exposure (ms) = 40", 0.04),
        ("# Belichtungszeit: 0,5 s", 0.5),
        ("# integration time 2 min", 120.0),
        ("# temps de pose 200 ms", 0.2),
        ("# exposure = 0.5", 0.5),
        ("# exposure: -1 s", None),
        ("# exposure: 0", None),
    ],
)
def test_exposures(text: str, exposure: float | None) -> None:
    said = read_statements([(1, text)])
    assert said.exposure == exposure
    assert bool(said.findings) == (exposure is None)


def test_an_exposure_longer_than_its_step_is_doubted() -> None:
    assert checked_exposure(0.04, 0.04) == (0.04, [])
    assert checked_exposure(None, 0.04) == (None, [])
    taken, [finding] = checked_exposure(0.1, 0.04)
    assert (taken, finding.severity) == (0.1, Severity.WARNING)
    taken, [finding] = checked_exposure(40.0, 0.04)
    assert taken is None
    assert "milliseconds" in finding.hint


@pytest.mark.parametrize("title", ["mag", "Source_AMag_T1", "V-C", "magnitude", "dmag", "Vmag", "mag_err", "MAGERR"])
def test_titles_of_magnitudes(title: str) -> None:
    assert is_of_magnitudes(title)


@pytest.mark.parametrize("title", ["flux", "image", "magnification", "signal", "counts", "V", "rel_flux_T1"])
def test_titles_of_other_values(title: str) -> None:
    assert not is_of_magnitudes(title)


@examples(100)
@given(st.lists(st.text(max_size=80), max_size=5), st.text(max_size=40))
def test_any_words_are_read(lines: list[str], title: str) -> None:
    said = read_statements(list(enumerate(lines, 1)), title, 1)
    assert said.exposure is None or said.exposure > 0
    assert said.zone is None or said.zone.offset_s is not None or said.zone.ahead_of_tai_s is not None
