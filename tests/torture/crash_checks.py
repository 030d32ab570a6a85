"""After a crash: archive, index and tables say the same, nothing is lost, doubled or half, nothing is left to do."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from ingest.archive.archive import Archive, kept_name
from ingest.photometry.photometry_archive import PhotometryArchive
from service.ground.dachs import database_dsn
from service.ground.layout import Layout

#: What carries an identifier in the lines of the archive: its list there, the key, the published table.
_KINDS = (
    ("stations", "report_id", "report"),
    ("lightcurves", "lightcurve_id", "lightcurve"),
    ("timing_results", "result_id", "timing_result"),
    ("attachments", "attachment_id", "attachment"),
)
#: Whether rows that belong together say the same.
_HALVES = {
    "counts of reports": "SELECT event_id FROM occ.event AS e WHERE n_reports <> (SELECT COUNT(*) FROM occ.report AS r"
    " WHERE r.event_id = e.event_id AND r.status = 'accepted')",
    "readings": "SELECT lightcurve_id FROM occ.lightcurve WHERE n_points <> COALESCE(array_length(flux, 1), 0)",
    "points of targets": "SELECT target_id FROM phot.target AS t WHERE COALESCE(n_points, 0) <>"
    " (SELECT COUNT(*) FROM phot.measurement AS m WHERE m.target_id = t.target_id)",
    "points without a catalogue": "SELECT measurement_id FROM phot.measurement AS m WHERE NOT EXISTS"
    " (SELECT 1 FROM phot.catalogue AS c WHERE c.catalogue_id = m.catalogue_id)",
}


@dataclass
class Verdict:
    """What is wrong, in words, by kind."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.half)


@dataclass
class Holdings:
    """What an archive holds, as its batches themselves say; each batch is read once."""

    folder: Path
    batches: dict[str, str] = field(default_factory=dict)
    #: Files by checksum and status.
    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: Identifiers by published table.
    names: dict[str, Counter[str]] = field(default_factory=lambda: {table: Counter() for *_, table in _KINDS})

    def look(self) -> Verdict:
        """Read the batches that are new; make sure that those read before are what they were."""
        verdict = Verdict()
        present = {path.name: path for path in sorted((self.folder / "batches").glob("*"))}
        verdict.lost += [f"batch {name}" for name in self.batches.keys() - present.keys()]
        for name, path in present.items():
            records = (path / "records.jsonl").read_bytes()
            digest = hashlib.sha256(records).hexdigest()
            if name not in self.batches:
                try:
                    self._read(path, records, verdict)
                except ValueError as problem:
                    verdict.half.append(f"{path}: {problem}")
                self.batches[name] = digest
            elif self.batches[name] != digest:
                verdict.lost.append(f"lines of batch {name}")
        verdict.doubled += [f"file {key}" for key, count in self.files.items() if count > 1]
        for table, names in self.names.items():
            verdict.doubled += [f"{table} {name} in the archive" for name, count in names.items() if count > 1]
        return verdict

    def _read(self, path: Path, records: bytes, verdict: Verdict) -> None:
        lines = records.split(b"\n")
        if lines.pop():
            verdict.half.append(f"{path}: a line is cut off")
        kept = set()
        while lines:
            head = json.loads(lines.pop(0))
            original = path / head["status"] / kept_name(head["checksum"], head["name"])
            kept.add(original)
            self.files[head["checksum"], head["status"]] += 1
            if not original.exists() or hashlib.sha256(original.read_bytes()).hexdigest() != head["checksum"]:
                verdict.half.append(f"{original} is not what came")
            if len(lines) < head["n_entries"]:
                verdict.half.append(f"{path}: lines are missing")
            for line in lines[: head["n_entries"]]:
                self._count(json.loads(line), path, verdict)
            del lines[: head["n_entries"]]
        verdict.half += [f"{one} has no line" for one in path.glob("*/*") if one not in kept]

    def _count(self, entry: dict[str, Any], path: Path, verdict: Verdict) -> None:
        for kind, key, table in _KINDS:
            for item in entry.get(kind, ()):
                self.names[table][item["report"][key] if kind == "stations" else item[key]] += 1
        needed = [start + size for curve in entry.get("lightcurves", ()) for start, size in curve["arrays"].values()]
        arrays = path / "arrays.f64"
        if needed and (not arrays.exists() or arrays.stat().st_size < 8 * max(needed)):
            verdict.half.append(f"{path}: readings are missing")


def compare(var: Path, holdings: Holdings) -> Verdict:
    """Compare the index and the published tables of a site with its archive.

    Raises
    ------
    psycopg.Error
        If the database does not run.
    """
    layout, verdict = Layout(var), Verdict()
    with Archive(layout.archive) as archive:
        counts = archive.index.counts()
    n_files = sum(1 for _, status in holdings.files if status == "accepted")
    if counts["files"] != n_files or counts["reports"] != len(holdings.names["report"]):
        verdict.lost.append(f"the index has {counts}, the archive {n_files} files")
    with PhotometryArchive(layout.photometry) as photometry:
        uploads = list(photometry.uploads())
        hidden = photometry.withdrawals().keys()
        targets = photometry.targets().keys()
    wanted = {f"occ.{table}": set(names) for table, names in holdings.names.items()} | {
        "phot.catalogue": {one.catalogue_id for one in uploads},
        "phot.measurement": {point.measurement_id for one in uploads for point in one.measurements} - hidden,
        "phot.target": set(targets),
    }
    keys = {"occ.timing_result": "result_id"}
    with psycopg.connect(make_conninfo("", **database_dsn(var)), autocommit=True, connect_timeout=20) as connection:
        for table, names in wanted.items():
            key = keys.get(table, f"{table.partition('.')[2]}_id")
            found = Counter(str(row[0]) for row in connection.execute(f"SELECT {key} FROM {table}"))
            verdict.lost += [f"{table} {name} is not published" for name in names - found.keys()]
            verdict.doubled += [f"{table} {name}" for name, count in found.items() if count > 1]
            verdict.half += [f"{table} {name} is not in the archive" for name in found.keys() - names]
        for words, query in _HALVES.items():
            verdict.half += [f"{words}: {row[0]}" for row in connection.execute(query)]
    return verdict
