"""Reduction of one event: its chords, limbs and findings, from its files and the body's ephemeris."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.archive.record_keys import instant_of
from ingest.ephemerides.earth_orientation import packaged_orientation
from ingest.ephemerides.ephemerides import Ephemerides
from ingest.events.event_plane import ephemeris_plane, finding_of, record_plane
from ingest.intake.station_corrections import gather_corrections, lapsed_corrections
from reduction.chords.chords import ChordSet, compute_chords
from reduction.chords.sightings import Sighting
from reduction.geometry.earth_orientation import EarthOrientation
from reduction.geometry.fundamental_plane import Frame, Plane, PlaneError, SkyPoint, closest_time
from reduction.limb.limb import LimbResult, fit_limb
from schemas.chord import Chord, Component
from schemas.codes import Outcome
from schemas.correction import StationCorrection
from schemas.errors import UmbraError
from schemas.event import Event
from schemas.finding import Finding
from schemas.limb import Limb, LimbResidual
from schemas.reading import EventEntry, StationReport
from schemas.reduction_finding import ReductionFinding

#: Elements of a prediction hold the axis itself; those of an observation record only what was found afterwards.
_PRECEDENCE = {"occelmnt": 1}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reduction:
    """What follows from the reports of one event; everything is relative to one ephemeris."""

    #: None where the position of the body is not known; ``findings`` then give the reason.
    plane: Plane | None = None
    chords: tuple[Chord, ...] = ()
    #: One a component that has enough points.
    limbs: tuple[Limb, ...] = ()
    residuals: tuple[LimbResidual, ...] = ()
    #: Of all reports, added or not.
    corrections: tuple[StationCorrection, ...] = ()
    findings: tuple[ReductionFinding, ...] = ()

    @property
    def n_chords(self) -> int:
        """How many stations and components have a chord with both ends."""
        return sum(chord.outcome == Outcome.POSITIVE and chord.length is not None for chord in self.chords)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaneChoice:
    """The plane of an event, and what was wrong with better sources."""

    plane: Plane
    problems: tuple[UmbraError, ...] = ()


def reduce_event(
    event: Event,
    entries: Sequence[EventEntry],
    stations: Sequence[StationReport],
    ephemerides: Ephemerides | None = None,
    *,
    with_limbs: bool = True,
) -> Reduction:
    """Compute chords and limbs of one event.

    Parameters
    ----------
    event
        What all files together say of it.
    entries
        Its files' parts, in the order in which they came.
    stations
        The reports that count: accepted ones that are public.
    ephemerides
        Of the site; without any, the event's own elements count.
    with_limbs
        False: leave the limbs and what is remarked on them away, which most of the time goes to.
    """
    if not stations or event.event_id is None:
        return Reduction()
    gathered = [gather_corrections(station.report, entries) for station in stations]
    sightings = [
        Sighting(report=station.report, timings=station.timings, corrections=found.corrections)
        for station, found in zip(stations, gathered, strict=True)
    ]
    corrections = tuple(row for found in gathered for row in found.published)
    try:
        choice = event_plane(event, entries, ephemerides)
        chord_set = compute_chords(sightings, choice.plane, orientation_for(choice.plane))
    except UmbraError as error:
        findings = tuple(_records(event.event_id, [(finding_of(error), None)]))
        return Reduction(corrections=corrections, findings=findings)
    plane = choice.plane
    results = list(_fit_limbs(event.event_id, chord_set, plane)) if with_limbs else []
    remarks: list[tuple[Finding, str | None]] = [(finding_of(problem), None) for problem in choice.problems]
    remarks += lapsed_corrections([station.report for station in stations], entries)
    remarks += [(finding, _report_of(finding, sightings)) for finding in chord_set.findings]
    remarks += [(finding, None) for result in results for finding in result.findings]
    return Reduction(
        plane=plane,
        chords=chord_set.chords,
        limbs=tuple(result.limb for result in results if result.limb is not None),
        residuals=tuple(residual for result in results for residual in result.residuals),
        corrections=corrections,
        findings=tuple(_records(event.event_id, remarks)),
    )


def orientation_for(plane: Plane) -> EarthOrientation | None:
    """Return the Earth's orientation where a plane needs it."""
    return packaged_orientation() if plane.frame == Frame.GCRS else None


def event_plane(event: Event, entries: Sequence[EventEntry], ephemerides: Ephemerides | None = None) -> PlaneChoice:
    """Return the fundamental plane of an event, and why it is not that of a better ephemeris.

    A kernel or table of the body counts more than elements, elements of a prediction more than those of an
    observation record, later files more than earlier ones.

    Parameters
    ----------
    event, entries, ephemerides
        As for `reduce_event`.

    Raises
    ------
    UmbraError
        If the position of the body is not known: the reason why the best source lacks it.
    """
    problems: list[UmbraError] = []
    if ephemerides is not None:
        try:
            plane = _plane_of_body(event, entries, ephemerides)
        except UmbraError as error:
            problems.append(error)
        else:
            if plane is not None:
                return PlaneChoice(plane=plane)
    for entry in _with_elements(entries):
        has_place = entry.event.ra is not None
        ra, dec = (entry.event.ra, entry.event.dec) if has_place else (event.ra, event.dec)
        known = replace(event, ra=ra, dec=dec, body_distance=entry.event.body_distance or event.body_distance)
        try:
            return PlaneChoice(plane=record_plane(known, entry.elements, entry.fits), problems=tuple(problems))
        except PlaneError as error:
            problems.append(error)
    raise (
        problems[0]
        if problems
        else PlaneError(
            "The position of the body is not known: there are neither an ephemeris of it nor elements of the event.",
            "send the event's elements (occelmnt), or give an ephemeris with 'umbra ephemeris add'",
        )
    )


def _plane_of_body(event: Event, entries: Sequence[EventEntry], ephemerides: Ephemerides) -> Plane | None:
    """Return the plane by the site's ephemeris of the body, None without one."""
    time = _guess_time(event, entries)
    if time is None or (found := ephemerides.of_body(event.body_number, time)) is None:
        return None
    if event.ra is None or event.dec is None:
        raise PlaneError(
            f"{found.name} cannot be used: no file gives the position of the star.",
            "send the event's elements (occelmnt)",
        )
    plane = ephemeris_plane(SkyPoint(event.ra, event.dec), found.track, time, found.name)
    closest = closest_time(plane)
    return plane if closest is None else ephemeris_plane(plane.star, found.track, closest, found.name)


def _guess_time(event: Event, entries: Sequence[EventEntry]) -> float | None:
    instants = (instant_of(entry) for entry in entries)
    return event.time_closest or event.time_predicted or next((one for one in instants if one is not None), None)


def _with_elements(entries: Sequence[EventEntry]) -> list[EventEntry]:
    """Return the entries with elements, the best ones first."""
    ranked = [
        (_PRECEDENCE.get(entry.elements.source_format, 0), number)
        for number, entry in enumerate(entries)
        if entry.elements is not None
    ]
    return [entries[number] for _, number in sorted(ranked, reverse=True)]


def _fit_limbs(event_id: str, chord_set: ChordSet, plane: Plane) -> Iterator[LimbResult]:
    """Fit every component that a star vanished behind somewhere."""
    seen = {chord.component for chord in chord_set.chords if chord.outcome != Outcome.NEGATIVE}
    seed = int.from_bytes(hashlib.sha256(event_id.encode()).digest()[:8])
    for component in Component:
        if component in seen:
            yield fit_limb(
                chord_set.chords,
                plane,
                component=component,
                unused=chord_set.unused,
                rng=np.random.default_rng(seed),
            )


def _report_of(finding: Finding, sightings: Sequence[Sighting]) -> str | None:
    return None if finding.station is None else sightings[finding.station].report.report_id


def _records(event_id: str, remarks: Sequence[tuple[Finding, str | None]]) -> Iterator[ReductionFinding]:
    for number, (finding, report_id) in enumerate(remarks, 1):
        yield ReductionFinding(
            finding_id=f"{event_id}_n{number:03d}",
            event_id=event_id,
            report_id=report_id,
            code=finding.code.value,
            severity=finding.severity.value,
            column_name=finding.field,
            message=finding.message,
            hint=finding.hint,
        )
