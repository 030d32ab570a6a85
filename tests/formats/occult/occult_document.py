"""Records of Occult's archive for the tests, with any of their items changed."""

from datetime import date

from formats.occult.occult_xml import read
from schemas.finding import Finding
from schemas.instant import mjd_of
from schemas.reading import EventEntry, StationReport

DAY = date(2024, 6, 27)
STAR = "UCAC4|260-126299|3|5962282228962714112|17.6137084068|-38.076709899|0.47|0.32|0.00|0|17.64|-38.09|16|15.8|15|0"
ASTEROID = (
    "778|Theobalda|-8.95963574|2.07578145|0.0010665|0.0013935|0.0000013|-0.0000001|2.93202|-0.00012|61.1|3.0|15.7"
)
ID = "1|A Observer||0|Auckland|NZ|+174 39 28.4|-36 50  7.4|21| |24|3|a|a"
CONDITIONS = "2|1|4.1||"


def observer(
    d: str = " 8  2  4.6|D|0.2||| ",
    r: str = " 8  2  8.0|R|0.2||| ",
    *,
    identity: str = ID,
    conditions: str = CONDITIONS,
    extra: str = "",
) -> str:
    return (
        f"<Observer>\n<ID>{identity}</ID>\n<Conditions>{conditions}</Conditions>\n"
        f"<D>{d}</D>\n<R>{r}</R>\n{extra}</Observer>\n"
    )


def event(
    *stations: str,
    day: str = "2024|6|27|8.0",
    star: str = STAR,
    asteroid: str = ASTEROID,
    details: str = "",
    observations: str = "",
) -> str:
    return (
        f"<Event>\n<Date>{day}</Date>\n<Details>\n<Star>{star}</Star>\n<Asteroid>{asteroid}</Asteroid>\n{details}"
        f"</Details>\n<Observations>\n{''.join(stations)}{observations}</Observations>\n"
        "<Added>2025|12|30</Added>\n</Event>\n"
    )


def archive(*events: str, root: str = "AsteroidOccultations") -> bytes:
    return f"<{root}>\n<FileVersion>2.15</FileVersion>\n{''.join(events)}</{root}>\n".encode()


def station_of(d: str, r: str, **changes: str) -> tuple[StationReport, tuple[Finding, ...]]:
    reading = read(archive(event(observer(d, r, **changes))), "x.xml")
    return reading.entries[0].stations[0], reading.findings


def entry_of(**changes: str) -> tuple[EventEntry, tuple[Finding, ...]]:
    reading = read(archive(event(observer(), **changes)), "x.xml")
    return reading.entries[0], reading.findings


def items(entry: EventEntry, kind: str) -> list[str]:
    return [fit.items for fit in entry.fits if fit.kind == kind]


def at(hours: int, minutes: int, seconds: float) -> float:
    return mjd_of(DAY, hours * 3600 + minutes * 60 + seconds)
