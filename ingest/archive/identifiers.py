"""Identifiers of reports, light curves, timing results and attachments: numbered within an event, each given once."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from schemas.errors import UmbraError
from schemas.reading import EventEntry, StationReport

#: A number at the end of an identifier, and the letters that set a second holder of it apart.
_NUMBER = re.compile(r"_[a-z]{1,2}([0-9]{1,9})[a-z]{0,4}\Z")
_ALPHABET = "bcdefghijklmnopqrstuvwxyz"


class RecordKind(StrEnum):
    """What carries an identifier, named as its table."""

    REPORT = "report"
    LIGHTCURVE = "lightcurve"
    TIMING_RESULT = "timing_result"
    ATTACHMENT = "attachment"


#: The letters before the number in an identifier.
_LETTERS = {
    RecordKind.REPORT: "r",
    RecordKind.LIGHTCURVE: "lc",
    RecordKind.TIMING_RESULT: "t",
    RecordKind.ATTACHMENT: "a",
}


class IdentifierKnownError(UmbraError):
    """A file claims an identifier that another file has already."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"The identifier {identifier} is given already.", "report this as a fault of the program")


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """One record of an entry that carries an identifier."""

    kind: RecordKind
    #: Its number among the records of its kind in the entry, counted from 0.
    position: int
    identifier: str | None
    #: The report it is or belongs to.
    report_id: str | None


def named_records(entry: EventEntry) -> Iterator[Named]:
    """Yield everything in an entry that carries an identifier."""
    for position, station in enumerate(entry.stations):
        identifier = station.report.report_id
        yield Named(kind=RecordKind.REPORT, position=position, identifier=identifier, report_id=identifier)
    for position, curve in enumerate(entry.lightcurves):
        yield Named(
            kind=RecordKind.LIGHTCURVE, position=position, identifier=curve.lightcurve_id, report_id=curve.report_id
        )
    for position, result in enumerate(entry.timing_results):
        yield Named(
            kind=RecordKind.TIMING_RESULT, position=position, identifier=result.result_id, report_id=result.report_id
        )
    for position, item in enumerate(entry.attachments):
        yield Named(
            kind=RecordKind.ATTACHMENT, position=position, identifier=item.attachment_id, report_id=item.report_id
        )


def numbered(event_id: str, kind: RecordKind, number: int) -> str:
    """Return the identifier of the record of a kind that has a number in its event."""
    return f"{event_id}_{_LETTERS[kind]}{number:02d}"


def number_in(identifier: str) -> int:
    """Return the number in an identifier, 0 where it has none."""
    found = _NUMBER.search(identifier)
    return int(found[1]) if found else 0


def set_apart(identifier: str, is_known: Callable[[str], bool]) -> str:
    """Return the identifier of a second holder: the same with the first free letter, from ``b`` on, behind it."""
    stem = identifier
    while True:
        for letter in _ALPHABET:
            if not is_known(stem + letter):
                return stem + letter
        stem += _ALPHABET[-1]


def renamed(entry: EventEntry, names: Mapping[tuple[RecordKind, int], tuple[str | None, str | None]]) -> EventEntry:
    """Return an entry whose records have other identifiers.

    Parameters
    ----------
    entry
        The entry.
    names
        Identifier and report of the records that get others, by kind and position.
    """
    if not names:
        return entry
    stations = tuple(
        _renamed_station(station, names.get((RecordKind.REPORT, position), (station.report.report_id, None))[0])
        for position, station in enumerate(entry.stations)
    )
    curves, results, attachments = list(entry.lightcurves), list(entry.timing_results), list(entry.attachments)
    for (kind, position), (identifier, report_id) in names.items():
        if kind is RecordKind.LIGHTCURVE:
            curves[position] = replace(curves[position], lightcurve_id=identifier, report_id=report_id)
        elif kind is RecordKind.TIMING_RESULT:
            results[position] = replace(results[position], result_id=identifier, report_id=report_id)
        elif kind is RecordKind.ATTACHMENT:
            known = attachments[position]
            attachments[position] = replace(known, attachment_id=identifier or "", report_id=report_id)
    return replace(
        entry,
        stations=stations,
        lightcurves=tuple(curves),
        timing_results=tuple(results),
        attachments=tuple(attachments),
    )


def _renamed_station(station: StationReport, report_id: str | None) -> StationReport:
    if report_id == station.report.report_id:
        return station
    timings = tuple(replace(timing, report_id=report_id) for timing in station.timings)
    return replace(station, report=replace(station.report, report_id=report_id), timings=timings)
