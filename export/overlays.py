"""Overlays of one event for other people's viewers, by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from export.ground_track import ground_geojson, ground_kml
from export.sky_files import aladin_script, ds9_regions, sky_votable
from export.sky_overlay import SkyOverlay, sky_overlay
from reduction.geometry.shadow_path import ShadowPath
from schemas.chord import Chord
from schemas.event import Event
from schemas.limb import Limb
from schemas.report import Report


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRecords:
    """What an overlay is made from: the records of one event, chords and limb of one ephemeris."""

    event: Event
    reports: Sequence[Report] = ()
    chords: Sequence[Chord] = ()
    limb: Limb | None = None
    path: ShadowPath | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlay:
    """One format: how a file of it is written, ends and is served."""

    write: Callable[[EventRecords, float], bytes]
    suffix: str
    media_type: str
    #: Whether a magnification means something.
    is_scaled: bool


def _ds9(records: EventRecords, factor: float) -> bytes:
    return ds9_regions(_sky(records, factor)).encode()


def _aladin(records: EventRecords, factor: float) -> bytes:
    return aladin_script(_sky(records, factor)).encode()


def _votable(records: EventRecords, factor: float) -> bytes:
    return sky_votable(_sky(records, factor), records.chords, records.limb)


def _geojson(records: EventRecords, factor: float) -> bytes:
    return ground_geojson(records.event, records.reports, records.chords, records.path).encode()


def _kml(records: EventRecords, factor: float) -> bytes:
    return ground_kml(records.event, records.reports, records.chords, records.path)


def _sky(records: EventRecords, factor: float) -> SkyOverlay:
    return sky_overlay(records.event, records.chords, records.limb, reports=records.reports, factor=factor)


#: Every overlay by the name that the command and the datalink services use.
OVERLAYS: dict[str, Overlay] = {
    "ds9": Overlay(write=_ds9, suffix=".reg", media_type="text/plain", is_scaled=True),
    "aladin": Overlay(write=_aladin, suffix=".ajs", media_type="text/plain", is_scaled=True),
    "votable": Overlay(write=_votable, suffix=".vot", media_type="application/x-votable+xml", is_scaled=True),
    "geojson": Overlay(write=_geojson, suffix=".geojson", media_type="application/geo+json", is_scaled=False),
    "kml": Overlay(write=_kml, suffix=".kml", media_type="application/vnd.google-earth.kml+xml", is_scaled=False),
}
