"""Placing: light curves and timing results of a file get their event, their station, their date and their names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.archive.archive_index import ArchiveIndex
from ingest.intake.curve_checks import Counterpart, check_curves
from ingest.intake.derivation import complete
from ingest.intake.lightcurve_dates import instants_of, with_date, with_own_date
from ingest.intake.lightcurve_ratio import ratio_curve
from ingest.intake.matching import MatchingError, match_event
from ingest.intake.result_comparison import compare_results
from ingest.intake.tying import Tie, Trace, TyingError, tie
from schemas.event import Event
from schemas.finding import Finding, FindingCode, Severity
from schemas.lightcurve import LightCurve, Release, Role
from schemas.reading import EventEntry
from schemas.timing_result import Edge, StatedTiming, TimingKind, TimingResult, best_error, one_sigma

#: Formats whose header names body, star and instant: a curve of theirs may be the first that is heard of an event.
FOUNDING = frozenset({"vizier_occ"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What a person, or the bundle a file came in, says of it."""

    event_id: str | None = None
    #: ``none``: the station has sent no report.
    report_id: str | None = None
    #: Why light curves and results are taken in although they contradict their report or event.
    override_reason: str | None = None
    #: Nothing of it is published before this instant, UTC [MJD].
    release_date: float | None = None
    #: When the file came in, UTC [MJD].
    received: float | None = None


def bundle_context(told: Context, parts: Sequence[Sequence[EventEntry]]) -> Context:
    """Return what the files of a bundle say for all of them: the one event, and the one report, that they name."""
    entries = [entry for part in parts for entry in part]
    events = {entry.event.event_id for entry in entries} - {None}
    reports = {station.report.report_id for entry in entries for station in entry.stations} - {None}
    event_id = told.event_id or (events.pop() if len(events) == 1 else None)
    report_id = told.report_id or (reports.pop() if len(reports) == 1 else None)
    return replace(told, event_id=event_id, report_id=report_id)


def released(entries: Sequence[EventEntry], release_date: float) -> tuple[EventEntry, ...]:
    """Return entries that say from when on the embargoed light curves of entries are public; none without such."""
    noted = []
    for entry in entries:
        releases = tuple(
            Release(lightcurve_id=curve.lightcurve_id, release_date=release_date)
            for curve in entry.lightcurves
            if curve.is_embargoed and curve.lightcurve_id is not None
        )
        if releases:
            noted.append(EventEntry(event=Event(event_id=entry.event.event_id), releases=releases))
    return tuple(noted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """What became of the light curves and timing results of a file."""

    entries: tuple[EventEntry, ...]
    findings: tuple[Finding, ...]


def place(
    index: ArchiveIndex,
    curves: Sequence[LightCurve],
    results: Sequence[TimingResult],
    context: Context,
) -> Placement:
    """Give the light curves and timing results of a file their event, station, date and identifiers.

    Curves of one recording go together; a file of many recordings (the archive of VizieR) is taken apart. What
    cannot be placed is left out, with a finding that says why.
    """
    observed = [result for result in results if result.kind is not TimingKind.SYNTHETIC_TRUTH]
    groups: list[tuple[LightCurve, ...]] = [(curve,) for curve in curves] if _is_collection(curves) else []
    if not groups and (curves or observed):
        groups = [tuple(curves)]
    entries: list[EventEntry] = []
    findings: list[Finding] = []
    counts: dict[str, int] = {}
    for group in groups:
        try:
            entry, remarks = _place_group(index, group, observed if len(groups) == 1 else (), context, counts)
        except (TyingError, MatchingError) as problem:
            findings.append(_remark(Severity.ERROR, FindingCode.CURVE_UNTIED, problem.message, problem.hint))
            continue
        findings += remarks
        if entry is not None:
            entries.append(entry)
    return Placement(entries=tuple(entries), findings=tuple(findings))


def _is_collection(curves: Sequence[LightCurve]) -> bool:
    return len(curves) > 1 and curves[0].source_format in FOUNDING


def _place_group(
    index: ArchiveIndex,
    curves: tuple[LightCurve, ...],
    results: Sequence[TimingResult],
    context: Context,
    counts: dict[str, int],
) -> tuple[EventEntry | None, list[Finding]]:
    event, found = _event_and_tie(index, curves, trace_of(curves, results), context)
    placed = [with_date(curve, found.anchor) for curve in curves]
    timings = _stated_all(index, results, found)
    compared = _compare(index, (curves, placed), (results, timings), found)
    if any(finding.severity is Severity.ERROR for finding in compared):
        if context.override_reason is None:
            return None, [_overridable(finding) for finding in compared]
        compared = _overridden(compared, context.override_reason)
        placed = [replace(curve, override_reason=context.override_reason) for curve in placed]
        timings = [replace(timing, override_reason=context.override_reason) for timing in timings]
    derived = ratio_curve(placed) if not _is_collection(curves) else None
    if derived is not None:
        placed.append(derived)
    placed, remarks = _named(index, placed, found, context, counts)
    entry = EventEntry(event=event, lightcurves=tuple(placed), timing_results=tuple(timings))
    return entry, [*compared, *found.findings, *remarks]


def _compare(
    index: ArchiveIndex,
    curves: tuple[Sequence[LightCurve], Sequence[LightCurve]],
    results: tuple[Sequence[TimingResult], Sequence[StatedTiming]],
    found: Tie,
) -> list[Finding]:
    """Compare curves and results, each as read and as placed, with the report and event they are tied to."""
    event = index.known_event(found.event_id)
    if event is None:
        return []
    report_id = found.report_id
    known = index.compared.curves_of(report_id) if report_id is not None else []
    other = Counterpart(
        event=event,
        report=None if report_id is None else index.compared.report(report_id),
        anchor=found.anchor,
        spans=tuple((curve.time_start, curve.time_end) for curve in known),
    )
    findings = check_curves(*curves, other) if curves[0] else []
    return findings + (compare_results(*results, other) if results[0] else [])


def _overridable(finding: Finding) -> Finding:
    """Say of an error that a person's word can override it."""
    if finding.severity is not Severity.ERROR:
        return finding
    return replace(finding, hint=f"{finding.hint}; if it is right as it is, send it with --override REASON")


def _overridden(findings: Sequence[Finding], reason: str) -> list[Finding]:
    """Return findings with errors as warnings, and the reason for that."""
    kept = [
        replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding
        for finding in findings
    ]
    message = f"It was taken in by a person's word: {reason}"
    return [*kept, Finding.warning(FindingCode.OVERRIDDEN, message, field="override_reason")]


def _event_and_tie(
    index: ArchiveIndex, curves: tuple[LightCurve, ...], trace: Trace, context: Context
) -> tuple[Event, Tie]:
    first = curves[0] if curves else None
    is_told = context.event_id is not None or context.report_id not in (None, "none")
    if first is None or is_told or first.source_format not in FOUNDING or not first.clues.star:
        found = tie(index, trace, event_id=context.event_id, report_id=context.report_id)
        return Event(event_id=found.event_id), found
    clues = first.clues
    event = Event(
        body_number=clues.body_number, body_name=clues.body_name, body_class=clues.body_class, star=clues.star
    )
    entry, _ = complete(EventEntry(event=event, lightcurves=(first,)))
    match = match_event(index, entry)
    if not match.is_new:
        found = tie(index, trace, event_id=match.event_id, report_id=context.report_id)
        return Event(event_id=found.event_id), found
    anchor = first.time_start if first.time_start is not None else float("nan")
    return replace(entry.event, event_id=match.event_id), Tie(event_id=match.event_id, report_id=None, anchor=anchor)


def trace_of(curves: Sequence[LightCurve], results: Sequence[TimingResult]) -> Trace:
    """Return what of a file leads to its event: the clues and times of its target, or of its first result."""
    if not curves:
        edges = tuple(
            edge.seconds for result in results for edge in (result.d, result.r) if edge is not None and edge.seconds
        )
        return Trace(
            clues=results[0].clues,
            first_s=min(edges, default=None),
            last_s=max(edges, default=None),
            edges_s=edges,
        )
    curve = next((item for item in curves if item.role is Role.TARGET), curves[0])
    first_s, last_s = curve.span_s or (None, None)
    return Trace(
        clues=curve.clues,
        time_first=curve.time_start,
        time_last=curve.time_end,
        first_s=first_s,
        last_s=last_s,
    )


def _named(
    index: ArchiveIndex, curves: Sequence[LightCurve], found: Tie, context: Context, counts: dict[str, int]
) -> tuple[list[LightCurve], list[Finding]]:
    """Give curves their identifiers and release date."""
    event_id = found.event_id
    first = counts.setdefault(event_id, index.highest_number("lightcurve", event_id)) + 1
    counts[event_id] += len(curves)
    findings = []
    if any(curve.is_embargoed for curve in curves) and context.release_date is None:
        message = "The light curve is embargoed, and nothing says until when: it is kept and not published."
        findings.append(
            _remark(Severity.WARNING, FindingCode.RELEASE_UNKNOWN, message, "name the day with --release, also later")
        )
    placed = [
        replace(
            curve,
            lightcurve_id=f"{event_id}_lc{number:02d}",
            event_id=event_id,
            report_id=found.report_id,
            received=context.received,
            release_date=context.release_date,
        )
        for number, curve in enumerate(curves, first)
    ]
    return placed, findings


def _stated_all(index: ArchiveIndex, results: Sequence[TimingResult], found: Tie) -> list[StatedTiming]:
    first = index.highest_number("timing_result", found.event_id) + 1
    return [
        replace(
            stated(result, found.anchor),
            result_id=f"{found.event_id}_t{number:02d}",
            event_id=found.event_id,
            report_id=found.report_id,
        )
        for number, result in enumerate(results, first)
    ]


def stated(result: TimingResult, anchor: float) -> StatedTiming:
    """Return a timing result with its instants on the day nearest to an anchor, UTC [MJD], and errors as 1 sigma."""
    d_time, r_time = instants_of(result, anchor)
    (d_err, d_level), (r_err, r_level) = _error(result.d), _error(result.r)
    return StatedTiming(
        kind=result.kind,
        seq=result.seq,
        is_miss=result.is_miss,
        d_time=d_time,
        d_err=d_err,
        r_time=r_time,
        r_err=r_err,
        err_level=d_level if d_err is not None else r_level,
        duration=result.duration,
        mag_drop=result.mag_drop,
        dnr=result.dnr,
        snr=result.snr,
        false_positive=result.false_positive,
        time_kind=result.time_kind,
        camera_delay_applied=result.camera_delay_applied,
        exposure_applied=result.exposure_applied,
        aperture_name=result.aperture_name,
        software=result.software,
        source_format=result.source_format,
    )


def _error(edge: Edge | None) -> tuple[float | None, str]:
    """Return an uncertainty [s], as 1 sigma where its level is known, and that level."""
    bar = best_error(edge.errors) if edge is not None else None
    if bar is None:
        return None, "unknown"
    sigma = one_sigma(bar)
    return (sigma, bar.level) if sigma is not None else ((bar.plus + bar.minus) / 2, "unknown")


def as_read(curves: Sequence[LightCurve], results: Sequence[TimingResult]) -> tuple[EventEntry, ...]:
    """Return curves and results of no known event as a nameless entry, dated by what the file itself says."""
    if not curves and not results:
        return ()
    clues = trace_of(curves, results).clues if curves or results else None
    day = clues.day if clues is not None else None
    dated = [with_own_date(curve) for curve in curves]
    if day is not None:
        dated = [with_date(curve, day + 0.5) for curve in dated]
    return (
        EventEntry(
            event=Event(),
            lightcurves=tuple(dated),
            timing_results=tuple(stated(result, float("nan") if day is None else day + 0.5) for result in results),
        ),
    )


def _remark(severity: Severity, code: FindingCode, message: str, hint: str = "", field: str = "") -> Finding:
    return Finding(code=code, severity=severity, message=message, hint=hint, field=field)
