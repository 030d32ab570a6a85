"""What a station of Occult's records saw: outcomes, assumed accuracies, weights, further pairs, places."""

import pytest

from formats.occult.occult_items import Items, Notes
from formats.occult.occult_station import (
    Edge,
    coordinate,
    default_accuracy,
    further_timings,
    note_accuracy,
    outcome_of,
    pair_weight,
    public,
    station_outcome,
    timeless_miss,
)
from schemas.codes import Outcome
from schemas.finding import FindingCode


@pytest.mark.parametrize(
    ("edges", "outcome"),
    [
        ((Edge(time=60000.0), Edge(code="M")), Outcome.POSITIVE),
        ((Edge(code="M"), Edge(code="M")), Outcome.NEGATIVE),
        ((Edge(code="C"), Edge(code="C")), Outcome.NO_DATA),
        ((Edge(code="M"), Edge(code="C")), Outcome.UNCERTAIN),
        ((Edge(code="D"), Edge(code="C")), Outcome.POSITIVE),
        ((Edge(), Edge()), None),
        ((), None),
    ],
)
def test_outcomes(edges: tuple[Edge, ...], outcome: Outcome | None) -> None:
    assert outcome_of(edges) == outcome


def test_a_station_that_says_nothing_is_uncertain() -> None:
    notes = Notes(source="x")
    assert station_outcome([Edge(), Edge()], 7, notes) is Outcome.UNCERTAIN
    assert [(finding.code, finding.line) for finding in notes.findings] == [(FindingCode.OUTCOME_UNKNOWN, 7)]


@pytest.mark.parametrize(
    ("method", "source", "default"),
    [("a", "a", 0.5), ("c", "f", 0.5), ("b", "g", 1.5), ("a", "", None), ("f", "a", 1.0)],
)
def test_assumed_accuracies_are_named_and_not_taken(method: str, source: str, default: float | None) -> None:
    assert default_accuracy(method, source) == default
    notes = Notes(source="x")
    note_accuracy(Edge(time=60000.0, err=0.1), "d_err", method, source, notes)
    note_accuracy(Edge(), "d_err", method, source, notes)
    assert notes.findings == []
    note_accuracy(Edge(time=60000.0), "d_err", method, source, notes)
    assert [finding.code for finding in notes.findings] == [FindingCode.ACCURACY_MISSING]
    assert ("names no default" if default is None else f"{default} s") in notes.findings[0].message


def test_a_time_beside_the_code_of_a_miss_is_kept_as_words() -> None:
    notes = Notes(source="x")
    assert timeless_miss(Edge(time=60000.0, code="D"), "D", "8 2 4", notes).time == 60000.0
    assert timeless_miss(Edge(time=60000.0, code="M"), "D", "8 2 4", notes).time is None
    assert notes.take_kept() == ("D time=8 2 4",)
    assert [finding.code for finding in notes.findings] == [FindingCode.NEGATIVE_WITH_TIMES]


def test_further_pairs_count_from_1() -> None:
    notes = Notes(source="x")
    d = [Edge(time=1.0), Edge(time=2.0, personal_equation=0.3), Edge(time=3.0, weight=2)]
    timings = further_timings(d, [Edge(time=1.5), Edge(time=2.5)], notes)
    assert [(one.seq, one.d_time, one.r_time) for one in timings] == [(1, 2.0, 2.5), (2, 3.0, None)]
    assert notes.take_kept() == ("D1 personal equation=0.3", "D2 weight=2")


@pytest.mark.parametrize(
    ("d", "r", "weight", "kept"),
    [(3, 3, 3, ()), (3, 1, 3, ("R weight=1",)), (None, 1, 1, ()), (None, None, None, ()), (0, None, 0, ())],
)
def test_a_report_has_one_weight(d: int | None, r: int | None, weight: int | None, kept: tuple[str, ...]) -> None:
    notes = Notes(source="x")
    assert pair_weight(Edge(weight=d), Edge(weight=r), notes) == weight
    assert notes.take_kept() == kept


def test_addresses_are_kept_private() -> None:
    notes = Notes(source="x")
    assert public("thin clouds", "comment", notes) == "thin clouds"
    assert public("", "comment", notes) is None
    assert "@" not in (public("write to w@herschel.de", "comment", notes) or "")
    assert notes.take_kept() == ("comment=write to w@herschel.de",)


@pytest.mark.parametrize(
    ("text", "degrees", "codes"),
    [
        ("+174 39 28.4", 174.6578889, []),
        ("- 0  0 36.0", -0.01, []),
        ("", None, []),
        ("far", None, [FindingCode.VALUE_UNREADABLE]),
        ("+174 60 28.4", 175.0078889, [FindingCode.COORDINATES_RANGE]),
        ("-174 39 28.4 E", None, [FindingCode.COORDINATES_SIGN]),
    ],
)
def test_coordinates(text: str, degrees: float | None, codes: list[FindingCode]) -> None:
    notes = Notes(source="x")
    found = coordinate(Items(name="ID", line=1, values=(text,), notes=notes), 0, "lon")
    if degrees is not None or not codes:
        assert found == (None if degrees is None else pytest.approx(degrees, abs=1e-6))
    assert [finding.code for finding in notes.findings] == codes
