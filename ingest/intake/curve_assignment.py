"""Assignment of light curves and timing results: they get their event, station, date and identifiers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.archive.archive_index import ArchiveIndex
from ingest.archive.identifiers import RecordKind, numbered
from ingest.intake.context import Context
from ingest.intake.counterpart import Counterpart
from ingest.intake.curve_checks import check_curves
from ingest.intake.derivation import complete
from ingest.intake.lightcurve_dates import with_date
from ingest.intake.lightcurve_ratio import ratio_curve
from ingest.intake.matching import MatchingError, match_event
from ingest.intake.result_comparison import compare_results
from ingest.intake.stated_timing import stated
from ingest.intake.tying import Tie, Trace, TyingError, tie, trace_of
from schemas.event import Event
from schemas.finding import Finding, FindingCode, Severity
from schemas.lightcurve import LightCurve
from schemas.reading import EventEntry
from schemas.timing_result import StatedTiming, TimingKind, TimingResult

#: Formats whose header names body, star and instant: a curve of theirs may be the first that is heard of an event.
FOUNDING = frozenset({"vizier_occ"})


@dataclass(frozen=True, kw_only=True, slots=True)
class CurveAssignment:
    """The light curves and timing results of a file with their identifiers, and the findings on them."""

    entries: tuple[EventEntry, ...]
    findings: tuple[Finding, ...]


def assign_curves(
    index: ArchiveIndex,
    curves: Sequence[LightCurve],
    results: Sequence[TimingResult],
    context: Context,
    received: float,
) -> CurveAssignment:
    """Give the light curves and timing results of a file their event, station, date and identifiers.

    Curves of one recording go together; a file of many recordings (the archive of VizieR) is taken apart. What
    cannot be assigned is left out, with a finding that says why.

    Parameters
    ----------
    index
        Of the archive.
    curves, results
        As they were read.
    context
        What a person or the bundle says of the file.
    received
        When the file came in, UTC [MJD].
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
            group_results = observed if len(groups) == 1 else ()
            entry, remarks = _assign_group(index, group, group_results, context, received, counts)
        except (TyingError, MatchingError) as problem:
            findings.append(Finding.error(FindingCode.CURVE_UNTIED, problem.message, problem.hint))
            continue
        findings += remarks
        if entry is not None:
            entries.append(entry)
    return CurveAssignment(entries=tuple(entries), findings=tuple(findings))


def _is_collection(curves: Sequence[LightCurve]) -> bool:
    return len(curves) > 1 and curves[0].source_format in FOUNDING


def _assign_group(
    index: ArchiveIndex,
    curves: tuple[LightCurve, ...],
    results: Sequence[TimingResult],
    context: Context,
    received: float,
    counts: dict[str, int],
) -> tuple[EventEntry | None, list[Finding]]:
    event, found = _event_and_tie(index, curves, trace_of(curves, results), context)
    dated = [with_date(curve, found.anchor) for curve in curves]
    timings = [stated(result, found.anchor) for result in results]
    remarks = _compare(index, (curves, dated), (results, timings), found)
    reason = None
    if any(finding.severity is Severity.ERROR for finding in remarks):
        reason = context.override_reason
        if reason is None:
            return None, [_overridable(finding) for finding in remarks]
        remarks = _overridden(remarks, reason)
    derived = ratio_curve(dated) if not _is_collection(curves) else None
    if derived is not None:
        dated.append(derived)
    remarks += (*found.findings, *_release_unknown(dated, context))
    first = counts.setdefault(found.event_id, index.highest_number(RecordKind.LIGHTCURVE, found.event_id)) + 1
    counts[found.event_id] += len(dated)
    named = tuple(
        replace(
            curve,
            lightcurve_id=numbered(found.event_id, RecordKind.LIGHTCURVE, number),
            event_id=found.event_id,
            report_id=found.report_id,
            override_reason=reason,
            received=received,
            release_date=context.release_date,
        )
        for number, curve in enumerate(dated, first)
    )
    return EventEntry(event=event, lightcurves=named, timing_results=_named(index, timings, found, reason)), remarks


def _release_unknown(curves: Sequence[LightCurve], context: Context) -> Iterator[Finding]:
    if any(curve.is_embargoed for curve in curves) and context.release_date is None:
        message = "The light curve is embargoed without a date: it is kept and not published."
        hint = "name the day with --release, also later"
        yield Finding.warning(FindingCode.RELEASE_UNKNOWN, message, hint)


def _named(
    index: ArchiveIndex, timings: Sequence[StatedTiming], found: Tie, reason: str | None
) -> tuple[StatedTiming, ...]:
    """Give timing results their identifiers."""
    first = index.highest_number(RecordKind.TIMING_RESULT, found.event_id) + 1
    return tuple(
        replace(
            timing,
            result_id=numbered(found.event_id, RecordKind.TIMING_RESULT, number),
            event_id=found.event_id,
            report_id=found.report_id,
            override_reason=reason,
        )
        for number, timing in enumerate(timings, first)
    )


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
    """Add to an error that --override can accept it."""
    if finding.severity is not Severity.ERROR:
        return finding
    return replace(finding, hint=f"{finding.hint}; if it is right as it is, send it with --override REASON")


def _overridden(findings: Sequence[Finding], reason: str) -> list[Finding]:
    """Return findings with errors as warnings, and the reason for that."""
    kept = [
        replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding
        for finding in findings
    ]
    message = f"It was accepted by --override: {reason}"
    return [*kept, Finding.warning(FindingCode.OVERRIDDEN, message, field="override_reason")]


def _event_and_tie(
    index: ArchiveIndex, curves: tuple[LightCurve, ...], trace: Trace, context: Context
) -> tuple[Event, Tie]:
    first = curves[0] if curves else None
    is_named = context.event_id is not None or context.report_id is not None
    if first is None or is_named or first.source_format not in FOUNDING or not first.clues.star:
        found = tie(index, trace, context)
        return Event(event_id=found.event_id), found
    clues = first.clues
    event = Event(
        body_number=clues.body_number, body_name=clues.body_name, body_class=clues.body_class, star=clues.star
    )
    entry, _ = complete(EventEntry(event=event, lightcurves=(first,)))
    match = match_event(index, entry)
    if not match.is_new:
        found = tie(index, trace, replace(context, event_id=match.event_id))
        return Event(event_id=found.event_id), found
    anchor = first.time_start if first.time_start is not None else float("nan")
    return replace(entry.event, event_id=match.event_id), Tie(event_id=match.event_id, report_id=None, anchor=anchor)
