"""The plane of an event from its own record, and what is said where there is none."""

from dataclasses import replace
from pathlib import Path

import pytest

from formats.occult import occelmnt, occult_xml
from ingest.events.event_plane import axis_place_of, ephemeris_plane, finding_of, record_plane
from reduction.chords.chords import compute_chords
from reduction.chords.sightings import Sighting
from reduction.geometry.fundamental_plane import PlaneError
from reduction.geometry.star_place import CatalogueStar, StarMotionError
from schemas.event import PublishedFit
from schemas.finding import FindingCode
from schemas.reading import EventEntry
from tests import chariklo


@pytest.fixture
def theobalda(corpus: Path) -> EventEntry:
    name = "778_Theobalda_20240627_OBS-Example.xml"
    return occult_xml.read((corpus / "occult_obs" / name).read_bytes(), name).entries[0]


def test_theobalda_from_file_to_chord(theobalda: EventEntry) -> None:
    plane = record_plane(theobalda.event, theobalda.elements, theobalda.fits)
    assert plane.ephemeris.startswith("JPL#61")
    assert plane.ephemeris.endswith("MainAtConjunction")
    sightings = [Sighting(report=station.report, timings=station.timings) for station in theobalda.stations]
    result = compute_chords(sightings, plane, None)
    (chord,) = result.chords
    assert (chord.d_f, chord.d_g) == pytest.approx((-27.33, 5.89), abs=0.1)
    assert (chord.r_f, chord.r_g) == pytest.approx((27.40, -5.99), abs=0.1)
    assert chord.length == pytest.approx(56.0, abs=0.05)
    assert chord.d_ra == pytest.approx(theobalda.event.ra, abs=1e-3)
    assert chord.outline is not None


def test_elements_of_a_prediction(corpus: Path) -> None:
    name = "owc_5301_Novobranets_20260217.xml"
    entry = occelmnt.read((corpus / "occelmnt" / name).read_bytes(), name).entries[0]
    plane = record_plane(entry.event, entry.elements, entry.fits)
    assert plane.ephemeris.startswith("JPL#62")
    assert plane.distance_km is not None
    assert plane.body is not None


def test_record_without_a_place_of_the_axis(theobalda: EventEntry) -> None:
    with pytest.raises(PlaneError, match="position of the shadow"):
        record_plane(theobalda.event, theobalda.elements)
    with pytest.raises(PlaneError, match="no elements") as caught:
        record_plane(theobalda.event, None)
    assert finding_of(caught.value).code == FindingCode.EPHEMERIS_MISSING


@pytest.mark.parametrize(
    "items",
    [
        "778|0.0|0.0|2024|6|27.3321306|x",
        "778|-455.2|-1964.8|0|0|0|x",
        "778|-455.2||2024|6|27.3|x",
        "778|-455.2|-1964.8|2024|13|27.3|x",
        "778|-455.2",
    ],
)
def test_placeholders_are_no_place_of_the_axis(items: str) -> None:
    assert axis_place_of([PublishedFit(kind="main_at_conjunction", items=items, source_format="x")]) is None


def test_place_of_the_axis(theobalda: EventEntry) -> None:
    place = axis_place_of(theobalda.fits)
    assert place is not None
    assert (place.x_km, place.y_km) == (-455.2, -1964.8)
    assert place.time == pytest.approx(60488.3321306, abs=1e-8)


def test_ephemeris_plane_of_a_catalogue_star(corpus: Path) -> None:
    star = CatalogueStar(
        ra_deg=chariklo.STAR.ra_deg, dec_deg=chariklo.STAR.dec_deg, epoch=2017.47, pm_ra_mas=3.6, pm_dec_mas=-2.1
    )
    with chariklo.kernels(corpus) as kernels:
        track = kernels.track(kernels.asteroid(10199))
        plane = ephemeris_plane(star, track, chariklo.CLOSEST, kernels.name)
        assert plane.star.ra_deg == pytest.approx(chariklo.STAR.ra_deg, abs=1e-7)
        with pytest.raises(StarMotionError) as caught:
            ephemeris_plane(replace(star, pm_ra_mas=0.0, pm_dec_mas=0.0), track, chariklo.CLOSEST, kernels.name)
    assert finding_of(caught.value).code == FindingCode.STAR_MOTION
