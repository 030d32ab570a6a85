"""Matching: which event a file's entry belongs to, and which report a station's report replaces."""

from dataclasses import dataclass

from ingest.archive.archive_index import ArchiveIndex, KnownEvent, KnownReport
from ingest.archive.record_keys import body_key, fingerprint, instant_of, observer_key, star_names
from schemas.body import fold_name
from schemas.errors import UmbraError
from schemas.instant import day_of_mjd
from schemas.position import distance_km, separation
from schemas.reading import EventEntry, StationReport
from schemas.report import Report
from schemas.star import catalogue_of

#: One star is not occulted twice by one body within this time [d].
SAME_STAR_DAYS = 0.5
#: A shadow crosses the Earth within this time; for entries whose stars cannot be compared [d].
UNKNOWN_STAR_DAYS = 30 / 1440
#: For entries whose stars differ by a slip of the pen [d].
SLIP_DAYS = 15 / 1440
#: Two places closer than this are one star; farther than `OTHER_STAR_ARCSEC` they are two [arcsec].
SAME_STAR_ARCSEC = 3.0
OTHER_STAR_ARCSEC = 60.0
#: Reports of one observer from within this distance are from one station [km].
SAME_STATION_KM = 1.0


class MatchingError(UmbraError):
    """An entry whose event cannot be identified."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventMatch:
    """The event an entry belongs to."""

    event_id: str
    is_new: bool
    #: The known star that the entry's star resembles but does not equal; empty if all is well.
    resembles: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StationMatch:
    """What the archive already has of a station."""

    #: The report that the new one replaces.
    supersedes: str | None = None
    #: The report that says exactly the same.
    equal_to: str | None = None
    #: Other reports of the same observer at this event.
    others: tuple[str, ...] = ()


def match_event(index: ArchiveIndex, entry: EventEntry) -> EventMatch:
    """Find the event of an entry, or give it a new identifier.

    Body and time must agree. Beyond that, the same star (a common designation, or places within
    `SAME_STAR_ARCSEC`) makes one event; a different star of the same catalogue makes two, unless the
    designations differ by one character and the times by minutes; stars named in different catalogues
    without places are compared by time alone.

    Raises
    ------
    MatchingError
        If body or time are missing, or two known events fit equally well.
    """
    body = body_key(entry.event)
    instant = instant_of(entry)
    if not body:
        raise MatchingError("The file names no body.", "give number and name of the occulting body")
    if instant is None:
        raise MatchingError("The file gives no date and time.", "give the date and a predicted or observed time")
    known = index.events_of_body(body, instant, SAME_STAR_DAYS)
    rated = sorted((_rank(event, entry, instant), event.event_id, event) for event in known)
    rated = [item for item in rated if item[0][0] < _NO_MATCH]
    if not rated:
        return EventMatch(event_id=new_event_id(index, entry, instant), is_new=True)
    (rank, lag), event_id, best = rated[0]
    if rank == _UNKNOWN and len(rated) > 1 and rated[1][0][0] == _UNKNOWN and rated[1][0][1] - lag < lag:
        names = f"{event_id} or {rated[1][1]}"
        raise MatchingError(
            f"The report fits {names} equally well.", "name the star as the prediction does, or use --event"
        )
    resembles = next(iter(sorted(best.stars)), "") if rank == _SLIP else ""
    return EventMatch(event_id=event_id, is_new=False, resembles=resembles)


_SAME, _UNKNOWN, _SLIP, _NO_MATCH = range(4)


def _rank(event: KnownEvent, entry: EventEntry, instant: float) -> tuple[int, float]:
    """Return how well an entry fits an event: the kind of match, and the time between them [d]."""
    lag = max(event.time_first - instant, instant - event.time_last, 0.0)
    kind = _compare_stars(event, entry)
    limit = {_SAME: SAME_STAR_DAYS, _UNKNOWN: UNKNOWN_STAR_DAYS, _SLIP: SLIP_DAYS}.get(kind, -1.0)
    return (kind if lag <= limit else _NO_MATCH, lag)


def _compare_stars(event: KnownEvent, entry: EventEntry) -> int:
    names = star_names(entry)
    if names & event.stars:
        return _SAME
    separation = _separation_arcsec(event, entry)
    if separation is not None and separation <= SAME_STAR_ARCSEC:
        return _SAME
    if separation is not None and separation > OTHER_STAR_ARCSEC:
        return _NO_MATCH
    shared = [(name, other) for name in names for other in event.stars if catalogue_of(name) == catalogue_of(other)]
    if not shared:
        return _UNKNOWN
    return _SLIP if any(is_slip(name, other) for name, other in shared) else _NO_MATCH


def _separation_arcsec(event: KnownEvent, entry: EventEntry) -> float | None:
    ra, dec = entry.event.ra, entry.event.dec
    if ra is None or dec is None or event.ra is None or event.dec is None:
        return None
    return separation(ra, dec, event.ra, event.dec) * 3600


def is_slip(name: str, other: str) -> bool:
    """Return whether two designations differ by one changed, missing or added character, or two swapped ones."""
    if abs(len(name) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other)))
    rest, other_rest = name[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[2:] == other_rest[2:] and rest[:2] == other_rest[1::-1])
    )


def new_event_id(index: ArchiveIndex, entry: EventEntry, instant: float) -> str:
    """Return an identifier for a new event: ``yyyymmdd_number_name``, with a suffix from the second of the day on."""
    words = [day_of_mjd(instant).strftime("%Y%m%d")]
    if entry.event.body_number is not None:
        words.append(str(entry.event.body_number))
    if entry.event.body_name:
        words.append(fold_name(entry.event.body_name))
    stem = "_".join(word for word in words if word)
    counter = 2
    event_id = stem
    while index.has_event(event_id):
        event_id = f"{stem}_{counter}"
        counter += 1
    return event_id


def match_station(index: ArchiveIndex, event_id: str, station: StationReport, checksum: str) -> StationMatch:
    """Find what the archive already has of a station at an event.

    A station is the same if its observer has the same name, its place lies within `SAME_STATION_KM` and its
    aperture does not differ; two reports of one file are never of the same station, unless they are the same.
    """
    report = station.report
    observer = observer_key(report)
    mine = [known for known in index.current_reports(event_id) if known.observer == observer]
    digest = fingerprint(station)
    equal = next((known.report_id for known in mine if known.fingerprint == digest), None)
    if equal is not None:
        return StationMatch(equal_to=equal)
    earlier = [
        known for known in mine if known.checksum != checksum and known.observer and _is_same_station(known, report)
    ]
    others = tuple(
        known.report_id for known in mine if known not in earlier and known.checksum != checksum and known.observer
    )
    return StationMatch(supersedes=earlier[-1].report_id if earlier else None, others=others)


def _is_same_station(known: KnownReport, report: Report) -> bool:
    if known.aperture and report.aperture and abs(known.aperture - report.aperture) > 0.05 * report.aperture:
        return False
    if known.lon is None or known.lat is None or report.lon is None or report.lat is None:
        return True
    return distance_km(known.lon, known.lat, report.lon, report.lat) <= SAME_STATION_KM
