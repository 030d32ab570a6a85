"""Overlays of the sky as files: DS9 regions, scripts of Aladin Desktop, VOTables with polygons."""

import io
import math
import re
from collections.abc import Sequence

from astropy.io.votable import from_table
from astropy.io.votable.tree import CooSys
from astropy.table import Table

from export.sky_overlay import COLOURS, LIMB_COLOUR, Shape, SkyOverlay
from reduction.geometry.astrometry import polygon_text
from schemas.chord import Chord
from schemas.codes import Outcome
from schemas.limb import Limb

_DECIMALS = 12
#: Name, type, unit, UCD and description of the VOTable's columns.
_COLUMNS: tuple[tuple[str, type, str | None, str, str], ...] = (
    ("id", str, None, "meta.id;meta.main", "Identifier of the chord or the limb"),
    ("kind", str, None, "meta.code.class", "chord or limb"),
    ("outcome", str, None, "meta.code", "What the station saw"),
    ("ra", float, "deg", "pos.eq.ra;meta.main", "Right ascension of the middle of the shape, ICRS"),
    ("dec", float, "deg", "pos.eq.dec;meta.main", "Declination of the middle of the shape, ICRS"),
    ("length", float, "km", "phys.size", "Length of the chord, or major axis of the limb"),
    ("s_region", str, None, "pos.outline;obs.field", "The shape on the sky, ICRS"),
)


def ds9_regions(overlay: SkyOverlay) -> str:
    """Return a region file of SAOImage DS9: a line a chord, dashed for negatives, and the limb's ellipse.

    Format: SAOImage DS9 reference manual, Regions. The angle of an ellipse turns its first radius from the west
    through the north, so that the second one has the position angle.
    """
    lines = [
        "# Region file format: DS9 version 4.1",
        f"# {_plain(overlay.title)}",
    ]
    lines.append("icrs")
    for shape in overlay.lines:
        dash = " dash=1" if shape.outcome == Outcome.NEGATIVE else ""
        lines.append(f"line({_places(shape)}) # line=0 0 color={_colour(shape)}{dash} text={{{_plain(shape.name)}}}")
    for shape in overlay.outlines:
        lines.append(f"polygon({_places(shape)}) # color={_colour(shape)}")
    if overlay.limb is not None and overlay.ellipse is not None:
        major, minor, angle = overlay.ellipse
        place = f"{overlay.center.ra_deg:.{_DECIMALS}f},{overlay.center.dec_deg:.{_DECIMALS}f}"
        size = f'{minor:.9f}",{major:.9f}",{angle:.4f}'
        lines.append(f"ellipse({place},{size}) # color={LIMB_COLOUR} text={{limb}}")
    return "\n".join(lines) + "\n"


def aladin_script(overlay: SkyOverlay) -> str:
    """Return a script of Aladin Desktop that draws the overlay in a plane of its own (Aladin 12, help draw)."""
    name = _plain(overlay.title.split(":")[0])
    lines = [f"# {_plain(overlay.title)}", "setconf frame=ICRS", f'draw newtool("{name}")']
    lines += [f'draw {_rgb(shape)} line({_places(shape)},"{_plain(shape.name)}")' for shape in overlay.lines]
    outlines = (*overlay.outlines, *(() if overlay.limb is None else (overlay.limb,)))
    lines += [f"draw {_rgb(shape)} polygon({_places(shape)})" for shape in outlines]
    lines.append(f"{overlay.center.ra_deg:.{_DECIMALS}f} {overlay.center.dec_deg:+.{_DECIMALS}f}")
    return "\n".join(lines) + "\n"


def sky_votable(overlay: SkyOverlay, chords: Sequence[Chord], limb: Limb | None = None) -> bytes:
    """Return a VOTable (TABLEDATA) with one ``s_region`` polygon a chord and one for the limb.

    Polygons are what Aladin Lite draws; it has no lines. They are the overlay's, magnified as that is.
    """
    seen = [chord for chord in chords if chord.outline is not None and chord.outcome != Outcome.NEGATIVE]
    rows: list[tuple[str | float, ...]] = [
        (chord.chord_id, "chord", chord.outcome.value, *_middle(shape), chord.length or math.nan, _region(shape))
        for chord, shape in zip(seen, overlay.outlines, strict=True)
    ]
    if limb is not None and overlay.limb is not None:
        size = 2 * limb.semi_major
        rows.append((limb.limb_id, "limb", "", *_middle(overlay.limb), size, _region(overlay.limb)))
    table = Table(
        rows=rows,
        names=[name for name, *_ in _COLUMNS],
        dtype=[object if kind is str else kind for _, kind, *_ in _COLUMNS],
    )
    file = from_table(table, table_id="overlay")
    content = file.get_first_table()
    content.description = overlay.title
    file.resources[0].coordinate_systems.append(CooSys(ID="icrs", system="ICRS"))
    for name, _, unit, ucd, description in _COLUMNS:
        field = content.get_field_by_id(name)
        field.unit, field.ucd, field.description = unit, ucd, description
        if name == "s_region":
            field.xtype = "adql:REGION"
        if name in {"ra", "dec", "s_region"}:
            field.ref = "icrs"
    written = io.BytesIO()
    file.to_xml(written, tabledata_format="tabledata")
    return written.getvalue()


def _middle(shape: Shape) -> tuple[float, float]:
    return float(shape.ra_deg.mean()), float(shape.dec_deg.mean())


def _region(shape: Shape) -> str:
    return polygon_text(shape.ra_deg, shape.dec_deg)


def _places(shape: Shape) -> str:
    pairs = zip(shape.ra_deg.tolist(), shape.dec_deg.tolist(), strict=True)
    return ",".join(f"{ra:.{_DECIMALS}f},{dec:.{_DECIMALS}f}" for ra, dec in pairs)


def _colour(shape: Shape) -> str:
    return LIMB_COLOUR if shape.outcome is None else COLOURS[shape.outcome]


def _rgb(shape: Shape) -> str:
    colour = _colour(shape)
    return "rgb({},{},{})".format(*(int(colour[place : place + 2], 16) for place in (1, 3, 5)))


def _plain(text: str) -> str:
    """Return words that cannot end a comment, a string or a brace of the formats."""
    return " ".join(re.sub(r"[{}\"'\\#;|$]", "", text).split())
