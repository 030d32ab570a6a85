"""One synthetic curve in every dialect: the same instants in UTC, values and roles come back, or a refusal by name."""

from dataclasses import dataclass

import numpy as np
import pytest
from astropy.time import Time
from hypothesis import given
from hypothesis import strategies as st

from formats import FORMATS, identify
from ingest.intake.lightcurve_dates import with_date, with_own_date
from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text
from schemas.leap_seconds import LEAP_DAYS, later_by
from schemas.lightcurve import LightCurve, Role, TimeKind
from schemas.reading import Reading

#: Hours in all years with their midnights, and those around leap seconds.
STARTS = (
    st.builds(lambda day, second: day + second / 86400, st.integers(48000, 60000), st.floats(0, 86000))
    | st.builds(lambda day, second: day + 1 - second / 86400, st.integers(48000, 60000), st.floats(0, 3))
    | st.builds(lambda day, second: day + 1 - second / 86401, st.sampled_from(LEAP_DAYS[9:]), st.floats(0, 5))
)
CADENCES = st.sampled_from((0.04, 0.2, 0.5, 1.0, 2.56, 10.0))
SEPARATORS = {"blank": " ", "comma": ",", "semicolon": ";", "tab": "\t"}
KINDS = {"": TimeKind.MID, "start of exposure": TimeKind.START, "end of exposure": TimeKind.END}
KINDS["mid-exposure times"] = TimeKind.MID
SCALES = {"": "utc", "time scale: TT": "tt", "TIMESYS: TAI": "tai", "time scale: UTC": "utc"}
ZONES = {
    "Zeit: MEZ": 1,
    "times in CEST": 2,
    "local time (UT+1)": 1,
    "TU+2": 2,
    "clock: UTC-05:30": -5.5,
    "JST clock": 9,
}


@dataclass(frozen=True)
class Truth:
    """A curve as it was: UTC [MJD] and flux."""

    mjd: np.ndarray
    flux: np.ndarray


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    """Draw a curve of a star that is gone for a while."""
    size = draw(st.integers(12, 40))
    steps = draw(CADENCES) * np.arange(size)
    flux = np.round(1000 + 17.25 * (np.arange(size) % 7), 2)
    begin = draw(st.integers(4, size - 6))
    flux[begin : begin + 3] *= 0.2
    return Truth(later_by(draw(STARTS), steps), np.round(flux, 2))


def number(value: float, decimals: int, sign: str) -> str:
    return f"{value:.{decimals}f}".replace(".", sign)


def julian(mjd: float, decimals: int = 9) -> str:
    """Return MJD + 2400000.5 without adding in doubles."""
    ticks = round(mjd % 1 * 10**decimals) + 5 * 10 ** (decimals - 1)
    return f"{int(mjd // 1) + 2_400_000 + ticks // 10**decimals}.{ticks % 10**decimals:0{decimals}d}"


def table(truth: Truth, times: list[str], head: str, separator: str, sign: str) -> bytes:
    rows = (
        separator.join((time, number(flux, 2, sign), number(3.5, 1, sign)))
        for time, flux in zip(times, truth.flux, strict=True)
    )
    return (head + "\n".join(rows) + "\n").encode()


def assert_same(reading: Reading, truth: Truth, tolerance_s: float) -> LightCurve:
    """Compare the target of a reading with the truth."""
    assert not [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    [target] = [curve for curve in reading.lightcurves if curve.role is Role.TARGET]
    dated = with_own_date(target)
    assert dated.mjd is not None
    assert (dated.mjd - truth.mjd) * 86400 == pytest.approx(np.zeros(truth.mjd.size), abs=tolerance_s)
    assert target.flux.tolist() == truth.flux.tolist()
    return target


def read(data: bytes, name: str = "x.csv") -> Reading:
    kind = identify(data[:65536])
    assert kind is not None, data[:300]
    return FORMATS[kind].read(data, name)


@given(
    truth=truths(),
    scale=st.sampled_from(sorted(SCALES)),
    instant=st.sampled_from(sorted(KINDS)),
    way=st.sampled_from(("JD", "MJD", "JD-2400000", "JD-2450000")),
    separator=st.sampled_from(sorted(SEPARATORS)),
    has_commas=st.booleans(),
    is_titled=st.booleans(),
)
def test_days_as_numbers(
    truth: Truth, scale: str, instant: str, way: str, separator: str, has_commas: bool, is_titled: bool
) -> None:
    sign = "," if has_commas and separator != "comma" else "."
    stamps = getattr(Time(truth.mjd, format="mjd", scale="utc"), SCALES[scale])
    mjd = (stamps.jd1 - 2400000.5) + stamps.jd2 if SCALES[scale] != "utc" else truth.mjd
    zero = {"JD": None, "MJD": 0.0, "JD-2400000": -0.5, "JD-2450000": 49999.5}[way]
    times = [julian(value) if zero is None else f"{value - zero:.9f}" for value in mjd.tolist()]
    times = [time.replace(".", sign) for time in times]
    remarks = "".join(f"# {text}\n" for text in (scale, instant) if text)
    is_titled = is_titled or way != "JD"
    glue = SEPARATORS[separator]
    title = glue.join((way, "flux", "err")) + "\n" if is_titled else ""
    reading = read(table(truth, times, remarks + title, glue, sign))
    target = assert_same(reading, truth, 2e-4)
    assert target.time_kind is KINDS[instant]
    assert (FindingCode.TIME_ZONE in {finding.code for finding in reading.findings}) == (SCALES[scale] != "utc")


def zoned(mjd: float, hours: float, *, decimals: int = 6) -> str:
    """Return an instant as the clock of a zone shows it; a leap second is one of that clock, too."""
    text = iso_text(mjd, decimals=decimals)
    second = text[17:]
    minute = np.datetime64(text[:16]) + np.timedelta64(round(hours * 60), "m")
    return f"{minute}:{second}"


@given(
    truth=truths(),
    quarters=st.integers(-48, 56),
    way=st.sampled_from(("T", "blank", "slashes", "points", "two columns")),
    separator=st.sampled_from(("comma", "semicolon", "tab")),
    has_commas=st.booleans(),
)
def test_dates_with_times_of_day(truth: Truth, quarters: int, way: str, separator: str, has_commas: bool) -> None:
    sign = "," if has_commas and separator != "comma" else "."
    glue = SEPARATORS[separator]
    size = abs(quarters) * 15
    offset = f"{'-' if quarters < 0 else '+'}{size // 60:02d}:{size % 60:02d}" if quarters else ""
    times = []
    for mjd in truth.mjd.tolist():
        day, clock = zoned(mjd, quarters / 4).split("T")
        year, month, date = day.split("-")
        days = {"slashes": f"{year}/{month}/{date} ", "points": f"{date}.{month}.{year} ", "T": f"{day}T"}
        days |= {"blank": f"{day} ", "two columns": f"{day}{glue}"}
        times.append(f"{days[way]}{clock.replace('.', sign)}{offset}")
    reading = read(table(truth, times, "", glue, sign))
    assert_same(reading, truth, 1e-5)
    assert (FindingCode.TIME_ZONE in {finding.code for finding in reading.findings}) == bool(quarters)


def clock_of(seconds: float) -> str:
    ticks = round(seconds * 10_000) % 864_000_000
    return f"[{ticks // 36_000_000:02d}:{ticks // 600_000 % 60:02d}:{ticks // 10_000 % 60:02d}.{ticks % 10_000:04d}]"


@given(
    day=st.integers(48000, 60000).filter(lambda day: not {day - 1, day, day + 1} & set(LEAP_DAYS)),
    first=st.floats(0, 86399) | st.floats(86390, 86399),
    cadence=CADENCES,
    zone=st.sampled_from(("", *sorted(ZONES))),
    instant=st.sampled_from(sorted(KINDS)),
    separator=st.sampled_from((",", ";", "\t")),
    order=st.permutations(("target", "ref1", "tracker")),
    program=st.sampled_from(("pymovie", "pyote")),
)
def test_times_of_day_beside_frame_numbers(
    day: int,
    first: float,
    cadence: float,
    zone: str,
    instant: str,
    separator: str,
    order: list[str],
    program: str,
) -> None:
    flux = {"target": np.full(20, 500.5), "ref1": np.full(20, 900.5), "tracker": np.full(20, 800.5)}
    flux["target"][8:11] = 99.5
    seconds = round(first, 4) + cadence * np.arange(20)
    hours = ZONES.get(zone, 0)
    local = seconds + 3600 * hours
    local_day = day + int(local[0] // 86400)
    sign = "." if separator == "," else ","
    lines = ["# PyMovie Version 4.1.4", f"# date at frame 0: {iso_text(local_day)[:10]}"]
    lines += [f"# {text}" for text in (zone, instant) if text]
    sums = [f"appsum-{name}" for name in order] if program == "pymovie" else []
    lines.append(separator.join(["FrameNum", "timeInfo", *(f"signal-{name}" for name in order), *sums]))
    for row in range(20):
        values = [number(flux[name][row], 2, sign) for name in order] * (2 if sums else 1)
        lines.append(separator.join([f"{row}", clock_of(local[row] % 86400).replace(".", sign), *values]))
    reading = read(("\n".join(lines) + "\n").encode())
    target = assert_same(reading, Truth(day + seconds / 86400, flux["target"]), 1.1e-4)
    assert target.time_kind is (KINDS[instant] if instant else TimeKind.START)
    assert [curve.role for curve in reading.lightcurves].count(Role.COMPARISON) == 2
    assert (FindingCode.TIME_ZONE in {finding.code for finding in reading.findings}) == bool(zone)


@given(
    day=st.sampled_from(LEAP_DAYS[9:]),
    before=st.floats(0.5, 3.0),
    cadence=st.sampled_from((0.04, 0.2, 0.32)),
    has_date=st.booleans(),
)
def test_a_clock_that_shows_the_leap_second(day: int, before: float, cadence: float, has_date: bool) -> None:
    seconds = np.round(86401 - before + cadence * np.arange(120), 4)
    stamps = []
    for second in seconds:
        if second >= 86401:
            stamps.append(clock_of(second - 86401))
        else:
            stamps.append(f"[23:59:{second - 86340:07.4f}]" if second >= 86400 else clock_of(second))
    flux = np.full(120, 500.5)
    head = f"# PyMovie Version 4.1.4\n# date at frame 0: {iso_text(day)[:10]}\n" if has_date else "# PyMovie\n"
    rows = "".join(f"{row},{stamp},500.50,9\n" for row, stamp in enumerate(stamps))
    reading = read(f"{head}FrameNum,timeInfo,signal-target,appsum-target\n{rows}".encode())
    assert reading.findings == ()
    truth = Truth(later_by(day, seconds), flux)
    if has_date:
        assert_same(reading, truth, 1e-4)
    else:
        dated = with_date(reading.lightcurves[0], day + 1.0)
        assert dated.mjd is not None
        assert (dated.mjd - truth.mjd) * 86400 == pytest.approx(np.zeros(120), abs=1e-4)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_title_of_the_times_is_obeyed(name: str) -> None:
    titles = {
        "tangra_csv": "FrameNo,Time (MEZ),SignalMinusBackground (1)",
        "pymovie_csv": "FrameNum,timeInfo (MEZ),signal-target,appsum-target",
        "pyote_csv": "FrameNum,timeInfo (MEZ),primaryData",
    }
    if name not in titles:
        return
    extra = ",9" if name == "pymovie_csv" else ""
    rows = "".join(f"{row},[00:30:0{row}.0000],{5 + row % 3}{extra}\n" for row in range(8))
    data = f"{titles[name]}\n{rows}".encode()
    assert identify(data) == name
    reading = FORMATS[name].read(data, "x.csv")
    (curve,) = reading.lightcurves
    assert curve.seconds is not None
    assert curve.seconds[0] == pytest.approx(23.5 * 3600)
    refused = FORMATS[name].read(data.replace(b"MEZ", b"Local Time"), "x.csv")
    assert refused.lightcurves == ()
    assert refused.findings[0].code is FindingCode.TIME_ZONE
