"""Chords against published ones, and reports that have none."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.ephemerides.earth_orientation import packaged_orientation
from reduction.chords.chords import ChordSet, compute_chords
from reduction.chords.corrections import corrections_of, station_shift
from reduction.chords.sightings import Sighting
from schemas.chord import Chord, Component, Correction, Corrections
from schemas.codes import Answer, Outcome
from schemas.finding import FindingCode
from schemas.report import Report, Timing
from tests import chariklo

LENGTHS = {
    "Outeniqua": 223.89,
    "Onduruquea": 259.54,
    "Tivoli": 97.48,
    "Windhoek C14": 222.55,
    "Windhoek D16": 222.21,
}


def chords_of(corpus: Path, *sightings: Sighting) -> ChordSet:
    return compute_chords(sightings, chariklo.plane(corpus), packaged_orientation())


def first_report(corpus: Path) -> Report:
    return chariklo.sightings(corpus, factor=0)[0].report


def codes_of(result: ChordSet) -> list[FindingCode]:
    return [finding.code for finding in result.findings]


def test_published_chords(corpus: Path) -> None:
    result = chords_of(corpus, *chariklo.sightings(corpus, factor=0))
    assert not result.findings
    assert not result.unused
    chords = {chord.report_id: chord for chord in result.chords}
    for station, length in LENGTHS.items():
        chord = chords[station]
        assert chord.length == pytest.approx(length, abs=0.01)
        assert chord.speed == pytest.approx(22.36, abs=0.01)
        assert chord.ephemeris == "Chariklo_2021.bsp + de438_small.bsp"
    onduruquea = chords["Onduruquea"]
    assert onduruquea.d_err_km == pytest.approx(22.3533 * 0.10, abs=1e-3)
    assert onduruquea.r_err_km == pytest.approx(22.3533 * 0.11, abs=1e-3)
    assert onduruquea.length_err == pytest.approx(22.3533 * np.hypot(0.10, 0.11), abs=1e-3)
    assert onduruquea.mid_f == pytest.approx((-138.25381 + 121.27517) / 2, abs=0.005)


def test_negative_path_passes_outside(corpus: Path) -> None:
    hakos = chords_of(corpus, *chariklo.sightings(corpus)).chords[-1]
    assert hakos.outcome == Outcome.NEGATIVE
    assert (hakos.length, hakos.length_err) == (None, None)
    ends = np.array([hakos.r_f, hakos.r_g], dtype=np.float64) - np.array([hakos.d_f, hakos.d_g], dtype=np.float64)
    assert np.hypot(*ends) == pytest.approx(20 * 60 * 22.35, rel=0.001)
    assert hakos.d_err_km is None
    assert hakos.mid_f is not None
    assert hakos.mid_g == pytest.approx(-151.6, abs=0.1)


def test_places_on_the_sky_are_true_to_scale(corpus: Path) -> None:
    chord = chords_of(corpus, chariklo.sightings(corpus, factor=0)[0]).chords[0]
    distance_km = chariklo.plane(corpus).distance_km
    assert distance_km is not None
    places = np.array([chord.d_ra, chord.d_dec, chord.r_ra, chord.r_dec], dtype=np.float64)
    d_ra, d_dec, r_ra, r_dec = np.radians(places)
    seen = np.hypot((r_ra - d_ra) * np.cos(d_dec), r_dec - d_dec)
    assert seen * distance_km == pytest.approx(chord.length, abs=0.02)
    corners = vertices(chord)
    assert len(corners) == 4
    half_width = np.linalg.norm(corners[0] - corners[1]) / 2
    assert np.radians(half_width) * distance_km == pytest.approx(chord.d_err_km, abs=0.05)


def vertices(chord: Chord) -> NDArray[np.float64]:
    assert chord.outline is not None
    assert chord.d_dec is not None
    words = chord.outline.split()
    assert words[:2] == ["POLYGON", "ICRS"]
    corners = np.array(words[2:], dtype=np.float64).reshape(-1, 2)
    return np.asarray(corners * [np.cos(np.radians(chord.d_dec)), 1])


def test_shift_of_a_station_is_recorded_and_moves_the_chord(corpus: Path) -> None:
    report = first_report(corpus)
    plain, shifted = chords_of(
        corpus,
        Sighting(report=report),
        Sighting(report=report, corrections=station_shift(Corrections(), 2.0, "clock of the station")),
    ).chords
    assert (plain.time_shift, shifted.time_shift) == (0.0, 2.0)
    moved = np.hypot(shifted.d_f - plain.d_f, shifted.d_g - plain.d_g)  # type: ignore[operator]
    assert moved == pytest.approx(2 * plain.speed, abs=0.01)  # type: ignore[operator]
    assert shifted.length == pytest.approx(plain.length, abs=0.01)


def test_corrections_are_made_only_where_they_are_missing(corpus: Path) -> None:
    report = replace(
        first_report(corpus),
        time_adjustment=0.5,
        d_personal_equation=0.3,
        camera_delay_applied=Answer.NO,
    )
    corrections = corrections_of(report, camera_delay_s=0.04)
    assert corrections.shift == pytest.approx(0.46)
    assert corrections.d == (Correction(reason="personal equation", shift=-0.3, applied=Answer.UNKNOWN),)
    assert (corrections.d_shift, corrections.r_shift) == (0.0, 0.0)
    late = corrections_of(replace(report, reaction_time_applied=Answer.NO, r_personal_equation=0.4))
    assert (late.d_shift, late.r_shift) == (-0.3, -0.4)
    done = corrections_of(replace(report, reaction_time_applied=Answer.YES, r_personal_equation=0.4))
    assert (done.d_shift, done.r_shift) == (0.0, 0.0)
    for answer in (Answer.YES, Answer.UNKNOWN):
        known = corrections_of(replace(report, camera_delay_applied=answer), camera_delay_s=0.04)
        assert known.shift == pytest.approx(0.5)
    chord = chords_of(corpus, Sighting(report=report, corrections=corrections)).chords[0]
    assert chord.time_shift == pytest.approx(0.46)


def test_one_end_only(corpus: Path) -> None:
    report = replace(first_report(corpus), r_time=None, r_err=None)
    result = chords_of(corpus, Sighting(report=report))
    (chord,) = result.chords
    assert not result.findings
    assert chord.d_f is not None
    assert (chord.r_f, chord.r_ra, chord.length, chord.mid_f) == (None, None, None, None)
    assert chord.outline is not None


def test_second_drop_is_a_chord_of_its_own(corpus: Path) -> None:
    report = replace(first_report(corpus), d_code="D", r_code="R")
    ring = Timing(
        seq=1,
        d_time=chariklo.at("21:21:05"),
        d_err=0.1,
        d_code="N",
        r_time=chariklo.at("21:21:05.3"),
        r_err=0.1,
        r_code="N",
    )
    main, other = chords_of(corpus, Sighting(report=report, timings=(ring,))).chords
    assert (main.chord_id, other.chord_id) == ("Outeniqua_c0", "Outeniqua_c1")
    assert (main.component, other.component) == (Component.MAIN, Component.RING)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lon": None}, FindingCode.COORDINATES_MISSING),
        ({"lon": 0.0, "lat": 0.0}, FindingCode.COORDINATES_ZERO),
        ({"lat": 123.0}, FindingCode.COORDINATES_RANGE),
        ({"d_time": chariklo.at("21:21:30"), "r_time": chariklo.at("21:21:20")}, FindingCode.R_BEFORE_D),
        ({"d_time": None, "r_time": None}, FindingCode.POSITIVE_WITHOUT_TIMES),
        ({"lon": -163.0, "lat": 21.3}, FindingCode.BELOW_HORIZON),
        ({"d_time": 57000.0, "r_time": 57000.0001}, FindingCode.EPHEMERIS_COVERAGE),
        ({"outcome": Outcome.NEGATIVE, "time_start": None}, FindingCode.VALUE_MISSING),
        (
            {
                "outcome": Outcome.NEGATIVE,
                "time_start": chariklo.at("21:30:00"),
                "time_end": chariklo.at("21:20:00"),
            },
            FindingCode.RECORDING_BACKWARDS,
        ),
        (
            {"outcome": Outcome.NEGATIVE, "time_start": 57000.0, "time_end": 57000.01},
            FindingCode.EPHEMERIS_COVERAGE,
        ),
    ],
)
def test_reports_without_a_chord_are_named_and_others_computed(
    corpus: Path, change: dict[str, float | None], code: FindingCode
) -> None:
    bad = Sighting(report=replace(first_report(corpus), **change))  # type: ignore[arg-type]
    good = chariklo.sightings(corpus, factor=0)[1]
    result = chords_of(corpus, bad, good)
    assert [chord.report_id for chord in result.chords] == ["Onduruquea"]
    assert codes_of(result) == [code]
    assert result.findings[0].station == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"alt": None}, FindingCode.ALTITUDE_MISSING),
        ({"datum": "other"}, FindingCode.DATUM_UNKNOWN),
        ({"datum": "Hu-Tzu-Shan"}, FindingCode.DATUM_UNKNOWN),
        ({"d_err": None}, FindingCode.CHORD_UNWEIGHTED),
        ({"d_err": 0.0}, FindingCode.CHORD_UNWEIGHTED),
        ({"d_code": "e"}, FindingCode.CHORD_UNWEIGHTED),
    ],
)
def test_doubtful_reports_have_a_chord_and_a_warning(
    corpus: Path, change: dict[str, float | None], code: FindingCode
) -> None:
    report = replace(first_report(corpus), **change)  # type: ignore[arg-type]
    result = chords_of(corpus, Sighting(report=report))
    assert len(result.chords) == 1
    assert codes_of(result) == [code]
    if code == FindingCode.CHORD_UNWEIGHTED:
        assert result.chords[0].d_err_km is None


def test_doubtful_and_weightless_reports_are_not_fitted(corpus: Path) -> None:
    report = first_report(corpus)
    doubtful = Sighting(report=replace(report, report_id="a", outcome=Outcome.UNCERTAIN))
    weightless = Sighting(report=replace(report, report_id="b", timing_weight=0))
    result = chords_of(corpus, doubtful, weightless, Sighting(report=replace(report, outcome=Outcome.NO_DATA)))
    assert len(result.chords) == 2
    assert result.unused == {"a_c0", "b_c0"}


def test_long_recording_is_cut_to_the_plane(corpus: Path) -> None:
    report = replace(
        chariklo.sightings(corpus)[-1].report, time_start=chariklo.CLOSEST - 1, time_end=chariklo.CLOSEST + 0.01
    )
    (chord,) = chords_of(corpus, Sighting(report=report)).chords
    assert chord.d_time == pytest.approx(chariklo.CLOSEST - 0.125)


def test_nothing_in_nothing_out(corpus: Path) -> None:
    assert chords_of(corpus) == ChordSet(chords=(), unused=frozenset(), findings=())
