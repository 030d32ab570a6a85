"""What the datalink service of events hands out: chords and limb as overlays, figures and tables, and what belongs."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from export.figure_file import FIGURES
from export.overlays import OVERLAYS, EventRecords
from export.sky_overlay import OverlayError
from export.sky_plane_figure import draw_sky_plane
from ingest.archive.archive import Archive
from ingest.ephemerides.ephemerides import Ephemerides
from ingest.ephemerides.ephemeris_files import ephemerides_folder
from ingest.events.event_reduction import Reduction, orientation_for
from ingest.events.rows import PublicEvent, public_event
from reduction.geometry.shadow_path import ShadowPath, shadow_path
from schemas.chord import Component
from schemas.codes import RecordStatus
from schemas.limb import Limb
from service.ground.clock import now_mjd
from service.ground.layout import Layout
from service.serving.holding import VOTABLE, Content, Link, ParameterError

#: Magnification of the overlays that are recommended for viewers that draw nothing of milliarcseconds.
MAGNIFIED = 1000
_WORDS = {
    "ds9": "Chords and limb as a region file of SAOImage DS9",
    "aladin": "Chords and limb as a script of Aladin Desktop",
    "votable": "Chords and limb as s_region polygons in a VOTable (Aladin, Aladin Lite)",
    "geojson": "Stations and shadow path on the ground (GeoJSON)",
    "kml": "Stations and shadow path on the ground (KML)",
    "png": "Figure of the sky plane (PNG)",
    "svg": "Figure of the sky plane (SVG)",
    "pdf": "Figure of the sky plane (PDF)",
}
_TABLES = ("report", "chord", "limb", "limb_residual", "correction", "reduction_finding")
_ROW_WORDS = {
    "report": "Reports of the stations",
    "chord": "Chords on the sky plane",
    "limb": "Fitted limbs",
    "limb_residual": "Residuals of the limbs",
    "correction": "Corrections of the stations' times",
    "reduction_finding": "Findings of the reduction",
}


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event as it is handed out."""

    public: PublicEvent
    reduction: Reduction

    @property
    def event_id(self) -> str:
        """Its identifier."""
        return self.public.event.event_id or ""

    @property
    def limb(self) -> Limb | None:
        """The limb of the main body before the main star."""
        return next((limb for limb in self.reduction.limbs if limb.component == Component.MAIN), None)

    def links(self, site: str) -> Iterator[Link]:
        """Return the links of the event, only what there is; ``site`` is the address of the site."""
        counts = {
            "report": len(self.public.stations),
            "chord": len(self.reduction.chords),
            "limb": len(self.reduction.limbs),
            "limb_residual": len(self.reduction.residuals),
            "correction": len(self.reduction.corrections),
            "reduction_finding": len(self.reduction.findings),
        }
        yield from (_rows_link(self.event_id, table, site) for table in _TABLES if counts[table])
        is_placed = any(chord.outline is not None for chord in self.reduction.chords)
        for name, overlay in OVERLAYS.items():
            if is_placed or not overlay.is_scaled:
                yield _file_link(self.event_id, name, overlay.media_type, site)
            if is_placed and overlay.is_scaled:
                yield _file_link(self.event_id, name, overlay.media_type, site, MAGNIFIED)
        if self.reduction.chords:
            yield from (_file_link(self.event_id, name, media_type, site) for name, media_type in FIGURES.items())

    def deliver(self, wanted: Mapping[str, Any]) -> Content:
        """Return one file of the event.

        Parameters
        ----------
        wanted
            ``FORMAT``, one of `OVERLAYS` or `FIGURES`, a VOTable if not given; ``FACTOR``, the magnification of an
            overlay on the sky.

        Raises
        ------
        ParameterError
            The event has nothing of the kind, or the magnification means nothing.
        """
        name, factor = wanted.get("FORMAT") or "votable", wanted.get("FACTOR")
        if name not in OVERLAYS and name not in FIGURES:
            hint = f"give one of {', '.join((*OVERLAYS, *FIGURES))}"
            raise ParameterError(f"There is no format {name}", hint, "FORMAT")
        records = _records(self)
        try:
            if name in FIGURES:
                return Content(media_type=FIGURES[name], content=draw_sky_plane(records, name))
            content = OVERLAYS[name].write(records, 1.0 if factor is None else factor)
            return Content(media_type=OVERLAYS[name].media_type, content=content)
        except OverlayError as error:
            parameter = "FORMAT" if factor is None else "FACTOR"
            raise ParameterError(error.message, error.hint, parameter) from error


def find(identifier: str) -> FoundEvent | None:
    """Return an event of the site, reduced; None without one that is public.

    Parameters
    ----------
    identifier
        ``event_id``, or anything that ends in it after a slash.
    """
    folder = Layout(Path(os.environ["UMBRA_VAR"])).archive
    with Archive(folder) as archive, Ephemerides(ephemerides_folder(folder)) as ephemerides:
        public = public_event(archive, identifier.rsplit("/", 1)[-1], now=now_mjd())
        return None if public is None else FoundEvent(public, public.reduce(ephemerides))


def file_address(event_id: str, name: str, site: str = "", factor: float | None = None) -> str:
    """Return the address of one file of an event."""
    magnified = "" if factor is None else f"&FACTOR={factor:g}"
    return f"{site}/occ/chord/dl/dlget?ID={quote(event_id)}&FORMAT={name}{magnified}"


def _records(found: FoundEvent) -> EventRecords:
    """Return what the overlays of an event are made from."""
    accepted = [report for report in found.public.reports if report.status is RecordStatus.ACCEPTED]
    return EventRecords(
        event=found.public.event,
        reports=accepted,
        chords=found.reduction.chords,
        limb=found.limb,
        path=_path(found),
    )


def _path(found: FoundEvent) -> ShadowPath | None:
    """Return the path of the shadow on the ground: that of the fitted limb, else that of the prediction."""
    plane, limb = found.reduction.plane, found.limb
    if plane is None:
        return None
    trace = partial(shadow_path, plane, orientation_for(plane))
    if limb is not None:
        return trace(center_f_km=limb.center_f, center_g_km=limb.center_g, radius_km=limb.equivalent_radius)
    return trace(radius_km=(found.public.event.body_diameter or 0.0) / 2)


def _file_link(event_id: str, name: str, media_type: str, site: str, factor: float | None = None) -> Link:
    scale = "" if factor is None else f", magnified {factor:g} times about the body"
    return Link(
        url=file_address(event_id, name, site, factor),
        semantics="#preview-plot" if name in FIGURES else "#derivation",
        description=_WORDS[name] + scale,
        media_type=media_type,
        local=name if factor is None else f"{name}-magnified",
    )


def _rows_link(event_id: str, table: str, site: str) -> Link:
    query = f"SELECT * FROM occ.{table} WHERE event_id='{event_id}'"  # noqa: S608 - an address, not run here
    address = urlencode({"LANG": "ADQL", "FORMAT": "votable", "QUERY": query})
    return Link(
        url=f"{site}/tap/sync?{address}",
        semantics="#progenitor" if table == "report" else "#derivation",
        description=_ROW_WORDS[table],
        media_type=VOTABLE,
        local=table,
    )
