"""Assignment of releases: the day that is named later for embargoed light curves which the archive holds."""

import json
from collections.abc import Sequence

from schemas.event import Event
from schemas.lightcurve import Release
from schemas.reading import EventEntry

#: Format of the note that the archive keeps of it.
NOTE_FORMAT = "release"


def assign_release(entries: Sequence[EventEntry], release_date: float) -> tuple[EventEntry, ...]:
    """Return entries that say from when on the embargoed light curves of entries are public; empty without such.

    Parameters
    ----------
    entries
        The entries of a file in the archive.
    release_date
        UTC [MJD].
    """
    noted = []
    for entry in entries:
        releases = tuple(
            Release(lightcurve_id=curve.lightcurve_id, release_date=release_date)
            for curve in entry.lightcurves
            if curve.is_embargoed and curve.lightcurve_id is not None
        )
        if releases:
            noted.append(EventEntry(event=Event(event_id=entry.event.event_id), releases=releases))
    return tuple(noted)


def release_note(checksum: str, entries: Sequence[EventEntry]) -> bytes:
    """Return what the archive keeps of a release as a file of its own.

    Parameters
    ----------
    checksum
        Of the file with the light curves.
    entries
        As `assign_release` made them.
    """
    dates = [(release.lightcurve_id, release.release_date) for entry in entries for release in entry.releases]
    return json.dumps({"file": checksum, "releases": dates}).encode()
