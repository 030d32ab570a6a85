"""Times, codes, weights, coordinates and texts of a station, for both formats of Occult's archive."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from formats.occult.occult_items import Items, Notes
from formats.words.privacy import public_text
from formats.words.sexagesimal import parse_angle
from schemas.codes import MISS_CODES, Outcome
from schemas.finding import FindingCode
from schemas.report import Timing


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """A disappearance or a reappearance of a station."""

    time: float | None = None
    err: float | None = None
    code: str | None = None
    personal_equation: float | None = None
    weight: int | None = None
    line: int | None = None


def outcome_of(edges: Sequence[Edge]) -> Outcome | None:
    """Return the outcome that times and codes of a station state, None if there are neither."""
    if any(edge.time is not None for edge in edges):
        return Outcome.POSITIVE
    codes = {edge.code for edge in edges if edge.code}
    if not codes:
        return None
    if codes == {"C"}:
        return Outcome.NO_DATA
    if "C" in codes and codes <= MISS_CODES:
        return Outcome.UNCERTAIN
    return Outcome.NEGATIVE if codes <= MISS_CODES else Outcome.POSITIVE


def timeless_miss(edge: Edge, name: str, clock: str, notes: Notes) -> Edge:
    """Return an edge without its time where its code states that nothing was seen, with a finding; the time is kept."""
    if edge.time is None or edge.code not in MISS_CODES:
        return edge
    notes.keep(f"{name} time", clock)
    notes.warning(
        FindingCode.NEGATIVE_WITH_TIMES,
        f"Code {edge.code} states that nothing was seen, but a time is given; it was not read as a time of {name}.",
        name=f"{name.lower()}_time",
        line=edge.line,
    )
    return replace(edge, time=None)


def default_accuracy(method: str, time_source: str) -> float | None:
    """Return the accuracy [s] that Occult's archive assumes where a record states none.

    Parameters
    ----------
    method, time_source
        Letters of the record (Occult help, observation archive: methods a, b, c have 0.5 s with time
        sources a, d, e, f and 1.5 s with b, c, g; other methods 1.0 s).
    """
    if method not in {"a", "b", "c"}:
        return 1.0
    if time_source in {"a", "d", "e", "f"}:
        return 0.5
    return 1.5 if time_source in {"b", "c", "g"} else None


def note_accuracy(edge: Edge, column: str, method: str, time_source: str, notes: Notes) -> None:
    """Add a finding on a time without a stated uncertainty, with the default of Occult's archive."""
    if edge.time is None or edge.err is not None:
        return
    default = default_accuracy(method, time_source)
    assumed = f"Occult's archive assumes {default} s" if default else "Occult's archive names no default for it"
    notes.info(
        FindingCode.ACCURACY_MISSING,
        f"No accuracy is stated, and the column is left empty; {assumed}.",
        name=column,
        line=edge.line,
    )


def make_pair(seq: int, d: Edge, r: Edge) -> Timing:
    """Return the pair of a disappearance and a reappearance; 0 is the one that the report has itself."""
    return Timing(seq=seq, d_time=d.time, d_err=d.err, d_code=d.code, r_time=r.time, r_err=r.err, r_code=r.code)


def further_timings(d_edges: list[Edge], r_edges: list[Edge], notes: Notes) -> tuple[Timing, ...]:
    """Return the second and later pairs of D and R; values without a column are kept."""
    timings = []
    for seq in range(1, max(len(d_edges), len(r_edges))):
        d, r = (edges[seq] if seq < len(edges) else Edge() for edges in (d_edges, r_edges))
        for name, edge in (("D", d), ("R", r)):
            if edge.personal_equation is not None:
                notes.keep(f"{name}{seq} personal equation", str(edge.personal_equation))
            if edge.weight is not None:
                notes.keep(f"{name}{seq} weight", str(edge.weight))
        timings.append(make_pair(seq, d, r))
    return tuple(timings)


def pair_weight(d: Edge, r: Edge, notes: Notes) -> int | None:
    """Return the weight of a report, which is that of D, else of R; a different weight of R is kept."""
    if d.weight is not None and r.weight is not None and d.weight != r.weight:
        notes.keep("R weight", str(r.weight))
    return d.weight if d.weight is not None else r.weight


def station_outcome(edges: list[Edge], line: int | None, notes: Notes) -> Outcome:
    """Return the outcome of a station; uncertain, with a finding, where it has neither a time nor a code."""
    outcome = outcome_of(edges)
    if outcome is not None:
        return outcome
    notes.warning(
        FindingCode.OUTCOME_UNKNOWN,
        "Neither a time nor a code states whether the occultation was seen; the outcome is set to uncertain.",
        name="outcome",
        line=line,
    )
    return Outcome.UNCERTAIN


def public(text: str, key: str, notes: Notes) -> str | None:
    """Return free text without addresses; the unchanged text is kept where a part was removed."""
    if not text:
        return None
    shown = public_text(text)
    if shown != text:
        notes.keep(key, text)
    return shown


def coordinate(items: Items, place: int, label: str) -> float | None:
    """Return a longitude or latitude [deg] written in degrees, minutes and seconds."""
    angle = items.parsed(place, label, parse_angle, "is not an angle")
    if angle is None:
        return None
    text = items.text(place)
    if angle.is_overflowing:
        message = f"Minutes or seconds of {text[:40]!r} reach 60."
        items.error(FindingCode.COORDINATES_RANGE, message, label)
    if angle.is_contradictory:
        message = f"Sign and hemisphere of {text[:40]!r} contradict each other."
        items.error(FindingCode.COORDINATES_SIGN, message, label)
    return angle.degrees
