"""Impossible values: zero and negative sizes, spans of a day. They are left out, each with a finding."""

from dataclasses import dataclass, replace

from schemas.finding import Finding, FindingCode
from schemas.reading import StationReport


@dataclass(frozen=True, kw_only=True, slots=True)
class _Bounds:
    """What a value can be: above the lower bound (or on it), up to the upper one."""

    words: str
    low: float
    high: float
    unit: str
    is_low_possible: bool = False

    def hold(self, value: float) -> bool:
        """Tell whether a value is possible."""
        return (self.low < value or (self.is_low_possible and value == self.low)) and value <= self.high


_DAY_S = 86400.0
_BOUNDS = {
    "exposure": _Bounds(words="exposure", low=0.0, high=_DAY_S, unit="s"),
    "d_err": _Bounds(words="uncertainty of D", low=0.0, high=3600.0, unit="s"),
    "r_err": _Bounds(words="uncertainty of R", low=0.0, high=3600.0, unit="s"),
    "duration": _Bounds(words="duration", low=0.0, high=_DAY_S, unit="s"),
    "d_personal_equation": _Bounds(words="personal equation of D", low=0.0, high=60.0, unit="s", is_low_possible=True),
    "r_personal_equation": _Bounds(words="personal equation of R", low=0.0, high=60.0, unit="s", is_low_possible=True),
    "aperture": _Bounds(words="aperture", low=0.0, high=1e4, unit="cm"),
    "focal_length": _Bounds(words="focal length", low=0.0, high=1e6, unit="cm"),
    "snr": _Bounds(words="signal to noise ratio", low=0.0, high=1e6, unit=""),
    "temperature": _Bounds(words="temperature", low=-90.0, high=70.0, unit="deg C"),
}
_ERRORS = ("d_err", "r_err")


def leave_out_impossible(station: StationReport) -> tuple[StationReport, list[Finding]]:
    """Return a station without its impossible values, and a warning for each of them."""
    report, findings = station.report, []
    for field, bounds in _BOUNDS.items():
        value = getattr(report, field)
        if value is None or bounds.hold(value):
            continue
        findings.append(_left_out(bounds, value, field, station.lines.get(field)))
        report = replace(report, **{field: None})  # type: ignore[arg-type]  # every field above may be None
    timings = []
    for timing in station.timings:
        for field in _ERRORS:
            value = getattr(timing, field)
            if value is not None and not _BOUNDS[field].hold(value):
                findings.append(_left_out(_BOUNDS[field], value, field, None, pair=timing.seq))
                timing = replace(timing, **{field: None})  # type: ignore[arg-type]
        timings.append(timing)
    return replace(station, report=report, timings=tuple(timings)), findings


def _left_out(bounds: _Bounds, value: float, field: str, line: int | None, *, pair: int = 0) -> Finding:
    words = f"{bounds.words} of pair {pair}" if pair else bounds.words
    amount = f"{value:g} {bounds.unit}".strip()
    message = f"The {words} is given as {amount}, which cannot be; it is left out."
    return Finding.warning(
        FindingCode.VALUE_PLACEHOLDER, message, "give it above zero, or leave it empty", field=field, line=line
    )
