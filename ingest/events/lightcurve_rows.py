"""Rows of the tables of light curves and timing results: what the archive holds of an event, and what is public."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formats.words.privacy import public_text
from ingest.archive.archive import Archive
from ingest.archive.record_json import JsonObject, full_object
from ingest.ephemerides.earth_orientation import packaged_orientation
from ingest.events.rows import merge_event
from ingest.intake.result_checks import is_milli
from ingest.intake.stated_times import latest_reports, timing_result_rows
from reduction.geometry.barycentre import barycentric_mjd
from schemas.event import Event
from schemas.lightcurve import LightCurve, Role
from schemas.reading import EventEntry
from schemas.report import Report

#: Formats that are a public archive's own: observer and place in their header may be published.
_PUBLIC_HEADERS = frozenset({"vizier_occ"})


@dataclass(frozen=True, kw_only=True, slots=True)
class LightCurveRow:
    """One row of ``occ.lightcurve``."""

    #: Values by column, arrays left out.
    values: JsonObject
    curve: LightCurve

    def arrays(self) -> dict[str, NDArray[Any] | None]:
        """Return the values of the columns of arrays, shape (n,) each."""
        curve = self.curve
        return {
            "mjd": curve.mjd,
            "bjd_tdb": self._barycentric(),
            "flux": curve.flux,
            "flux_err": curve.flux_err,
            "flags": curve.flags if curve.flags is not None else np.zeros(curve.n_points, dtype=np.uint8),
        }

    def _barycentric(self) -> NDArray[np.float64] | None:
        """Return BJD_TDB as MJD where the position of the star and the place of the station are known."""
        values = self.values
        if self.curve.mjd is None or any(values[name] is None for name in ("ra", "dec", "lon", "lat")):
            return None
        return barycentric_mjd(
            self.curve.mjd,
            ra=values["ra"],
            dec=values["dec"],
            lon=values["lon"],
            lat=values["lat"],
            alt_m=values["alt"] or 0.0,
            earth=packaged_orientation(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LightCurveTables:
    """What is public of one event's light curves and timing results."""

    curves: tuple[LightCurveRow, ...] = ()
    results: tuple[JsonObject, ...] = ()
    attachments: tuple[JsonObject, ...] = ()
    #: The next instant at which more becomes public, UTC [MJD].
    next_release: float | None = None


def lightcurve_tables(archive: Archive, event_id: str, *, now: float) -> LightCurveTables:
    """Return the light curves and timing results of one event that are public at an instant, UTC [MJD]."""
    entries = _released([entry for _, entry in archive.entries_of(event_id)])
    due = next_release(entries, now)
    if not any(entry.lightcurves or entry.timing_results or entry.attachments for entry in entries):
        return LightCurveTables(next_release=due)
    every = [station.report for entry in entries for station in entry.stations]
    reports = [report for report in every if report.release_date is None or report.release_date <= now]
    event = merge_event(event_id, entries, reports)
    if event.release_date is not None and event.release_date > now:
        return LightCurveTables(next_release=due)
    hidden = {report.report_id for report in every} - {report.report_id for report in reports}
    return LightCurveTables(
        curves=tuple(lightcurve_rows(entries, event, reports, hidden, now)),
        results=tuple(timing_result_rows(entries, reports)),
        attachments=tuple(attachment_rows(entries, reports, hidden)),
        next_release=due,
    )


def _released(entries: Sequence[EventEntry]) -> list[EventEntry]:
    """Return entries whose light curves have the release dates that were named later."""
    dates = {release.lightcurve_id: release.release_date for entry in entries for release in entry.releases}
    if not dates:
        return list(entries)
    return [
        replace(
            entry,
            lightcurves=tuple(
                replace(curve, release_date=dates.get(curve.lightcurve_id or "", curve.release_date))
                for curve in entry.lightcurves
            ),
        )
        for entry in entries
    ]


def lightcurve_rows(
    entries: Sequence[EventEntry], event: Event, reports: Sequence[Report], hidden: Collection[str | None], now: float
) -> Iterator[LightCurveRow]:
    """Return the rows of the light curves of one event that are public.

    Parameters
    ----------
    entries
        Everything that the archive holds of the event.
    event
        What all files together say of it.
    reports
        Its public reports, superseded ones included.
    hidden
        Identifiers of its reports that are not public.
    now
        Instant up to which embargoed curves are left out, UTC [MJD].
    """
    known = {report.report_id: report for report in reports}
    latest = latest_reports(reports)
    for entry in entries:
        for curve in entry.lightcurves:
            if not is_public(curve, now) or curve.report_id in hidden:
                continue
            report = known.get(latest.get(curve.report_id or "", curve.report_id))
            yield LightCurveRow(values=_values(curve, event, report), curve=curve)


def attachment_rows(
    entries: Sequence[EventEntry], reports: Sequence[Report], hidden: Collection[str | None]
) -> Iterator[JsonObject]:
    """Return the rows of the files that came with public reports of one event."""
    latest = latest_reports(reports)
    for entry in entries:
        for attachment in entry.attachments:
            if attachment.report_id not in hidden:
                report_id = latest.get(attachment.report_id or "", attachment.report_id)
                name = public_text(attachment.name) or attachment.media_type
                yield full_object(attachment) | {"report_id": report_id, "name": name}


def is_public(curve: LightCurve, now: float) -> bool:
    """Return whether a curve may be published at an instant, UTC [MJD]."""
    return not curve.is_embargoed if curve.release_date is None else curve.release_date <= now


def _values(curve: LightCurve, event: Event, report: Report | None) -> JsonObject:
    is_target = curve.role in (Role.TARGET, Role.RATIO)
    clues = curve.clues if curve.source_format in _PUBLIC_HEADERS else None
    return {
        "lightcurve_id": curve.lightcurve_id,
        "event_id": curve.event_id,
        "report_id": report.report_id if report is not None else None,
        "role": curve.role,
        "origin": _origin(curve),
        "star": (event.star or curve.star) if is_target else None,
        "ra": event.ra if is_target else None,
        "dec": event.dec if is_target else None,
        "observer": report.observer if report is not None else clues.observer if clues is not None else None,
        "lon": report.lon if report is not None else clues.lon if clues is not None else None,
        "lat": report.lat if report is not None else clues.lat if clues is not None else None,
        "alt": report.alt if report is not None else clues.alt if clues is not None else None,
        "filter": curve.filter,
        "band_name": curve.band_name,
        "exposure": _exposure(curve, report),
        "cadence": curve.cadence,
        "n_points": curve.n_points,
        "n_dropped": curve.n_dropped,
        "time_start": curve.time_start,
        "time_end": curve.time_end,
        "time_kind": curve.time_kind,
        "camera_delay_applied": curve.camera_delay_applied,
        "exposure_applied": curve.exposure_applied,
        "software": curve.software,
        "aperture_name": curve.aperture_name,
        "source_format": curve.source_format,
        "override_reason": public_text(curve.override_reason),
        "received": curve.received,
        "release_date": curve.release_date,
    }


def _exposure(curve: LightCurve, report: Report | None) -> float | None:
    """Return the exposure [s] of the curve, else of its report, unless that seems to have it in milliseconds."""
    if curve.exposure is not None or report is None or report.exposure is None:
        return curve.exposure
    is_slip = curve.cadence is not None and is_milli(report.exposure, curve.cadence)
    return None if is_slip else report.exposure


def _origin(curve: LightCurve) -> str:
    if curve.is_placeholder:
        return "placeholder"
    if not curve.is_derived:
        return "measured"
    return "ratio" if curve.role is Role.RATIO else "synthetic"


def next_release(entries: Sequence[EventEntry], now: float) -> float | None:
    """Return the next instant at which something of an event becomes public, UTC [MJD], None if all is."""
    dates = [entry.event.release_date for entry in entries]
    dates += [station.report.release_date for entry in entries for station in entry.stations]
    dates += [curve.release_date for entry in entries for curve in entry.lightcurves]
    return min((date for date in dates if date is not None and date > now), default=None)
