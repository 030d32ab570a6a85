"""Make ``schemas/borders.txt``, the borders of the countries, from Natural Earth.

    python etc/make_borders.py > schemas/borders.txt

Two packages of npm are fetched: world-atlas, which holds the countries of Natural Earth at 1:10 million as TopoJSON,
and country-coder, whose loose outlines tell which part of a country has a code of its own in ISO 3166 (Réunion of
France, Svalbard of Norway), and which country a territory belongs to.
"""

import base64
import hashlib
import io
import json
import sys
import tarfile
import urllib.request
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Line = npt.NDArray[np.float64]
Steps = npt.NDArray[np.int64]

#: Addresses of the packages, their files and their SHA-512, as npm's registry states them.
_WORLD = (
    "https://registry.npmjs.org/world-atlas/-/world-atlas-2.0.2.tgz",
    "package/countries-10m.json",
    "IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==",
)
_CODES = (
    "https://registry.npmjs.org/@rapideditor/country-coder/-/country-coder-5.6.1.tgz",
    "package/src/data/borders.json",
    "/3xCpRIyhGv0lKxk26qNJgBWU6UnvE6SmOvE2GWE1CKu6pxcUVukECg6XVJLfmesYWyKHmaj1ZXtNOpz3lJkWg==",
)
#: A border is simplified by at most this [km].
_SIMPLIFIED_KM = 2.0
_KM_PER_DEG = 111.2
#: Unit of the file's numbers [deg].
_UNIT = 0.01
#: Areas of Natural Earth that a report may give to these countries: those without a code of their own, and lands that
#: are the one's or the other's according to whom one asks.
_BELONGS = {
    "Akrotiri": ("CY", "GB"),
    "Baikonur": ("KZ",),
    "Clipperton I.": ("FR",),
    "Coral Sea Is.": ("AU",),
    "Cyprus U.N. Buffer Zone": ("CY",),
    "Dhekelia": ("CY", "GB"),
    "Kosovo": ("XK", "RS"),
    "N. Cyprus": ("CY",),
    "Palestine": ("PS", "IL"),
    "Siachen Glacier": ("IN",),
    "Somaliland": ("SO",),
    "USNB Guantanamo Bay": ("CU", "US"),
}
#: West, south, east, north of Crimea [deg], which Natural Earth has among the parts of Russia as the power in control.
_CRIMEA = (32.4, 44.3, 36.7, 46.3)
#: Western Sahara [deg], which Natural Earth has mostly within Morocco as the power in control.
_SAHARA = (
    *((-8.67, 27.67), (-13.3, 27.70), (-14.6, 26.2), (-16.1, 23.9), (-17.2, 21.0), (-17.06, 20.77), (-16.9, 21.33)),
    *((-13.0, 21.33), (-13.0, 23.0), (-12.0, 23.45), (-12.0, 26.0), (-8.67, 26.0), (-8.67, 27.67)),
)
#: Countries of atolls, of which Natural Earth leaves many out: these are taken from country-coder.
_LOOSE = frozenset({"FM", "KI", "MH", "MV", "PF", "PH", "TK", "TV"})
#: Inhabited islands and islands with an observatory or lighthouse that Natural Earth leaves out [deg].
_ISLETS = {
    "AE": ((55.02, 25.87), (55.32, 26.26)),
    "CN": ((122.81, 30.72), (122.69, 30.85), (122.73, 39.03), (120.05, 26.50), (122.68, 30.20), (122.08, 30.59)),
    "CO": ((-75.86, 9.78),),
    "DK": ((15.19, 55.32),),
    "ES": ((0.68, 39.90), (-3.03, 35.94)),
    "GR": ((29.59, 36.15), (26.77, 37.28), (19.40, 39.84), (26.97, 37.46), (26.48, 37.58)),
    "ID": ((113.78, -7.22), (115.69, -7.00), (106.29, -5.81), (106.61, -5.75), (114.41, -5.57), (122.67, -10.82)),
    "IR": ((55.32, 26.26),),
    "IT": ((12.96, 40.90), (14.21, 40.55), (15.50, 42.12)),
    "JP": ((139.13, 34.20), (127.93, 26.92), (124.70, 24.67)),
    "MU": ((59.66, -16.60),),
    "NO": ((4.89, 59.31), (12.70, 67.67), (12.12, 67.52), (4.71, 60.78), (12.10, 66.50)),
    "PA": ((-79.04, 8.62),),
    "TH": ((100.81, 13.16), (99.84, 10.10), (98.77, 7.74)),
    "TO": ((-173.80, -15.95),),
    "TW": ((119.95, 26.16), (119.93, 26.15)),
    "VN": ((108.50, 15.95), (109.12, 15.37), (104.84, 9.97), (103.48, 9.30), (107.73, 20.13)),
}
_HEADER = """\
# Borders of the countries and territories of ISO 3166, a line each: code; the code of the country that it belongs to,
# else "-"; west, south, east, north; then the closed outlines, each after a ";", as the steps from vertex to vertex and
# from one outline to the next, in longitude and latitude, the very first from 0 0. The unit is 0.01 deg. An outline
# within another one is a hole; longitudes go on beyond 180 deg where an outline crosses it.
# Made by etc/make_borders.py from Natural Earth at 1:10 million (public domain), as the npm package world-atlas 2.0.2
# (ISC licence) carries it, simplified by up to 2 km; islets added. The codes of territories, and the outlines of
# some countries of atolls, are those of the npm package @rapideditor/country-coder 5.6.1 (ISC licence).
#
# Copyright 2013-2019 Michael Bostock (world-atlas); copyright (c) 2025, country-coder contributors.
# Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
# granted, provided that the above copyright notice and this permission notice appear in all copies.
# THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING
# ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL,
# DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
# WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE
# USE OR PERFORMANCE OF THIS SOFTWARE.\
"""


def main() -> None:
    """Write the file to standard output."""
    world, codes = _fetch(*_WORLD), _fetch(*_CODES)
    features = _features(codes)
    numbers = {
        words["iso1N3"]: words["iso1A2"] for item in codes["features"] if "iso1N3" in (words := item["properties"])
    }
    owners = {feature.code: feature.owner for feature in features if feature.owner}
    print(_HEADER)
    for code, lines in sorted(_borders(world, numbers, features).items()):
        corners = np.vstack(lines)
        box = " ".join(map(str, (*corners.min(axis=0), *corners.max(axis=0))))
        steps = np.diff(corners, axis=0, prepend=0)
        parts = np.split(steps, np.cumsum([len(line) for line in lines])[:-1])
        print(code, owners.get(code, "-"), box, *(";" + " ".join(map(str, part.ravel())) for part in parts))


def _fetch(url: str, member: str, digest: str) -> dict[str, Any]:
    """Return a JSON file of a package."""
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - the two addresses above
        data = answer.read()
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != digest:
        sys.exit(f"{url} is not the package that this script was written for.")
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        file = package.extractfile(member)
        if file is None:
            sys.exit(f"{url} has no {member}.")
        content: dict[str, Any] = json.load(file)
        return content


@dataclass(frozen=True, kw_only=True)
class _Outline:
    """A feature of country-coder: a code, the country that it belongs to, and its polygons."""

    code: str
    owner: str | None
    polygons: list[list[Line]]


def _features(codes: dict[str, Any]) -> list[_Outline]:
    """Return everything that has a code of ISO 3166; a country's or territory's part has the code of the whole."""
    words = [feature["properties"] for feature in codes["features"]]
    owners = {item["iso1A2"]: item.get("country") for item in words if "iso1A2" in item and "isoStatus" not in item}
    owners["XK"] = None
    found = []
    for item, feature in zip(words, codes["features"], strict=True):
        names = (item.get("iso1A2"), *item.get("groups", ()), item.get("country"))
        code = next((name for name in names if name in owners), None)
        polygons = (feature["geometry"] or {}).get("coordinates", [])
        if code is not None:
            rings = [[np.array(ring) for ring in polygon] for polygon in polygons]
            found.append(_Outline(code=code, owner=owners[code], polygons=rings))
    return found


def _borders(world: dict[str, Any], numbers: dict[str, str], features: list[_Outline]) -> dict[str, list[Steps]]:
    """Return the outlines of each code, in the file's unit."""
    scale, origin = (np.array(world["transform"][key]) for key in ("scale", "translate"))
    arcs = [_simplify(np.cumsum(np.array(arc), axis=0) * scale + origin) for arc in world["arcs"]]
    owners = {feature.code: feature.owner for feature in features if feature.owner}
    found: dict[str, list[Steps]] = defaultdict(list)
    for country in world["objects"]["countries"]["geometries"]:
        code = numbers.get(country.get("id", ""))
        stated = _BELONGS.get(country["properties"]["name"], (code,) if code else ())
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for rings in polygons:
            lines = [np.vstack([arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring]) for ring in rings]
            middle = lines[0][:-1].mean(axis=0)
            part = _code_at(middle, features)
            names = (part,) if part is not None and (not stated or owners.get(part) == code) else stated
            for name in (*names, "UA") if code == "RU" and _in_box(middle, _CRIMEA) else names:
                found[name] += map(_whole, lines)
    for feature in features:
        if feature.code in _LOOSE:
            found[feature.code] = [_whole(ring) for polygon in feature.polygons for ring in polygon]
    found["EH"] = [_whole(np.array(_SAHARA))]
    for code, islets in _ISLETS.items():
        found[code] += [_whole(np.array([islet, islet])) for islet in islets]
    return found


def _in_box(point: Line, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return bool(west < point[0] < east and south < point[1] < north)


def _whole(line: Line) -> Steps:
    """Return a closed line in the file's unit, without vertices that fall on the one before.

    Lines go on beyond 180 degrees where they cross it; the one around Antarctica is closed along the pole.
    """
    whole = np.rint(np.column_stack((np.unwrap(line[:, 0], period=360), line[:, 1])) / _UNIT).astype(np.int64)
    if whole[0, 0] != whole[-1, 0]:
        pole = round(-90 / _UNIT)
        whole = np.vstack((whole, [[whole[-1, 0], pole], [whole[0, 0], pole], whole[0]]))
    kept = np.concatenate(([True], np.any(np.diff(whole, axis=0) != 0, axis=1)))
    kept[-1] = True  # of an islet that has shrunk to one vertex, the same one again
    return whole[kept]


def _simplify(line: Line) -> Line:
    """Return those vertices of a line that keep it to `_SIMPLIFIED_KM`.

    The method is that of Douglas & Peucker (1973, Cartographica 10, 112).
    """
    flat = line * [np.cos(np.radians(line[:, 1].mean())), 1] * _KM_PER_DEG
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    if (line[0] == line[-1]).all():
        kept[np.argmax(np.hypot(*(flat - flat[0]).T))] = True
    ends = np.flatnonzero(kept)
    stack = list(pairwise(ends))
    while stack:
        first, last = stack.pop()
        away = _distance(flat[first + 1 : last], flat[first], flat[last])
        if len(away) and away.max() > _SIMPLIFIED_KM:
            middle = first + 1 + int(np.argmax(away))
            kept[middle] = True
            stack += [(first, middle), (middle, last)]
    return line[kept]


def _distance(points: Line, start: Line, end: Line) -> Line:
    """Return how far points are from a straight line between two others."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    away = points - start - share[:, None] * along
    return np.hypot(away[:, 0], away[:, 1])


def _code_at(point: Line, features: list[_Outline]) -> str | None:
    """Return the code whose outline of country-coder holds a point."""
    for feature in features:
        for outer, *holes in feature.polygons:
            if _holds(outer, point) and not any(_holds(hole, point) for hole in holes):
                return feature.code
    return None


def _holds(ring: Line, point: Line) -> bool:
    """Return whether an outline holds a point."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    crosses = (y0 > point[1]) != (y1 > point[1])
    east = (x1 - x0) * (point[1] - y0) > (point[0] - x0) * (y1 - y0)
    return bool(np.count_nonzero(crosses & (east == (y1 > y0))) % 2)


if __name__ == "__main__":
    main()
