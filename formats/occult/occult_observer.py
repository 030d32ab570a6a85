"""An ``Observer`` element of Occult's observation archive, converted to the report of a station."""

from dataclasses import dataclass

from formats.files.xml_events import Node
from formats.occult.occult_days import EventDay, after_d, leap_clock, place_clock
from formats.occult.occult_items import Items, Notes, parse_clock
from formats.occult.occult_station import (
    Edge,
    coordinate,
    further_timings,
    make_pair,
    note_accuracy,
    pair_weight,
    public,
    station_outcome,
    timeless_miss,
)
from formats.words.country import country_in_site
from formats.words.occult_country import country_of_station
from formats.words.reaction_time import reaction_time_of
from schemas.codes import (
    CodeList,
    Datum,
    DCode,
    Method,
    RCode,
    Stability,
    Telescope,
    TimeSource,
    Transparency,
)
from schemas.finding import FindingCode
from schemas.reading import StationReport
from schemas.report import Contact, Report, pair_columns

SOURCE_FORMAT = "occult_xml"

#: Number of items of an observer's elements.
_N_ITEMS = {"ID": 14, "Conditions": 5, "D": 6, "R": 6}
_ID_COLUMNS = (
    "observer",
    "observer2",
    "country",
    "site",
    "lon",
    "lat",
    "alt",
    "datum",
    "aperture",
    "telescope",
    "method",
    "time_source",
)
_CONDITION_COLUMNS = ("stability", "transparency", "snr", "time_adjustment", "comment")


@dataclass(frozen=True, kw_only=True, slots=True)
class EventWords:
    """Values of an event that the reports of its stations need."""

    day: EventDay
    star: str | None
    body: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Site:
    country: str | None
    site: str | None
    lon: float | None
    lat: float | None


def items_of(node: Node, notes: Notes, n_items: int | None = None) -> Items:
    """Return the items of an element; with ``n_items``, a finding is added for another number of items."""
    values = tuple(node.text.split("|")) if node.text else ()
    items = Items(name=node.name, line=node.line, values=values, notes=notes)
    if n_items is not None:
        items.check_count(n_items)
    return items


def read_observer(node: Node, words: EventWords, notes: Notes) -> StationReport:
    """Return the report of one ``Observer`` element; findings and values without a column go to ``notes``."""
    parts = {name: _elements(node, name, notes) for name in _N_ITEMS}
    for child in node.children:
        if child.name not in _N_ITEMS:
            _keep_unknown(child, notes)
    identity, conditions = parts["ID"][0], parts["Conditions"][0]
    method = identity.code(12, Method, "method")
    time_source = identity.code(13, TimeSource, "time_source")
    d_edges = [_edge(items, words, DCode, notes) for items in parts["D"] if items.values]
    r_edges = [_edge(items, words, RCode, notes) for items in parts["R"] if items.values]
    r_edges[: len(d_edges)] = [after_d(d, r, notes) for d, r in zip(d_edges, r_edges, strict=False)]
    for column, edges in (("d_err", d_edges), ("r_err", r_edges)):
        for edge in edges:
            note_accuracy(edge, column, identity.text(12), identity.text(13), notes)
    d, r = (edges[0] if edges else Edge() for edges in (d_edges, r_edges))
    timings = further_timings(d_edges, r_edges, notes)
    site = _site(identity, notes)
    report = Report(
        outcome=station_outcome([*d_edges, *r_edges], node.line, notes),
        observer=public(identity.text(1), "observer", notes),
        observer2=public(identity.text(2), "observer2", notes),
        country=site.country,
        site=site.site,
        lon=site.lon,
        lat=site.lat,
        alt=identity.number(8, "alt"),
        datum=_datum(identity),
        telescope=identity.code(11, Telescope, "telescope"),
        aperture=identity.positive(10, "aperture"),
        method=method,
        time_source=time_source,
        **pair_columns(make_pair(0, d, r)),
        time_adjustment=conditions.number(3, "time_adjustment"),
        d_personal_equation=d.personal_equation,
        r_personal_equation=r.personal_equation,
        reaction_time_applied=reaction_time_of([conditions.text(4)]).applied,
        timing_weight=pair_weight(d, r, notes),
        snr=conditions.positive(2, "snr"),
        transparency=conditions.code(1, Transparency, "transparency"),
        stability=conditions.code(0, Stability, "stability"),
        comment=public(conditions.text(4), "comment", notes),
        source_format=SOURCE_FORMAT,
        star_written=words.star,
        body_written=words.body,
    )
    _keep_identity(identity, notes)
    return StationReport(
        report=report,
        timings=timings,
        contact=Contact(other=notes.take_kept()),
        lines=_lines(identity, conditions, d, r),
    )


def _elements(node: Node, name: str, notes: Notes) -> list[Items]:
    """Return the elements of a name; only the first one where the format allows one."""
    found = [items_of(child, notes, _N_ITEMS[name]) for child in node.all(name)]
    if not found:
        found = [Items(name=name, line=node.line, values=(), notes=notes)]
    if name in {"D", "R"}:
        return found
    for items in found[1:]:
        items.warning(FindingCode.KEY_REPEATED, "Occurs more than once; the first one is used.")
        notes.keep(name, "|".join(items.values))
    return found[:1]


def _keep_unknown(node: Node, notes: Notes) -> None:
    """Keep the text of a light curve, or of an unknown element, and of all elements in it."""
    if not node.name.startswith("Light"):
        notes.info(
            FindingCode.KEY_UNKNOWN,
            "This element of an observer is not known; its text is kept.",
            name=node.name,
            line=node.line,
        )
    if node.text or not node.children:
        notes.keep(node.name, node.text)
    for child in node.children:
        _keep_unknown(child, notes)


def _edge(items: Items, words: EventWords, codes: type[CodeList], notes: Notes) -> Edge:
    side = items.name.lower()
    clock = items.text(0)
    time = None
    if clock:
        seconds, leap = parse_clock(clock), leap_clock(clock, words.day)
        if leap is not None:
            time = leap
        elif seconds is None:
            items.unreadable(f"{side}_time", clock, "is not a time hh mm ss.ss")
        elif words.day.day is None:
            notes.keep(f"{items.name} time", clock)
            message = "The time has no date: the event's Date cannot be read."
            hint = "correct the element Date"
            items.error(FindingCode.VALUE_MISSING, message, f"{side}_time", hint)
        else:
            time = place_clock(seconds, clock, words.day, items, f"{side}_time")
    if items.text(5):
        notes.keep(f"{items.name} plot", items.text(5))
    edge = Edge(
        time=time,
        err=items.number(2, f"{side}_err"),
        code=items.code(1, codes, f"{side}_code"),
        personal_equation=items.number(3, f"{side}_personal_equation"),
        weight=items.whole(4, "timing_weight"),
        line=items.line,
    )
    return timeless_miss(edge, items.name, clock, notes)


def _site(identity: Items, notes: Notes) -> _Site:
    lon, lat = coordinate(identity, 6, "lon"), coordinate(identity, 7, "lat")
    near, words = public(identity.text(4), "near", notes), public(identity.text(5), "country or state", notes)
    country = (country_of_station(words, lon, lat) or country_in_site(words)) if words else None
    if words and country is None:
        message = f"{words[:40]!r} is not an ISO country code; it was added to the site."
        identity.info(FindingCode.VALUE_DERIVED, message, "country")
        near = f"{near}, {words}" if near else words
    elif words != country:
        notes.keep("country or state", words or "")
    return _Site(country=country, site=near, lon=lon, lat=lat)


def _datum(identity: Items) -> str:
    """Return the datum: WGS84 for a blank, and "other" for a letter that is not in the list."""
    if not identity.text(9):
        return Datum.WGS84.value
    return identity.code(9, Datum, "datum") or Datum.OTHER.value


def _keep_identity(identity: Items, notes: Notes) -> None:
    if identity.text(0):
        notes.keep("seq", identity.text(0))
    if identity.text(3) not in {"", "0"}:
        notes.keep("more observers", identity.text(3))


def _lines(identity: Items, conditions: Items, d: Edge, r: Edge) -> dict[str, int]:
    lines: dict[str, int | None] = dict.fromkeys(_ID_COLUMNS, identity.line)
    lines |= dict.fromkeys(_CONDITION_COLUMNS, conditions.line)
    lines |= dict.fromkeys(("d_time", "d_err", "d_code", "d_personal_equation", "timing_weight"), d.line)
    lines |= dict.fromkeys(("r_time", "r_err", "r_code", "r_personal_equation"), r.line)
    return {column: line for column, line in lines.items() if line is not None}
