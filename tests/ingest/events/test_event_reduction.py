"""From files in the archive to chords, limb and findings: published truth, corrections, and what cannot be reduced."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.ephemerides.ephemerides import Ephemerides
from ingest.events.event_reduction import Reduction
from ingest.events.rows import EVENT_TABLES, collection_rows, public_event
from ingest.intake.examination import Examination, examine
from schemas.chord import Chord
from schemas.codes import Outcome
from schemas.event import Event
from schemas.finding import FindingCode
from schemas.reading import EventEntry, StationReport
from schemas.report import Report, Timing
from service.commands.samples import SAMPLE_EPHEMERIDES, SAMPLES
from tests.desk import Desk

CHARIKLO = "20170622_10199_chariklo"
STATIONS = ("onduruquea", "outeniqua", "tivoli", "windhoek_c14", "windhoek_d16", "hakos")


def look(path: Path) -> Examination:
    return examine(path, lambda found: found.open("rb"))


def take(desk: Desk, path: Path) -> None:
    (intake,) = desk.pipeline.take([look(path)])
    assert intake.status == "accepted"


def elements() -> EventEntry:
    return look(SAMPLES / f"{CHARIKLO}.xml").entries[0]


def report(station: str) -> Report:
    return look(SAMPLES / f"{CHARIKLO}_{station}.txt").entries[0].stations[0].report


def take_reports(desk: Desk, *reports: Report, event: Event | None = None) -> None:
    """Take each report as a file of its own, so that the first one is r01."""
    for one in reports:
        found = desk.take(EventEntry(event=event or elements().event, stations=(StationReport(report=one),)))
        assert found.status in ("accepted", "superseding")


def reduce(desk: Desk, ephemerides: Ephemerides | None = None, event_id: str = CHARIKLO) -> Reduction:
    public = public_event(desk.archive, event_id, now=70000.0)
    assert public is not None
    return public.reduce(ephemerides)


def codes(reduction: Reduction) -> list[tuple[str, str | None]]:
    return [(finding.code, (finding.report_id or "")[-3:] or None) for finding in reduction.findings]


def truth(corpus: Path) -> list[list[float]]:
    """Return the published points, in the order of the stations' names in the samples."""
    with (corpus / "truth/chariklo_20170622_chords.csv").open() as stream:
        rows = {row["station"]: row for row in csv.DictReader(stream)}
    names = ("imm_f_km", "imm_g_km", "em_f_km", "em_g_km")
    order = ("Onduruquea", "Outeniqua", "Tivoli", "Windhoek C14", "Windhoek D16")
    return [[float(rows[station][name]) for name in names] for station in order]


def points(chords: tuple[Chord, ...]) -> list[list[float]]:
    return [
        [float(value) for value in (chord.d_f, chord.d_g, chord.r_f, chord.r_g) if value is not None]
        for chord in chords
        if chord.outcome == Outcome.POSITIVE
    ]


def test_chariklo_from_the_shipped_files_to_the_published_points(desk: Desk, corpus: Path) -> None:
    for path in sorted(SAMPLES.glob("20170622_10199*")):
        take(desk, path)
    with Ephemerides(SAMPLE_EPHEMERIDES) as ephemerides:
        reduction = reduce(desk, ephemerides)
    assert {chord.ephemeris for chord in reduction.chords} == {"Chariklo_2021.bsp + de438_small.bsp"}
    for found, wanted in zip(points(reduction.chords), truth(corpus), strict=True):
        assert found == pytest.approx(wanted, abs=0.005)
    lengths = [chord.length for chord in reduction.chords if chord.outcome == Outcome.POSITIVE]
    assert lengths == pytest.approx([259.54, 223.89, 97.48, 222.55, 222.21], abs=0.01)
    assert not reduction.findings


def test_chariklo_with_the_recorded_corrections_has_the_published_limb(desk: Desk) -> None:
    for path in sorted(SAMPLES.glob("*chariklo*")):
        take(desk, path)
    with Ephemerides(SAMPLE_EPHEMERIDES) as ephemerides:
        reduction = reduce(desk, ephemerides)
    (limb,) = reduction.limbs
    assert limb.center_f == pytest.approx(-13.668, abs=1.124)
    assert limb.center_g == pytest.approx(-2.175, abs=4.183)
    assert limb.semi_major == pytest.approx(138.894, abs=5.872)
    assert limb.oblateness == pytest.approx(0.087, abs=0.041)
    # The paper's angle is that of the minor axis.
    assert limb.position_angle == pytest.approx(127.6 - 90, abs=20)
    assert (limb.ra_offset, limb.dec_offset) == pytest.approx((-1.286, -0.205), abs=0.05)
    assert [(row.report_id[-3:], row.shift, row.is_added, row.reference) for row in reduction.corrections] == [
        ("r02", -0.19, True, "2022MNRAS.511.1167G"),
        ("r03", -0.15, True, "2022MNRAS.511.1167G"),
        ("r04", -0.15, True, "2022MNRAS.511.1167G"),
        ("r05", -0.375, True, "2022MNRAS.511.1167G"),
    ]
    assert [chord.time_shift for chord in reduction.chords] == [0.0, -0.19, -0.15, -0.15, -0.375, 0.0]
    assert len(reduction.residuals) == 10


def test_the_sample_elements_stand_for_the_kernels(desk: Desk, corpus: Path) -> None:
    """Elements are on the axes of date, turned by 0.1 deg, and take UT1 for UTC: 0.4 s of rotation are 0.2 km."""
    for path in sorted(SAMPLES.glob("20170622_10199*")):
        take(desk, path)
    reduction = reduce(desk)
    assert {chord.ephemeris for chord in reduction.chords} == {"Chariklo_2021.bsp + de438_small.bsp (elements)"}
    for found, wanted in zip(points(reduction.chords), truth(corpus), strict=True):
        assert found == pytest.approx(wanted, abs=0.45)
    lengths = [chord.length for chord in reduction.chords if chord.outcome == Outcome.POSITIVE]
    assert lengths == pytest.approx([259.54, 223.89, 97.48, 222.55, 222.21], abs=0.01)


def test_theobalda_from_file_to_chord(desk: Desk) -> None:
    take(desk, SAMPLES / "20240627_778_theobalda.xml")
    reduction = reduce(desk, event_id="20240627_778_theobalda")
    (chord,) = reduction.chords
    assert [chord.d_f, chord.d_g, chord.r_f, chord.r_g] == pytest.approx([-27.33, 5.89, 27.40, -5.99], abs=0.1)
    assert chord.length == pytest.approx(56.0, abs=0.05)
    assert chord.report_id == "20240627_778_theobalda_r01"
    assert reduction.limbs == ()
    assert codes(reduction) == [("limb_points", None)]


def test_reduction_is_the_same_each_time(desk: Desk) -> None:
    desk.take(elements())
    take_reports(desk, *map(report, STATIONS))
    assert replace(reduce(desk), plane=None) == replace(reduce(desk), plane=None)


def test_an_event_without_ephemeris_says_so(desk: Desk) -> None:
    take_reports(desk, report("tivoli"), event=Event(body_number=10199, body_name="Chariklo"))
    reduction = reduce(desk)
    assert (reduction.chords, reduction.n_chords) == ((), 0)
    assert codes(reduction) == [("ephemeris_missing", None)]
    assert "umbra ephemeris add" in reduction.findings[0].hint


def test_a_kernel_that_ends_before_the_event_is_named_and_the_elements_are_used(desk: Desk) -> None:
    desk.take(elements())
    late = replace(elements().event, time_predicted=None)
    take_reports(desk, *map(report, STATIONS), event=late)
    with Ephemerides(SAMPLE_EPHEMERIDES) as ephemerides:
        public = public_event(desk.archive, CHARIKLO, now=70000.0)
        assert public is not None
        moved = replace(public, event=replace(public.event, time_closest=public.event.time_closest and 57930.0))
        reduction = moved.reduce(ephemerides)
    assert codes(reduction)[0] == ("ephemeris_coverage", None)
    assert reduction.n_chords == 5
    assert {chord.ephemeris for chord in reduction.chords} == {"Chariklo_2021.bsp + de438_small.bsp (elements)"}


def test_an_ephemeris_without_a_place_of_the_star_is_no_use(desk: Desk) -> None:
    event = Event(body_number=10199, body_name="Chariklo", time_predicted=57926.888)
    take_reports(desk, report("tivoli"), event=event)
    with Ephemerides(SAMPLE_EPHEMERIDES) as ephemerides:
        reduction = reduce(desk, ephemerides)
    assert codes(reduction) == [("ephemeris_missing", None)]
    assert "position of the star" in reduction.findings[0].message


def test_elements_of_zeros_give_nothing(desk: Desk) -> None:
    entry = elements()
    assert entry.elements is not None
    zeros = replace(entry.elements, x=0.0, y=0.0, dx=0.0, dy=0.0)
    desk.take(replace(entry, elements=zeros))
    take_reports(desk, report("tivoli"))
    reduction = reduce(desk)
    assert (reduction.chords, reduction.limbs) == ((), ())
    assert codes(reduction) == [("ephemeris_missing", None)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lon": 160.0, "lat": 60.0}, FindingCode.BELOW_HORIZON),
        ({"lon": None}, FindingCode.COORDINATES_MISSING),
        ({"lon": 0.0, "lat": 0.0}, FindingCode.COORDINATES_ZERO),
        ({"datum": "Bessel 1841"}, FindingCode.DATUM_UNKNOWN),
        ({"alt": None}, FindingCode.ALTITUDE_MISSING),
        ({"d_err": 0.0}, FindingCode.CHORD_UNWEIGHTED),
        ({"d_time": 57926.8897, "r_time": 57926.8896}, FindingCode.R_BEFORE_D),
        ({"d_time": 57927.8896, "r_time": 57927.8897}, FindingCode.EPHEMERIS_COVERAGE),
        ({"d_time": None, "r_time": None}, FindingCode.POSITIVE_WITHOUT_TIMES),
    ],
)
def test_a_bad_report_is_named_and_the_others_are_computed(
    desk: Desk, changes: dict[str, float | str | None], code: FindingCode
) -> None:
    desk.take(elements())
    bad = replace(report("outeniqua"), **changes)  # type: ignore[arg-type]
    take_reports(desk, bad, report("onduruquea"), report("tivoli"), report("windhoek_c14"))
    reduction = reduce(desk)
    assert (code.value, "r01") in codes(reduction)
    assert {"r02", "r03", "r04"} <= {(chord.report_id or "")[-3:] for chord in reduction.chords}
    assert len(reduction.limbs) == 1


def test_collinear_chords_have_no_limb(desk: Desk) -> None:
    desk.take(elements())
    take_reports(desk, report("windhoek_c14"), replace(report("windhoek_d16"), aperture=35.0))
    reduction = reduce(desk)
    assert reduction.n_chords == 2
    assert reduction.limbs == ()
    assert codes(reduction) == [("limb_collinear", None)]


def test_a_negative_amid_positives_is_remarked(desk: Desk) -> None:
    desk.take(elements())
    amid = replace(report("hakos"), lon=16.6, lat=-21.9)
    take_reports(desk, *map(report, STATIONS[:5]), amid)
    reduction = reduce(desk)
    assert "limb_cut" in [code for code, _ in codes(reduction)]


def test_a_satellite_is_fitted_apart(desk: Desk) -> None:
    desk.take(elements())
    second = 1 / 86400
    for name in STATIONS[:5]:
        one = report(name)
        assert one.d_time is not None
        assert one.r_time is not None
        timing = Timing(
            seq=1, d_time=one.d_time + 60 * second, d_err=0.3, d_code="G", r_time=one.r_time + 60 * second, r_err=0.3,
            r_code="B",
        )  # fmt: skip
        desk.take(EventEntry(event=elements().event, stations=(StationReport(report=one, timings=(timing,)),)))
    reduction = reduce(desk)
    assert [limb.limb_id for limb in reduction.limbs] == [f"{CHARIKLO}_limb", f"{CHARIKLO}_limb_satellite"]
    main, satellite = reduction.limbs
    assert satellite.center_f - main.center_f == pytest.approx(60 * 22.3, abs=10)


def test_a_correction_counts_once_and_can_be_taken_back(desk: Desk, tmp_path: Path) -> None:
    desk.take(elements())
    take_reports(desk, report("tivoli"))
    shifts = []
    for number, shift in enumerate((0.5, -0.25, 0)):
        path = tmp_path / f"corrections{number}.csv"
        path.write_text(f"report_id,shift_s,reason\n{CHARIKLO}_r01,{shift},clock\n")
        take(desk, path)
        (chord,) = reduce(desk).chords
        shifts.append(chord.time_shift)
    assert shifts == [0.5, -0.25, 0.0]
    rows = reduce(desk).corrections
    assert [(row.shift, row.status, row.is_added) for row in rows] == [
        (0.5, "superseded", False),
        (-0.25, "superseded", False),
        (0.0, "accepted", False),
    ]


def test_a_correction_of_an_unknown_report_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text("report_id,shift_s,reason\nnothing_r01,1,clock\n")
    (intake,) = desk.pipeline.take([look(path)])
    assert intake.status == "refused"
    assert [(finding.code, finding.line) for finding in intake.findings] == [(FindingCode.REPORT_UNKNOWN, 2)]


def test_a_correction_of_a_replaced_report_is_not_added_silently(desk: Desk, tmp_path: Path) -> None:
    desk.take(elements())
    first = replace(report("tivoli"), observer="A. Observer")
    take_reports(desk, first)
    path = tmp_path / "corrections.csv"
    path.write_text(f"report_id,shift_s,reason\n{CHARIKLO}_r01,1,clock\n")
    take(desk, path)
    take_reports(desk, replace(first, d_err=0.2))
    reduction = reduce(desk)
    assert [chord.time_shift for chord in reduction.chords] == [0.0]
    assert (FindingCode.CORRECTION_LAPSED.value, "r02") in codes(reduction)


def test_corrections_that_the_report_asks_for_are_published(desk: Desk) -> None:
    desk.take(elements())
    take_reports(desk, replace(report("tivoli"), time_adjustment=0.3, d_personal_equation=0.4))
    reduction = reduce(desk)
    assert [(row.reason, row.contact, row.shift, row.applied, row.is_added) for row in reduction.corrections] == [
        ("time adjustment", "all", 0.3, "no", True),
        ("personal equation", "D", -0.4, "unknown", False),
    ]
    assert reduction.chords[0].time_shift == 0.3


def test_rows_of_all_tables_come_in_one_pass(desk: Desk, tmp_path: Path) -> None:
    for path in sorted(SAMPLES.glob("*chariklo*")):
        take(desk, path)
    rows = list(collection_rows(tmp_path, (*EVENT_TABLES, "code"), now=70000.0))
    counts = {table: sum(name == table for name, _ in rows) for table in (*EVENT_TABLES, "code")}
    assert (counts["chord"], counts["limb"], counts["limb_residual"], counts["correction"]) == (6, 1, 10, 4)
    assert counts["code"] > 50
    assert next(row["n_chords"] for name, row in rows if name == "event") == 5
