"""Occult's observation archive (``Asteroid~Observations.xml``), version 2.15.

Source: help pages of Occult 4 (D. Herald) on the archive of asteroid observations. The root element is
``AsteroidOccultations``; before August 2025 it was ``Observations``.
"""

import re
from dataclasses import dataclass

from formats.files.xml_events import Node, root_of
from formats.occult.occult_days import EventDay, event_day, place_clock
from formats.occult.occult_items import (
    Body,
    Items,
    Notes,
    parse_clock,
    parse_number,
    read_body,
    read_day,
    read_instant,
)
from formats.occult.occult_nodes import note_stranger, open_nodes
from formats.occult.occult_observer import SOURCE_FORMAT, EventWords, items_of, read_observer
from formats.words.privacy import public_text
from schemas.errors import FormatError
from schemas.event import Elements, Event, PublishedFit
from schemas.finding import FindingCode
from schemas.reading import EventEntry, Reading, StationReport
from schemas.star import StarName, normalise_star

_ROOTS = frozenset({"AsteroidOccultations", "Observations"})
_VERSION = "2.15"
_MOTION = ("dx", "dy", "d2x", "d2y", "d3x", "d3y")
#: Value of the item "Gaia version" for EDR3 and DR3, which have the same identifiers.
_GAIA_DR3 = "3"
_QUALITY_NONE = 0

#: Kind of fit, and number of items (None: not fixed), of each element that is kept unchanged.
_KEPT: dict[str, tuple[str, int | None]] = {
    "Star": ("star", 16),
    "StarIssues": ("star_issues", 11),
    "Asteroid": ("asteroid", 13),
    "SolveFlags": ("flags", 9),
    "EllipticFit": ("ellipse", 10),
    "EllipseUncertainty": ("ellipse_uncertainty", 5),
    "Fit": ("shape_model", 8),
    "Satellite": ("satellite", None),
    "JDSO": ("double_star_paper", None),
    "Solution": ("double_star", 9),
    "ReferenceTime": ("reference_time", 6),
    "MainBody": ("main_body", 17),
    "MainAtConjunction": ("main_at_conjunction", 12),
    "Secondary": ("secondary", None),
    "SecondaryAtConjunction": ("secondary_at_conjunction", None),
    "MPC": ("mpc", 3),
    "Added": ("added", 3),
    "LastEdited": ("last_edited", 3),
    "LightData": ("light_data", 8),
    "LightValues": ("light_values", None),
}
#: Elements that only contain other elements.
_HOLDERS = frozenset(
    {"Details", "EventFits", "ShapeModelFit", "SatelliteFit", "DoubleStar", "Astrometry", "Observations"}
)
_READ_ELSEWHERE = frozenset({"Date", "Observer", "Prediction"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Prediction:
    """A ``Prediction`` line: a predicted time at one point of the path, and the ephemeris."""

    fit: PublishedFit
    time: float | None
    ephemeris: str | None
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Star:
    name: StarName | None
    written: str | None
    gaia: int | None


def identify(head: bytes) -> bool:
    """Return whether the first bytes of a file are an observation archive of Occult."""
    root, text = root_of(head)
    if root == "Observations":
        return "<FileVersion" in text or "<Event>" in text
    return root == "AsteroidOccultations"


def read(data: bytes, source: str) -> Reading:
    """Read an observation archive, from one event to the whole of Occult's.

    Every element without a column is kept unchanged: that of an event in ``fits``, that of a station in ``other`` of
    its contact.

    Raises
    ------
    FormatError
        If the bytes are not text, the XML is damaged, forbidden or of another kind, or it has no event.
    """
    nodes, notes = open_nodes(data, source, _ROOTS)
    entries: list[EventEntry] = []
    n_stations = 0
    for node in nodes:
        if node.name == "Event":
            entry = _read_event(node, n_stations, notes)
            n_stations += len(entry.stations)
            notes.count_stations(n_stations)
            entries.append(entry)
        else:
            _check_header(node, notes)
    if not entries:
        raise FormatError(source, None, "Event", "The file holds no event.", "send a record with its <Event>")
    return Reading(format=SOURCE_FORMAT, entries=tuple(entries), findings=tuple(notes.findings))


def _check_header(node: Node, notes: Notes) -> None:
    """Add findings on unknown elements beside the events, and on a version that this reader was not made for."""
    if node.name != "FileVersion":
        note_stranger(node, notes)
    elif node.text != _VERSION:
        message = f"The file is of version {node.text[:20]!r}; it was read as version {_VERSION}."
        notes.warning(FindingCode.STRUCTURE, message, name="FileVersion", line=node.line)


def _read_event(node: Node, first_station: int, notes: Notes) -> EventEntry:
    _check_holder(node, notes)
    details = node.first("Details") or Node(name="Details", line=node.line, text="")
    dated = _first_items(node, "Date", notes, n_items=4)
    asteroid, starred = _first_items(details, "Asteroid", notes), _first_items(details, "Star", notes)
    day, time_ref = read_day(dated, 0), read_instant(dated, 0)
    body = read_body(asteroid.text(0), asteroid.text(1))
    star = _read_star(starred)
    predictions = [
        _read_prediction(child, event_day(day, time_ref), notes)
        for group in node.all("Observations")
        for child in group.all("Prediction")
    ]
    fits = _keep_fits(node, notes)
    if time_ref is None:
        fits += (dated.fit("date", SOURCE_FORMAT),)
    event = _make_event(body, star, starred, asteroid, predictions)
    elements = _make_elements(time_ref, asteroid, starred, event.ephemeris)
    notes.take_kept()
    written = " ".join(word for word in (asteroid.text(0), asteroid.text(1)) if word)
    known = event_day(day, time_ref, event.time_predicted)
    words = EventWords(day=known, star=star.written, body=written or None)
    return EventEntry(
        event=event,
        elements=elements,
        fits=fits + tuple(prediction.fit for prediction in predictions),
        stations=_read_stations(node, words, first_station, notes),
        lines=_lines(dated, starred, asteroid, predictions),
    )


def _first_items(node: Node, name: str, notes: Notes, n_items: int | None = None) -> Items:
    """Return the items of the first element of a name; without values, and with a finding, if it is missing."""
    child = node.first(name)
    if child is not None:
        return items_of(child, notes, n_items)
    notes.warning(FindingCode.VALUE_MISSING, "The event has no such element.", name=name, line=node.line)
    return Items(name=name, line=node.line, values=(), notes=notes)


def _read_star(items: Items) -> _Star:
    """Return the star by catalogue and number, and its Gaia DR3 identifier; other releases have other identifiers."""
    catalogue, number = items.text(0), items.text(1)
    written = f"{catalogue} {number}" if number.strip("0") else ""
    name = normalise_star(written)
    gaia = None
    if items.text(2) == _GAIA_DR3 and re.fullmatch(r"[1-9]\d{5,18}", items.text(3)):
        gaia = int(items.text(3))
    if name is None and gaia is not None:
        name = normalise_star(f"Gaia DR3 {gaia}")
    if name is not None and name.is_known:
        # Occult writes catalogue and number apart, in its own spelling: a finding on the spelling would be wrong.
        written = name.designation
    return _Star(name=name, written=written or None, gaia=gaia)


def _make_event(body: Body, star: _Star, starred: Items, asteroid: Items, predictions: list[_Prediction]) -> Event:
    gaia = star.gaia
    if gaia is None and star.name is not None:
        gaia = star.name.gaia
    return Event(
        body_number=body.number,
        body_name=body.name,
        body_class=body.target_class,
        star=star.name.designation if star.name else None,
        star_gaia=gaia,
        ra=starred.right_ascension(4, "ra"),
        dec=starred.declination(5, "dec"),
        star_mag=_magnitude(starred, 13, "star_mag"),
        body_mag=_magnitude(asteroid, 12, "body_mag"),
        time_predicted=next((one.time for one in predictions if one.time is not None), None),
        body_diameter=asteroid.positive(10, "body_diameter"),
        ephemeris=next((one.ephemeris for one in predictions if one.ephemeris), None),
    )


def _magnitude(items: Items, place: int, label: str) -> float | None:
    """Return a magnitude; zero means a missing value."""
    return items.number(place, label) or None


def _make_elements(time_ref: float | None, asteroid: Items, starred: Items, ephemeris: str | None) -> Elements | None:
    """Return the motion of the shadow's axis, or None, with a finding, where the record has no motion."""
    motion = [asteroid.number(place, label) for place, label in enumerate(_MOTION, start=2)]
    dx, dy, d2x, d2y, d3x, d3y = motion
    if None in (dx, dy) or (dx == 0 and dy == 0):
        code = FindingCode.VALUE_MISSING if None in (dx, dy) else FindingCode.VALUE_PLACEHOLDER
        asteroid.warning(code, "The record has no motion of the shadow.", "dx")
        return None
    if time_ref is None or dx is None or dy is None:
        return None
    return Elements(
        source=ephemeris or "",
        time_ref=time_ref,
        dx=dx,
        dy=dy,
        d2x=d2x or 0.0,
        d2y=d2y or 0.0,
        d3x=d3x or 0.0,
        d3y=d3y or 0.0,
        ra_apparent=starred.right_ascension(10, "ra_apparent"),
        dec_apparent=starred.declination(11, "dec_apparent"),
        parallax=asteroid.positive(8, "parallax"),
        parallax_rate=asteroid.number(9, "parallax_rate"),
        source_format=SOURCE_FORMAT,
    )


def _read_prediction(node: Node, day: EventDay, notes: Notes) -> _Prediction:
    """Read a ``Prediction``; its time is one item ``h m s``, or three items as the help pages describe."""
    items = items_of(node, notes)
    is_split = len(items.values) >= 6 and re.fullmatch(r"\d{1,2}", items.text(3)) is not None
    clock = " ".join(items.text(place) for place in (3, 4, 5)) if is_split else items.text(3)
    words = " ".join(part.strip() for part in items.values[6 if is_split else 4 :] if part.strip())
    seconds = parse_clock(clock)
    if seconds is None and clock.strip():
        items.unreadable("time_predicted", clock, "is not a time hh mm ss.ss")
    return _Prediction(
        fit=items.fit("prediction", SOURCE_FORMAT),
        time=None if seconds is None else place_clock(seconds, clock, day, items, "time_predicted"),
        ephemeris=public_text(words) if words else None,
        line=node.line,
    )


def _keep_fits(node: Node, notes: Notes) -> tuple[PublishedFit, ...]:
    """Return every element of the event that is kept unchanged, in the order of the file."""
    fits: list[PublishedFit] = []
    for child in node.children:
        if child.name in _READ_ELSEWHERE:
            continue
        if child.name in _HOLDERS:
            _check_holder(child, notes)
            fits += _keep_fits(child, notes)
            continue
        kind, n_items = _KEPT.get(child.name, ("", None))
        items = items_of(child, notes, n_items)
        if not kind:
            kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", child.name[:60]).lower()
            items.info(FindingCode.KEY_UNKNOWN, "This element is not known; it is kept.")
            fits += _keep_fits(child, notes)
        if items.values:
            fits.append(_make_fit(kind, items))
    return tuple(fits)


def _check_holder(node: Node, notes: Notes) -> None:
    if node.text:
        notes.warning(
            FindingCode.STRUCTURE,
            f"Text between the elements is not read: {node.text[:40]!r}.",
            name=node.name,
            line=node.line,
        )


def _make_fit(kind: str, items: Items) -> PublishedFit:
    """Return a fit; with its columns where the quality that the record states makes them valid."""
    fit = items.fit(kind, SOURCE_FORMAT)
    if kind == "shape_model":
        return PublishedFit(kind=kind, quality=items.whole(3, "quality"), items=fit.items, source_format=SOURCE_FORMAT)
    if kind != "ellipse":
        return fit
    quality = items.whole(5, "quality")
    sizes = [parse_number(items.text(place)) or 0.0 for place in range(5)]
    if quality == _QUALITY_NONE or not any(sizes):
        return PublishedFit(kind=kind, quality=quality, items=fit.items, source_format=SOURCE_FORMAT)
    return PublishedFit(
        kind=kind,
        center_f=items.number(0, "center_f"),
        center_g=items.number(1, "center_g"),
        semi_major=_half(items.positive(2, "semi_major")),
        semi_minor=_half(items.positive(3, "semi_minor")),
        position_angle=items.number(4, "position_angle"),
        quality=quality,
        items=fit.items,
        source_format=SOURCE_FORMAT,
    )


def _half(full_axis: float | None) -> float | None:
    return None if full_axis is None else full_axis / 2


def _read_stations(node: Node, words: EventWords, first_station: int, notes: Notes) -> tuple[StationReport, ...]:
    stations: list[StationReport] = []
    for group in node.all("Observations"):
        for child in group.all("Observer"):
            notes.station = first_station + len(stations)
            stations.append(read_observer(child, words, notes))
            notes.station = None
    return tuple(stations)


def _lines(dated: Items, starred: Items, asteroid: Items, predictions: list[_Prediction]) -> dict[str, int]:
    lines: dict[str, int | None] = {"time_ref": dated.line}
    lines |= dict.fromkeys(("star", "star_gaia", "ra", "dec", "star_mag"), starred.line)
    lines |= dict.fromkeys(("body_number", "body_name", "body_mag", "body_diameter"), asteroid.line)
    if predictions:
        lines |= dict.fromkeys(("time_predicted", "ephemeris"), predictions[0].line)
    return {column: line for column, line in lines.items() if line is not None}
