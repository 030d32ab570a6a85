"""Reduction of one event: its chords, limbs and what is to be remarked, from its files and the body's ephemeris."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.earth_orientation import packaged_orientation
from ingest.event_plane import finding_of, record_plane
from reduction.chords import ChordSet, compute_chords
from reduction.corrections import corrections_of
from reduction.fundamental_plane import Plane, PlaneError
from reduction.limb import LimbResult, fit_limb
from reduction.sightings import Sighting
from schemas.chord import Chord, Component
from schemas.codes import Outcome
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

    #: None where nothing says where the body was; ``findings`` then tell why.
    plane: Plane | None = None
    chords: tuple[Chord, ...] = ()
    #: One a component that has enough points.
    limbs: tuple[Limb, ...] = ()
    residuals: tuple[LimbResidual, ...] = ()
    findings: tuple[ReductionFinding, ...] = ()

    @property
    def n_chords(self) -> int:
        """How many stations and components have a chord with both ends."""
        return sum(chord.outcome == Outcome.POSITIVE and chord.length is not None for chord in self.chords)


def reduce_event(event: Event, entries: Sequence[EventEntry], stations: Sequence[StationReport]) -> Reduction:
    """Compute chords and limbs of one event.

    Parameters
    ----------
    event
        What all files together say of it.
    entries
        Its files' parts, in the order in which they came.
    stations
        The reports that count: accepted ones that are public.
    """
    if not stations or event.event_id is None:
        return Reduction()
    sightings = [
        Sighting(report=station.report, timings=station.timings, corrections=corrections_of(station.report))
        for station in stations
    ]
    plane: Plane | None = None
    try:
        plane = event_plane(event, entries)
        chord_set = compute_chords(sightings, plane, packaged_orientation())
    except UmbraError as error:
        return Reduction(plane=plane, findings=tuple(_records(event.event_id, [(finding_of(error), None)])))
    results = list(_fit_limbs(event.event_id, chord_set, plane))
    remarks = [(finding, _report_of(finding, sightings)) for finding in chord_set.findings]
    remarks += [(finding, None) for result in results for finding in result.findings]
    return Reduction(
        plane=plane,
        chords=chord_set.chords,
        limbs=tuple(result.limb for result in results if result.limb is not None),
        residuals=tuple(residual for result in results for residual in result.residuals),
        findings=tuple(_records(event.event_id, remarks)),
    )


def event_plane(event: Event, entries: Sequence[EventEntry]) -> Plane:
    """Return the fundamental plane of an event.

    Elements of a prediction count more than those of an observation record, later files more than earlier ones.

    Raises
    ------
    PlaneError
        If nothing says where the body was: the reason why the best elements do not.
    """
    ranked = sorted(
        ((_PRECEDENCE.get(entry.elements.source_format, 0), number, entry) for number, entry in enumerate(entries)
         if entry.elements is not None),
        key=lambda item: item[:2], reverse=True,
    )  # fmt: skip
    first_error: PlaneError | None = None
    for *_, entry in ranked:
        ra, dec = (entry.event.ra, entry.event.dec) if entry.event.ra is not None else (event.ra, event.dec)
        distance = entry.event.body_distance or event.body_distance
        try:
            return record_plane(replace(event, ra=ra, dec=dec, body_distance=distance), entry.elements, entry.fits)
        except PlaneError as error:
            first_error = first_error or error
    raise first_error or PlaneError(
        "Nothing says where the body was: the event has no elements.", "send the event's elements (occelmnt)"
    )


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
