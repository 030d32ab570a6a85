"""A release is for embargoed light curves that the archive holds."""

import json
from dataclasses import replace

import numpy as np

from ingest.intake.release_assignment import assign_release, release_note
from schemas.event import Event
from schemas.lightcurve import LightCurve, Role
from schemas.reading import EventEntry

CURVE = LightCurve(lightcurve_id="e_lc01", role=Role.TARGET, flux=np.ones(3), source_format="x", is_embargoed=True)


def test_only_embargoed_curves_are_released() -> None:
    public = replace(CURVE, lightcurve_id="e_lc02", is_embargoed=False)
    known = [EventEntry(event=Event(event_id="e"), lightcurves=(CURVE, public)), EventEntry(event=Event(event_id="f"))]
    (entry,) = assign_release(known, 61000.0)
    assert entry.event == Event(event_id="e")
    assert [(one.lightcurve_id, one.release_date) for one in entry.releases] == [("e_lc01", 61000.0)]
    assert json.loads(release_note("c", [entry])) == {"file": "c", "releases": [["e_lc01", 61000.0]]}


def test_without_an_embargo_there_is_no_release() -> None:
    assert assign_release([EventEntry(event=Event(event_id="e"))], 61000.0) == ()
