"""Rows: what the archive holds, as the rows of the published tables. The one source of what is published."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from ingest.archive.archive import Archive
from ingest.archive.record_json import JsonObject, full_object
from ingest.ephemerides.ephemerides import Ephemerides
from ingest.ephemerides.ephemeris_files import ephemerides_folder
from ingest.events.event_reduction import Reduction, reduce_event
from ingest.intake.stated_times import with_stated_times
from schemas.chord import Chord
from schemas.codes import CODE_LISTS, Answer, Outcome, RecordStatus
from schemas.event import Event
from schemas.limb import Limb
from schemas.reading import EventEntry, StationReport
from schemas.report import Report

#: Published tables whose rows follow from the archive, in the order in which they can be filled.
EVENT_TABLES = (
    "event",
    "report",
    "timing",
    "elements",
    "published_fit",
    "chord",
    "limb",
    "limb_residual",
    "correction",
    "reduction_finding",
)
#: Tables that need the chords, and those that need the limbs too.
_OF_LIMBS = frozenset({"limb", "limb_residual", "reduction_finding"})
_OF_CHORDS = _OF_LIMBS | {"event", "chord", "correction"}

#: Whose word counts: an analysed record over a prediction over an observer's form.
_AUTHORITY = {"occult_xml": 3, "occult_fixed": 3, "occelmnt": 2}


def table_rows(folder: Path, table: str, *, now: float) -> Iterator[JsonObject]:
    """Return every row of a published table.

    Parameters
    ----------
    folder
        The archive's folder.
    table
        Name without the schema: one of `EVENT_TABLES`, or ``code``.
    now
        Instant [UTC MJD] up to which embargoed records are left out.

    Yields
    ------
    dict
        Values by column, missing ones None.
    """
    if table == "code":
        yield from code_rows()
        return
    for _, row in collection_rows(folder, (table,), now=now):
        yield row


def collection_rows(folder: Path, tables: Collection[str], *, now: float) -> Iterator[tuple[str, JsonObject]]:
    """Return every row of some published tables, in one pass over the archive.

    Parameters
    ----------
    folder, now
        As in `table_rows`.
    tables
        Names as in `table_rows`.

    Yields
    ------
    tuple
        Name of the table and the row.
    """
    if "code" in tables:
        yield from (("code", row) for row in code_rows())
    with Archive(folder) as archive, Ephemerides(ephemerides_folder(folder)) as ephemerides:
        for event_id in archive.index.event_ids():
            wanted = [table for table in EVENT_TABLES if table in tables]
            for table, rows in event_rows(archive, event_id, ephemerides, now=now, tables=wanted).items():
                yield from ((table, row) for row in rows)


def event_rows(
    archive: Archive,
    event_id: str,
    ephemerides: Ephemerides | None = None,
    *,
    now: float,
    tables: Sequence[str] = EVENT_TABLES,
) -> dict[str, list[JsonObject]]:
    """Return the rows of one event by table, in the order of ``tables``; only what they need is computed."""
    public = public_event(archive, event_id, now=now)
    if public is None:
        return {table: [] for table in tables}
    entries, reduction = public.entries, Reduction()
    if not _OF_CHORDS.isdisjoint(tables):
        reduction = public.reduce(ephemerides, with_limbs=not _OF_LIMBS.isdisjoint(tables))
    fits = [fit for entry in entries for fit in entry.fits]
    rows = {
        **_reduction_rows(reduction),
        "event": [full_object(replace(public.event, n_chords=reduction.n_chords))],
        "report": [full_object(report) for report in public.reports],
        "timing": [full_object(timing) for station in public.stations for timing in station.timings],
        "elements": [
            full_object(replace(entry.elements, elements_id=f"{event_id}_e{number:02d}"))
            for number, entry in enumerate(entries, 1)
            if entry.elements is not None
        ],
        "published_fit": [
            full_object(replace(fit, fit_id=f"{event_id}_f{number:03d}")) for number, fit in enumerate(fits, 1)
        ],
    }
    return {table: rows[table] for table in tables}


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicEvent:
    """What of an event is public: the contents of all its files, and its reports, replaced ones too."""

    event: Event
    entries: tuple[EventEntry, ...]
    stations: tuple[StationReport, ...]

    @property
    def reports(self) -> list[Report]:
        """The reports of the stations."""
        return [station.report for station in self.stations]

    def reduce(self, ephemerides: Ephemerides | None, *, with_limbs: bool = True) -> Reduction:
        """Compute chords and limbs from the reports that none has replaced."""
        accepted = [station for station in self.stations if station.report.status is RecordStatus.ACCEPTED]
        return reduce_event(self.event, self.entries, accepted, ephemerides, with_limbs=with_limbs)


def public_event(archive: Archive, event_id: str, *, now: float) -> PublicEvent | None:
    """Return what of an event is public, None if nothing is or the event is unknown.

    Parameters
    ----------
    archive
        The archive.
    event_id
        The event.
    now
        Instant [UTC MJD] up to which embargoed records are left out.
    """
    entries = tuple(entry for _, entry in archive.entries_of(event_id))
    if not entries:
        return None
    stations = _with_status([station for entry in entries for station in entry.stations])
    stations = [station for station in stations if not _is_embargoed(station.report, now)]
    stations = with_stated_times(stations, entries)
    event = merge_event(event_id, entries, [station.report for station in stations])
    if event.release_date is not None and event.release_date > now:
        return None
    return PublicEvent(event=event, entries=entries, stations=tuple(stations))


def _reduction_rows(reduction: Reduction) -> dict[str, list[JsonObject]]:
    return {
        "chord": [full_object(chord) | _region_of(chord) for chord in reduction.chords],
        "limb": [
            full_object(limb) | _region_of(limb) | {"outline_err": list(limb.outline_err)} for limb in reduction.limbs
        ],
        "limb_residual": [full_object(residual) for residual in reduction.residuals],
        "correction": [full_object(correction) for correction in reduction.corrections],
        "reduction_finding": [full_object(finding) for finding in reduction.findings],
    }


def _region_of(record: Chord | Limb) -> JsonObject:
    """Return the region as pgSphere reads polygons: ``{(ra d, dec d), ...}``."""
    if record.s_region is None:
        return {"s_region": None}
    numbers = record.s_region.split()[2:]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return {"s_region": "{" + ",".join(f"({ra}d,{dec}d)" for ra, dec in pairs) + "}"}


def code_rows() -> Iterator[JsonObject]:
    """Return the rows of the table of codes."""
    for name, code_list in CODE_LISTS.items():
        for code in code_list:
            yield {"code_list": name, "code": str(code), "letter": code.letter, "meaning": code.meaning}
    meanings = {
        "outcome": (Outcome, {"positive": "The star was occulted", "negative": "The star was not occulted"}),
        "answer": (Answer, {"yes": "Yes", "no": "No", "unknown": "The report does not say"}),
    }
    more = {"uncertain": "The observer is not sure", "no_data": "Nothing usable was recorded"}
    for name, (code_enum, words) in meanings.items():
        for member in code_enum:
            yield {
                "code_list": name,
                "code": str(member),
                "letter": None,
                "meaning": {**more, **words}[member],
            }


def merge_event(event_id: str, entries: Iterable[EventEntry], reports: list[Report]) -> Event:
    """Return the event as all its files together describe it.

    Each field comes from the file with the greatest authority that has it: an analysed record (Occult) before a
    prediction before an observer's form; among equals the latest, for the prediction's time the first. Chords are
    counted once they are computed.
    """
    ranked = sorted(enumerate(entries), key=lambda item: (_authority(item[1]), item[0]), reverse=True)
    values: JsonObject = {}
    for item in fields(Event):
        candidates = [value for _, entry in ranked if (value := getattr(entry.event, item.name)) is not None]
        values[item.name] = candidates[0] if candidates else None
    accepted = [report for report in reports if report.status is RecordStatus.ACCEPTED]
    values |= {
        "event_id": event_id,
        "n_reports": len(accepted),
        "n_positive": sum(report.outcome == Outcome.POSITIVE for report in accepted),
        "n_negative": sum(report.outcome == Outcome.NEGATIVE for report in accepted),
        "n_chords": 0,
    }
    return Event(**values)


def _authority(entry: EventEntry) -> int:
    if entry.stations:
        return _AUTHORITY.get(entry.stations[0].report.source_format, 1)
    return _AUTHORITY.get(entry.elements.source_format, 2) if entry.elements is not None else 2


def _with_status(stations: list[StationReport]) -> list[StationReport]:
    replaced = {station.report.supersedes for station in stations}
    return [
        replace(station, report=replace(station.report, status=RecordStatus.SUPERSEDED))
        if station.report.report_id in replaced
        else station
        for station in stations
    ]


def _is_embargoed(report: Report, instant: float) -> bool:
    return report.release_date is not None and report.release_date > instant
