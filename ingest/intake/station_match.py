"""Whether a file and a report or event are of one body, star, place and observer, as far as both name them."""

from typing import Protocol

from ingest.archive.archive_index import KnownEvent
from schemas.body import fold_name
from schemas.lightcurve import Clues
from schemas.position import distance_km, separation

#: Reports and files of one station are from within this distance [km].
SAME_STATION_KM = 1.0


class Placed(Protocol):
    """Anything with a place on Earth, east and north positive [deg]."""

    @property
    def lon(self) -> float | None:
        """Longitude."""

    @property
    def lat(self) -> float | None:
        """Latitude."""


def km_between(one: Placed, other: Placed) -> float | None:
    """Return the distance of two places on a sphere [km], None where one of them is unknown."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return distance_km(one.lon, one.lat, other.lon, other.lat)


def mirrored_sign(one: Placed, other: Placed) -> str | None:
    """Return which sign makes two places one, ``longitude``, ``latitude`` or both, None where none does."""
    if one.lon is None or one.lat is None:
        return None
    for words, lon, lat in (
        ("longitude", -one.lon, one.lat),
        ("latitude", one.lon, -one.lat),
        ("longitude and latitude", -one.lon, -one.lat),
    ):
        away = km_between(Clues(lon=lon, lat=lat), other)
        if away is not None and away <= SAME_STATION_KM:
            return words
    return None


def same_body(event: KnownEvent, clues: Clues) -> bool | None:
    """Return whether a file is of the body of an event, None where that is unknown."""
    if clues.body_number is not None and event.body_number is not None:
        return clues.body_number == event.body_number
    if clues.body_name and event.body_name:
        return fold_name(clues.body_name) == fold_name(event.body_name)
    return None


def same_star(event: KnownEvent, clues: Clues) -> bool | None:
    """Return whether a file is of the star of an event, None where that is unknown."""
    names = {name for name in (clues.star, *clues.star_aliases) if name}
    if names & event.stars:
        return True
    if clues.ra is None or clues.dec is None or event.ra is None or event.dec is None:
        return None
    arcsec = separation(clues.ra, clues.dec, event.ra, event.dec) * 3600
    return True if arcsec < 5 else False if arcsec > 600 else None


def same_place(one: Placed, other: Placed) -> bool | None:
    """Return whether two places are of one station, None where one of them is unknown."""
    away = km_between(one, other)
    return None if away is None else away <= SAME_STATION_KM


def same_observer(folded: str, clues: Clues) -> bool | None:
    """Compare names: all of it, or the family name where one side has initials or is cut.

    Parameters
    ----------
    folded
        The observer of a report, as `schemas.body.fold_name` writes it.
    clues
        What the file says.
    """
    if not clues.observer or not folded:
        return None
    mine = fold_name(clues.observer)
    if mine == folded:
        return True
    family = fold_name(clues.observer.replace(".", " ").split()[-1])
    return len(family) >= 4 and (folded.endswith(family) or family in folded)
