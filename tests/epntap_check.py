"""A checker of EPN-TAP 2.0 tables, through TAP: what the standard says that no packaged validator looks at.

After "EPN-TAP: Publishing Solar System Data to the Virtual Observatory", version 2.0, sections 2 and 3.
"""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyvo

TABLE_UTYPE = "ivo://ivoa.net/std/epntap#table-2.0"
#: Mandatory columns: datatype, unit and UCD. Coordinates are those of spatial_frame_type celestial.
COLUMNS: dict[str, tuple[str, str, str]] = {
    "granule_uid": ("char", "", "meta.id"),
    "granule_gid": ("char", "", "meta.id"),
    "obs_id": ("char", "", "meta.id;obs"),
    "dataproduct_type": ("char", "", "meta.code.class"),
    "target_name": ("char", "", "meta.id;src"),
    "target_class": ("char", "", "src.class"),
    "time_min": ("double", "d", "time.start;obs"),
    "time_max": ("double", "d", "time.end;obs"),
    "time_sampling_step_min": ("double", "s", "time.resolution;stat.min"),
    "time_sampling_step_max": ("double", "s", "time.resolution;stat.max"),
    "time_exp_min": ("double", "s", "time.duration;obs.exposure;stat.min"),
    "time_exp_max": ("double", "s", "time.duration;obs.exposure;stat.max"),
    "spectral_range_min": ("double", "Hz", "em.freq;stat.min"),
    "spectral_range_max": ("double", "Hz", "em.freq;stat.max"),
    "spectral_sampling_step_min": ("double", "Hz", "em.freq;spect.binSize;stat.min"),
    "spectral_sampling_step_max": ("double", "Hz", "em.freq;spect.binSize;stat.max"),
    "spectral_resolution_min": ("double", "", "spect.resolution;stat.min"),
    "spectral_resolution_max": ("double", "", "spect.resolution;stat.max"),
    "c1min": ("double", "deg", "pos.eq.ra;stat.min"),
    "c1max": ("double", "deg", "pos.eq.ra;stat.max"),
    "c2min": ("double", "deg", "pos.eq.dec;stat.min"),
    "c2max": ("double", "deg", "pos.eq.dec;stat.max"),
    "c3min": ("double", "AU", "pos.distance;stat.min"),
    "c3max": ("double", "AU", "pos.distance;stat.max"),
    "s_region": ("char", "", "pos.outline;obs.field"),
    "c1_resol_min": ("double", "deg", "pos.angResolution;stat.min"),
    "c1_resol_max": ("double", "deg", "pos.angResolution;stat.max"),
    "c2_resol_min": ("double", "deg", "pos.angResolution;stat.min"),
    "c2_resol_max": ("double", "deg", "pos.angResolution;stat.max"),
    "c3_resol_min": ("double", "AU", "pos.resolution;stat.min"),
    "c3_resol_max": ("double", "AU", "pos.resolution;stat.max"),
    "spatial_frame_type": ("char", "", "meta.code.class;pos.frame"),
    "incidence_min": ("double", "deg", "pos.incidenceAng;stat.min"),
    "incidence_max": ("double", "deg", "pos.incidenceAng;stat.max"),
    "emergence_min": ("double", "deg", "pos.emergenceAng;stat.min"),
    "emergence_max": ("double", "deg", "pos.emergenceAng;stat.max"),
    "phase_min": ("double", "deg", "pos.phaseAng;stat.min"),
    "phase_max": ("double", "deg", "pos.phaseAng;stat.max"),
    "instrument_host_name": ("char", "", "meta.id;instr.obsty"),
    "instrument_name": ("char", "", "meta.id;instr"),
    "measurement_type": ("char", "", "meta.ucd"),
    "processing_level": ("int", "", "meta.calibLevel"),
    "creation_date": ("char", "", "time.creation"),
    "modification_date": ("char", "", "time.processing"),
    "release_date": ("char", "", "time.release"),
    "service_title": ("char", "", "meta.title"),
}
#: Columns that must have a value in every row.
FILLED = (
    "granule_uid", "granule_gid", "obs_id", "dataproduct_type", "target_name", "target_class", "spatial_frame_type",
    "processing_level", "creation_date", "modification_date", "release_date", "service_title",
)  # fmt: skip
PRODUCT_TYPES = frozenset("im ma sp ds sc pr pf vo mo cu ts ca ci sv ev".split())
TARGET_CLASSES = frozenset(
    "asteroid dwarf_planet planet satellite comet exoplanet interplanetary_medium sample sky spacecraft spacejunk star "
    "calibration".split()
)
FRAMES = frozenset("celestial body cartesian spherical cylindrical none".split())
#: Julian Dates of 1600 and 2100.
JD_RANGE = (2305447.5, 2488069.5)
_UCD = re.compile(r"[a-zA-Z0-9.\-]+(;[a-zA-Z0-9.\-]+)*")


def check_table(tap: pyvo.dal.TAPService, table: str) -> list[str]:
    """Return everything that is wrong with an ``epn_core`` table, in words."""
    schema = table.split(".")[0]
    found = tap.run_sync(f"SELECT utype FROM tap_schema.tables WHERE table_name = '{table}'").to_table()
    problems = [] if list(found["utype"]) == [TABLE_UTYPE] else [f"utype is {list(found['utype'])}"]
    result = tap.run_sync(f"SELECT * FROM {table}", maxrec=100_000)
    problems += list(_check_columns(result))
    rows = result.to_table()
    problems += [] if len(rows) else ["no rows"]
    for row in rows:
        values = {name: None if np.ma.is_masked(row[name]) else row[name] for name in rows.colnames}
        problems += [f"{values['granule_uid']}: {words}" for words in _check_row(values, schema)]
    if len(set(rows["granule_uid"])) != len(rows):
        problems.append("granule_uid is not unique")
    return problems


def _check_columns(result: pyvo.dal.TAPResults) -> Iterator[str]:
    described = {field.name: field for field in result.fielddescs}
    for name, (kind, unit, ucd) in COLUMNS.items():
        field = described.get(name)
        if field is None:
            yield f"column {name} is missing"
            continue
        given = {"unicodeChar": "char", "short": "int", "long": "int"}.get(field.datatype, field.datatype)
        unit_given = "" if field.unit is None else str(field.unit)
        if given != kind:
            yield f"{name}: datatype {field.datatype}, not {kind}"
        if unit_given != unit:
            yield f"{name}: unit {unit_given!r}, not {unit!r}"
        if (field.ucd or "") != ucd:
            yield f"{name}: UCD {field.ucd!r}, not {ucd!r}"


def _check_row(values: dict[str, Any], schema: str) -> Iterator[str]:
    for name in FILLED:
        if values[name] is None or str(values[name]).strip() == "":
            yield f"{name} has no value"
    yield from _check_pairs(values)
    yield from _check_words(values, schema)
    for name in ("time_min", "time_max"):
        if values[name] is not None and not JD_RANGE[0] <= values[name] <= JD_RANGE[1]:
            yield f"{name} is no Julian Date: {values[name]}"
    if values.get("access_url") is not None:
        yield from (f"{name} is missing" for name in ("access_format", "access_estsize") if values.get(name) is None)


def _check_pairs(values: dict[str, Any]) -> Iterator[str]:
    for name in COLUMNS:
        stem = re.fullmatch(r"(.*?)(_?)min", name)
        if stem is None:
            continue
        low, high = (_number(values[f"{stem[1]}{stem[2]}{end}"]) for end in ("min", "max"))
        if (low is None) != (high is None):
            yield f"{name}: one of the pair is missing"
        if low is not None and high is not None and low > high and stem[1] != "c1":
            yield f"{name}: {low} is above {high}"


def _number(value: Any) -> float | None:  # noqa: ANN401 - whatever stands in a table
    return None if value is None or not np.isfinite(value) else float(value)


def _check_words(values: dict[str, Any], schema: str) -> Iterator[str]:
    if "#" in str(values["granule_uid"]):
        yield "granule_uid holds a hash"
    if not set(str(values["dataproduct_type"]).split("#")) <= PRODUCT_TYPES:
        yield f"dataproduct_type {values['dataproduct_type']}"
    if not set(str(values["target_class"]).split("#")) <= TARGET_CLASSES:
        yield f"target_class {values['target_class']}"
    if values["spatial_frame_type"] not in FRAMES:
        yield f"spatial_frame_type {values['spatial_frame_type']}"
    if values["processing_level"] not in range(1, 7):
        yield f"processing_level {values['processing_level']}"
    if values["service_title"] != schema:
        yield f"service_title {values['service_title']}"
    for ucd in str(values["measurement_type"] or "").split("#"):
        if ucd and not _UCD.fullmatch(ucd):
            yield f"measurement_type {ucd}"
    for name in ("creation_date", "modification_date", "release_date"):
        if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", str(values[name])):
            yield f"{name} {values[name]}"
