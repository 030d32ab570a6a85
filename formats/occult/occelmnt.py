"""Event elements of Occult and OccultWatcher Cloud (occelmnt), which are predictions without observations.

Source: help pages of Occult 4 (D. Herald) on occelmnt files, root element ``Occultations``. OccultWatcher's feed, which
has ten fixed lines for each event, is not read, since no public document describes its columns.
"""

import re
from dataclasses import replace

from formats.files.xml_events import Node, root_of
from formats.occult.occult_items import Items, Notes, parse_number, read_body, read_day, read_instant
from formats.occult.occult_nodes import note_stranger, open_nodes
from schemas.errors import FormatError
from schemas.event import Elements, Event, PublishedFit
from schemas.finding import FindingCode
from schemas.instant import day_of_mjd, mjd_of_day
from schemas.reading import EventEntry, Reading
from schemas.star import catalogue_of, normalise_star

SOURCE_FORMAT = "occelmnt"

_ROOTS = frozenset({"Occultations"})
#: Kind of fit, and possible numbers of items, of each element; OccultWatcher Cloud adds an empty item to Object.
_KEPT: dict[str, tuple[str, frozenset[int]]] = {
    "Elements": ("elements", frozenset({14})),
    "Earth": ("earth", frozenset({5})),
    "Star": ("star", frozenset({16})),
    "Object": ("object", frozenset({14, 15})),
    "Orbit": ("orbit", frozenset({14})),
    "Errors": ("errors", frozenset({10})),
    "ID": ("id", frozenset({2})),
    "Moon": ("moon", frozenset()),
    "PlanetPhysical": ("planet_physical", frozenset()),
}
_MOTION = ("x", "y", "dx", "dy", "d2x", "d2y", "d3x", "d3y")
#: The date at the start of an ID of OccultWatcher Cloud, and the date after the name of the ephemeris.
_ID_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})(?=_)")
_SOURCE_DATE = re.compile(r"@(\d{4})-(\d{2})-(\d{2})")
#: An event that is closer to midnight than this [d] may be named after the day on the other side.
_NEAR_MIDNIGHT = 2 / 24
_LEFT_OUT = "the event is left out"
_REQUIRED = ("Elements", "Star", "Object")


def identify(head: bytes) -> bool:
    """Return whether the first bytes of a file are an occelmnt file."""
    return root_of(head)[0] in _ROOTS


def read(data: bytes, source: str) -> Reading:
    """Read the predicted events of an occelmnt file.

    Elements keep all their digits. Every XML element is also in ``fits``, with its items joined by ``|``. Where x and
    the second and third derivatives of the shadow's axis are exactly zero, or both first derivatives, the writer had
    no geometry, and the event is read without elements.

    Raises
    ------
    FormatError
        If the bytes are not text, the XML is damaged, forbidden or of another kind, or no event can be read.
    """
    nodes, notes = open_nodes(data, source, _ROOTS)
    entries: list[EventEntry] = []
    for node in nodes:
        if node.name == "Event":
            if not _is_shifted(node, notes):
                entries.append(_read_event(node, notes))
            continue
        note_stranger(node, notes)
    left_out = next((finding for finding in notes.findings if _LEFT_OUT in finding.message), None)
    if not entries and left_out is not None:
        raise FormatError(source, left_out.line, left_out.field, left_out.message, left_out.hint)
    if not entries:
        raise FormatError(source, None, "Event", "The file holds no event.", "export the elements again")
    return Reading(format=SOURCE_FORMAT, entries=tuple(entries), findings=tuple(notes.findings))


def _is_shifted(node: Node, notes: Notes) -> bool:
    """Return whether an element of an event has surplus items, as from commas within names or numbers."""
    for name in _REQUIRED:
        child, (_, counts) = node.first(name), _KEPT[name]
        items = _split(child, notes) if child is not None else None
        if items is not None and len(items.values) > max(counts):
            items.warning(
                FindingCode.STRUCTURE,
                f"{len(items.values)} items instead of {max(counts)}, so that their order is not certain: {_LEFT_OUT}.",
                hint="write names and numbers without commas",
            )
            return True
    return False


def _read_event(node: Node, notes: Notes) -> EventEntry:
    parts = {name: _items(node, name, notes) for name in _KEPT if name not in {"Moon", "PlanetPhysical"}}
    time_ref = read_instant(parts["Elements"], 2)
    event = _make_event(time_ref, parts)
    _compare_dates(time_ref, parts)
    elements = _make_elements(time_ref, parts)
    _note_placeholders(parts)
    notes.take_kept()
    lines = dict.fromkeys(("star", "star_gaia", "ra", "dec", "star_mag", "mag_drop"), parts["Star"].line)
    bodily = ("body_number", "body_name", "body_mag", "body_diameter", "body_distance")
    lines |= dict.fromkeys(bodily, parts["Object"].line)
    lines |= dict.fromkeys(("time_predicted", "ephemeris", "time_ref"), parts["Elements"].line)
    return EventEntry(
        event=event,
        elements=elements,
        fits=_keep(node, notes),
        lines={column: line for column, line in lines.items() if line is not None},
    )


def _compare_dates(time_ref: float | None, parts: dict[str, Items]) -> None:
    """Warn where the date in the event's ID, or after the ephemeris' name, is not that of the elements."""
    elements, ident = parts["Elements"], parts["ID"]
    for items, pattern in ((ident, _ID_DATE), (elements, _SOURCE_DATE)):
        match = pattern.search(items.text(0))
        other = read_day(replace(items, values=match.groups()), 0) if match is not None else None
        if time_ref is None or match is None or other is None:
            continue
        start = mjd_of_day(other)
        if max(start - time_ref, time_ref - start - 1) > _NEAR_MIDNIGHT:
            message = (
                f"The elements are for {day_of_mjd(time_ref).isoformat()}, but {match[0].strip('_@')!r} names {other}."
            )
            hint = "download or export the elements again"
            items.warning(FindingCode.DATE_UNSURE, message, "time_predicted", hint)


def _items(node: Node, name: str, notes: Notes) -> Items:
    """Return the items of an element of the event, without values and with a finding if it is missing."""
    child = node.first(name)
    if child is not None:
        return _split(child, notes)
    note = notes.warning if name in (*_REQUIRED, "Errors") else notes.info
    note(FindingCode.VALUE_MISSING, "The event has no such element.", name=name, line=node.line)
    return Items(name=name, line=node.line, values=(), notes=notes)


def _split(node: Node, notes: Notes) -> Items:
    values = tuple(node.text.split(",")) if node.text else ()
    return Items(name=node.name, line=node.line, values=values, notes=notes)


def _keep(node: Node, notes: Notes) -> tuple[PublishedFit, ...]:
    """Return every element unchanged, also those within other elements."""
    fits: list[PublishedFit] = []
    for child in node.children:
        kind, counts = _KEPT.get(child.name, (child.name[:60].lower(), frozenset()))
        items = _split(child, notes)
        if counts and len(items.values) not in counts:
            items.check_count(min(counts))
        if child.name not in _KEPT and child.name != "Moons":
            items.info(FindingCode.KEY_UNKNOWN, "This element is not known; it is kept.")
        if items.values:
            fits.append(items.fit(kind, SOURCE_FORMAT))
        fits += _keep(child, notes)
    return tuple(fits)


def _make_event(time_ref: float | None, parts: dict[str, Items]) -> Event:
    star, target = parts["Star"], parts["Object"]
    name = normalise_star(star.text(0))
    body = read_body(target.text(0), target.text(1))
    return Event(
        body_number=body.number,
        body_name=body.name,
        body_class=body.target_class,
        star=name.designation if name else None,
        star_gaia=name.gaia if name else None,
        ra=star.right_ascension(1, "ra"),
        dec=star.declination(2, "dec"),
        star_mag=_filled(star, 4, "star_mag"),
        body_mag=_filled(target, 12, "body_mag") or _filled(target, 2, "body_mag"),
        mag_drop=star.positive(11, "mag_drop"),
        time_predicted=time_ref,
        body_distance=target.positive(4, "body_distance"),
        body_diameter=target.positive(3, "body_diameter"),
        ephemeris=parts["Elements"].text(0) or None,
    )


def _filled(items: Items, place: int, label: str) -> float | None:
    """Return a number where zero means a missing value."""
    return items.number(place, label) or None


def _make_elements(time_ref: float | None, parts: dict[str, Items]) -> Elements | None:
    """Return the elements, or None, with a finding, where the file has no geometry."""
    items, earth, star, errors = (parts[name] for name in ("Elements", "Earth", "Star", "Errors"))
    motion = [items.number(place, label) for place, label in enumerate(_MOTION, start=6)]
    x, y, dx, dy, d2x, d2y, d3x, d3y = (value or 0.0 for value in motion)
    if motion[2] is None or motion[3] is None or motion[0] is None or motion[1] is None:
        message = "Position or motion of the shadow's axis is missing; the event is kept without elements."
        items.warning(FindingCode.VALUE_MISSING, message, hint="download or export the elements again")
        return None
    if time_ref is None or _is_without_geometry(items, (x, d2x, d2y, d3x, d3y), (dx, dy)):
        return None
    substellar, subsolar = (_place_on_earth(earth, place) for place in (0, 2))
    return Elements(
        source=items.text(0),
        time_ref=time_ref,
        x=x,
        y=y,
        dx=dx,
        dy=dy,
        d2x=d2x,
        d2y=d2y,
        d3x=d3x,
        d3y=d3y,
        ra_apparent=star.right_ascension(9, "ra_apparent") or None,
        dec_apparent=star.declination(10, "dec_apparent") or None,
        substellar_lon=substellar[0],
        substellar_lat=substellar[1],
        subsolar_lon=subsolar[0],
        subsolar_lat=subsolar[1],
        max_duration=items.positive(1, "max_duration"),
        path_err=errors.positive(4, "path_err"),
        path_err_basis=errors.text(5) or None,
        source_format=SOURCE_FORMAT,
    )


def _is_without_geometry(
    items: Items, terms: tuple[float, float, float, float, float], speeds: tuple[float, float]
) -> bool:
    if any(terms) and any(speeds):
        return False
    items.warning(
        FindingCode.VALUE_PLACEHOLDER,
        "The elements have no geometry, but zeros; the event is kept without elements.",
        hint="take the elements from OccultWatcher Cloud or Occult",
    )
    return True


def _place_on_earth(earth: Items, place: int) -> tuple[float | None, float | None]:
    """Return longitude and latitude of a point [deg], two None where both are zero, which means a missing value."""
    name = "subsolar" if place else "substellar"
    lon, lat = earth.number(place, f"{name}_lon"), earth.number(place + 1, f"{name}_lat")
    return (lon, lat) if lon or lat else (None, None)


def _note_placeholders(parts: dict[str, Items]) -> None:
    """Warn of zeros and copies that other programs write in place of a missing value."""
    star = parts["Star"]
    name = normalise_star(star.text(0))
    if name is not None and name.is_known and catalogue_of(name.designation).startswith("Gaia"):
        message = f"A Gaia identifier was given as the star's name; it was read as {name.designation}."
        star.warning(FindingCode.STAR_NAME, message, "star")
    zeros = (
        (parts["Earth"], "subsolar_lon", "sub-solar point", (2, 3)),
        (parts["Errors"], "path_err", "error of the path", (0, 1, 2, 3, 4)),
        (parts["Object"], "Object", "motion", (7, 8)),
    )
    for items, field, what, places in zeros:
        if items.values and all(parse_number(items.text(place)) == 0 for place in places):
            message = f"Zeros were given for the {what}."
            items.warning(FindingCode.VALUE_PLACEHOLDER, message, field)
    if star.text(1) and star.text(1) == star.text(9) and star.text(2) == star.text(10):
        message = "The apparent position of the star is only a copy of its catalogue position."
        hint = "take the elements from OccultWatcher Cloud or Occult"
        star.warning(FindingCode.VALUE_PLACEHOLDER, message, "ra_apparent", hint)
