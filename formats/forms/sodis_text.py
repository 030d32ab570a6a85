"""The text of a SODIS form 2.03, with the legends of the original."""

import numpy as np

from schemas.codes import CodeList, Datum, Method, Outcome, Stability, Telescope, TimeSource, Transparency
from schemas.errors import UmbraError
from schemas.event import Event
from schemas.instant import clock_text, day_of_mjd
from schemas.leap_seconds import day_length, mjd_in_day, seconds_in_day
from schemas.reading import StationReport
from schemas.report import Report, Timing

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DECIMALS = 3
_COORDINATES = "#Coordinates LAT +/-DD MM SS.S  LON +/-DDD MM SS.S"
_DATUM = "#Datum _blank=WGS84 N=NAD1927 E=ED1950 T=Tokyo G=GB1936 *=unspecified, or other"
_TELESCOPE = "#Teleskop _=unstated 1=Refractor 2=Newtonian 3=SCT 4=Dobsonian 5=Binoculars 6=Other 7=None 8=eVscope "
_METHOD = (
    "#ObservingMethod   _=unspecified a=Analogue & digital video b=Digital SLR-camera video c=Photometer "
    "d=Sequential images e=Drift scan f=Visual g=Other "
)
_D = "#D D=Main Star d=second Star G=satellite main star g=satellite 2nd star N=ring M=non detection +time hh:mm:ss.s"
_R = "#R R=Main Star r=second Star B=satellite main star b=satellite 2nd star N=ring M=non detection +time hh:mm:ss.s"
_TIMESOURCE = (
    "#Timesource  _=unspecified a=GPS b=NTP c=Telephone (fixed or mobile) d=Radio time signal "
    "e=Internal clock of recorder f=Stopwatch g=Other"
)
_TRANSPARENCY = (
    "#Transparency 1=Clear 2=Fog 3=Thin cloud <2 [mag loss <2 mag.] 4=Thick cloud >2 [mag loss >2 mag. "
    "5=Broken opaque cloud [that is, observed thru gaps in the cloud] 6=Star faint 7=By averted vision"
)
_STABILITY = "#Stability _=unstated 1=Steady 2=Slight flickering 3=Strong flickering "


class NotWritableError(UmbraError):
    """A report that the form has no words for."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(
            f"A report with the outcome {outcome} cannot be written as a SODIS form.",
            "write POSITIVE or NEGATIVE",
        )


def write_form(station: StationReport, event: Event) -> str:
    """Return the text of a form, lines ended by CR LF.

    Raises
    ------
    NotWritableError
        If the outcome is neither positive nor negative.
    """
    report = station.report
    if report.outcome not in {Outcome.POSITIVE, Outcome.NEGATIVE}:
        raise NotWritableError(report.outcome)
    lines = [
        "#IOTA-ES ASTEROIDAL OCCULTATION - REPORT FORM 2.03",
        *_event(report, event),
        *_people(station),
        *_station(report),
        *_observation(report, station.timings),
        *_conditions(report),
        *_comments(report.comment),
    ]
    return "\r\n".join(lines) + "\r\n"


def _event(report: Report, event: Event) -> list[str]:
    # Without a predicted time readers take the date for that of the event, not of the start (`forms.form_days`).
    instants = (report.time_predicted, report.d_time, report.r_time, report.time_start, report.time_end)
    first = next((instant for instant in instants if instant is not None), None)
    number = "" if event.body_number is None else str(event.body_number)
    return [
        "#Event",
        f"#Occultation: {report.outcome.upper()}",
        f"#DATE: {_date(first)}",
        f"#PREDICTTIME: {_predicted(report.time_predicted)}",
        f"#STAR: {_one_line(report.star_written or event.star)}",
        f"#ASTEROID: {_one_line(event.body_name)}",
        f"#Nr: {number}",
    ]


def _people(station: StationReport) -> list[str]:
    contact = station.contact
    return [
        "#OBSERVER",
        f"#Observer1: {_one_line(station.report.observer)}",
        f"#Observer2: {_one_line(station.report.observer2)}",
        f"#moreObs: {_one_line(contact.more_observers)}",
        f"#E-mail: {_one_line(contact.email)}",
        f"#Address: {_one_line(contact.address)}",
    ]


def _station(report: Report) -> list[str]:
    altitude = report.alt if report.alt_given is None else report.alt_given
    datum = "" if report.datum is None else _letter(report.datum, Datum)
    return [
        "#OBSERVING_STATION",
        f"#NearestCity: {_one_line(report.site)}",
        f"#Countrycode: {report.country or ''}",
        _COORDINATES,
        f"#Latitude: {_angle(report.lat, 2)}",
        f"#Longitude: {_angle(report.lon, 3)}",
        f"#Altitude: {_number(altitude)}",
        _DATUM,
        f"#Datum: {datum}",
        _TELESCOPE,
        f"#Telescope: {_letter(report.telescope, Telescope)}",
        "#Aperture in cm",
        f"#Aperture: {_number(report.aperture)}",
        "#FocalLength in cm",
        f"#FocalLength: {_number(report.focal_length)}",
        _METHOD,
        f"#ObservingMethod: {_letter(report.method, Method)}",
    ]


def _observation(report: Report, timings: tuple[Timing, ...]) -> list[str]:
    miss = "M" if report.outcome == Outcome.NEGATIVE and report.d_time is None and report.r_time is None else ""
    main = Timing(
        seq=0,
        d_time=report.d_time,
        d_err=report.d_err,
        d_code=report.d_code or miss or None,
        r_time=report.r_time,
        r_err=report.r_err,
        r_code=report.r_code or miss or None,
    )
    lines = ["#Observation", f"#StartObs: {_clock(report.time_start)}"]
    for number, pair in enumerate((main, *timings)):
        lines += [_D] if number == 0 else []
        lines += [f"#D: {_mark(pair.d_code, pair.d_time)}", f"#Acc_D: {_number(pair.d_err)}"]
        lines += [_R] if number == 0 else []
        lines += [f"#R: {_mark(pair.r_code, pair.r_time)}", f"#Acc_R: {_number(pair.r_err)}"]
    return [
        *lines,
        f"#EndObs: {_clock(report.time_end)}",
        f"#Duration: {_number(report.duration)}",
        f"#Exp_Time: {_number(report.exposure)}",
        _TIMESOURCE,
        f"#Timesource: {_letter(report.time_source, TimeSource)}",
        f"#Camera: {_one_line(report.camera)}",
        f"#Signal/Noise: {_number(report.snr)}",
    ]


def _conditions(report: Report) -> list[str]:
    return [
        "#Weatherconditions",
        f"#Wind: {_one_line(report.wind)}",
        f"#Temperature: {_number(report.temperature)}",
        _TRANSPARENCY,
        f"#Transparency: {_letter(report.transparency, Transparency)}",
        _STABILITY,
        f"#Stability: {_letter(report.stability, Stability)}",
    ]


def _comments(comment: str | None) -> list[str]:
    """Return the comment's lines; none may look like a field."""
    first, *rest = [line.strip().lstrip("#> ") for line in (comment or "").split("\n")]
    return [f"#Comments: {first}", *rest]


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _number(value: float | None) -> str:
    """Return the shortest decimal that reads back to the same number."""
    return "" if value is None else np.format_float_positional(value, trim="-")


def _letter(value: str | None, codes: type[CodeList]) -> str:
    return "" if value is None else {code.value: code.letter for code in codes}[value]


def _angle(degrees: float | None, width: int) -> str:
    """Return an angle as ``+DDD MM SS.S``, to the milliarcsecond."""
    if degrees is None:
        return ""
    ticks = round(abs(degrees) * 3600 * 1000)
    minutes, milliseconds = divmod(ticks, 60_000)
    degree, minute = divmod(minutes, 60)
    second = f"{milliseconds / 1000:06.3f}".rstrip("0")
    sign = "-" if degrees < 0 else "+"
    return f"{sign}{degree:0{width}d} {minute:02d} {second}{'0' if second.endswith('.') else ''}"


def _mark(code: str | None, instant: float | None) -> str:
    return f"{code or ''}{_clock(instant)}"


def _clock(instant: float | None) -> str:
    return "" if instant is None else clock_text(instant, decimals=_DECIMALS)


def _rounded(instant: float) -> tuple[float, float]:
    """Return day (MJD) and milliseconds of a rounded instant."""
    ticks, length = round(seconds_in_day(instant) * 1000), round(day_length(instant) * 1000)
    return instant // 1 + ticks // length, ticks % length


def _date(instant: float | None) -> str:
    if instant is None:
        return ""
    day = day_of_mjd(_rounded(instant)[0])
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _predicted(instant: float | None) -> str:
    if instant is None:
        return ""
    day, ticks = _rounded(instant)
    date = day_of_mjd(day)
    decimals = 0 if ticks % 1000 == 0 else _DECIMALS
    clock = clock_text(mjd_in_day(day, ticks / 1000), decimals=decimals)
    return f"{date.day} {_MONTHS[date.month - 1][:3]}; {date.year} {clock} UT"
