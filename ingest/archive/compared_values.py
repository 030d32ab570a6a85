"""What the archive's index keeps of reports and light curves so that later files can be compared with them."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from schemas.codes import Outcome
from schemas.lightcurve import LightCurve, Role
from schemas.reading import EventEntry
from schemas.report import Report

TABLES = """
CREATE TABLE report_values (report_id TEXT PRIMARY KEY, outcome TEXT, lon REAL, lat REAL, exposure REAL, duration REAL,
    time_start REAL, time_end REAL, d_time REAL, d_err REAL, r_time REAL, r_err REAL) WITHOUT ROWID;
CREATE TABLE curve_values (lightcurve_id TEXT PRIMARY KEY, report_id TEXT, time_start REAL, time_end REAL, cadence REAL)
    WITHOUT ROWID;
CREATE INDEX curve_values_report ON curve_values (report_id);
CREATE TABLE overridden (identifier TEXT PRIMARY KEY, reason TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportValues:
    """What of a report its light curves and timing results are compared with; names and units as in `Report`."""

    report_id: str
    outcome: Outcome
    lon: float | None = None
    lat: float | None = None
    exposure: float | None = None
    duration: float | None = None
    time_start: float | None = None
    time_end: float | None = None
    d_time: float | None = None
    d_err: float | None = None
    r_time: float | None = None
    r_err: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CurveValues:
    """What of a light curve other files of its report are compared with; names and units as in `LightCurve`."""

    lightcurve_id: str
    report_id: str | None
    time_start: float
    time_end: float
    cadence: float | None


class ComparedValues:
    """These values in the database of the index.

    Parameters
    ----------
    database
        The index; it has the `TABLES`.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def add(self, entry: EventEntry) -> None:
        """Add what an event's part of a file holds; what is known already stays."""
        self._insert("report_values", [astuple(values_of(station.report)) for station in entry.stations])
        curves = (curve for curve in entry.lightcurves if curve.role in (Role.TARGET, Role.RATIO))
        self._insert("curve_values", [values for curve in curves if (values := _curve_values(curve)) is not None])
        reasons = [(curve.lightcurve_id, curve.override_reason) for curve in entry.lightcurves]
        reasons += [(result.result_id, result.override_reason) for result in entry.timing_results]
        self._insert("overridden", [row for row in reasons if row[1] is not None])

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        for row in rows:
            marks = ",".join("?" * len(row))
            self._db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)  # noqa: S608 - words of ours

    def report(self, report_id: str) -> ReportValues | None:
        """Return what is known of a report, None if it is unknown."""
        names = [item.name for item in fields(ReportValues)]
        statement = f"SELECT {', '.join(names)} FROM report_values WHERE report_id=?"  # noqa: S608 - names of fields
        row = self._db.execute(statement, (report_id,)).fetchone()
        if row is None:
            return None
        return ReportValues(**dict(zip(names, row, strict=True)) | {"outcome": Outcome(row[1])})

    def curves_of(self, report_id: str) -> list[CurveValues]:
        """Return what is known of the light curves of a report and of those that it replaced."""
        rows = self._db.execute(
            "WITH RECURSIVE mine(id) AS (SELECT ? UNION SELECT report_id FROM report JOIN mine ON superseded_by=id)"
            " SELECT lightcurve_id, report_id, time_start, time_end, cadence"
            " FROM curve_values JOIN mine ON report_id=id ORDER BY lightcurve_id",
            (report_id,),
        )
        names = [item.name for item in fields(CurveValues)]
        return [CurveValues(**dict(zip(names, row, strict=True))) for row in rows]

    def overridden(self) -> list[tuple[str, str]]:
        """Return the light curves and timing results that were accepted by --override, each with the reason."""
        rows = self._db.execute("SELECT identifier, reason FROM overridden ORDER BY identifier")
        return [(str(row[0]), str(row[1])) for row in rows]


def values_of(report: Report) -> ReportValues:
    """Return what of a report is compared."""
    return ReportValues(
        report_id=report.report_id or "",
        outcome=report.outcome,
        lon=report.lon,
        lat=report.lat,
        exposure=report.exposure,
        duration=report.duration,
        time_start=report.time_start,
        time_end=report.time_end,
        d_time=report.d_time,
        d_err=report.d_err,
        r_time=report.r_time,
        r_err=report.r_err,
    )


def _curve_values(curve: LightCurve) -> tuple[object, ...] | None:
    if curve.time_start is None or curve.time_end is None:
        return None
    return (curve.lightcurve_id, curve.report_id, curve.time_start, curve.time_end, curve.cadence)
