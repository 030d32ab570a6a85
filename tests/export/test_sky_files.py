"""Overlays as files of DS9, Aladin and VOTable: shapes, colours, and names that break nothing."""

import io

import numpy as np
import pytest
from astropy.io.votable import parse_single_table

from export.sky_files import aladin_script, ds9_regions, sky_votable
from export.sky_overlay import sky_overlay
from tests.export.sky_shapes import CHORD, EVENT, LIMB, NEGATIVE, OTHER, REPORTS

CHORDS = (CHORD, OTHER, NEGATIVE)
OVERLAY = sky_overlay(EVENT, CHORDS, LIMB, reports=REPORTS)


def test_ds9() -> None:
    lines = ds9_regions(OVERLAY).splitlines()
    assert lines[0] == "# Region file format: DS9 version 4.1"
    assert lines[2] == "icrs"
    assert lines[3].startswith(
        "line(10.000000000000,30.000000000000,10.000300000000,30.000100000000) # line=0 0 color=#"
    )
    assert lines[3].endswith("text={Wilhelm Herschel}")
    assert [" dash=1 " in line for line in lines[3:6]] == [False, False, True]
    assert lines[5].endswith("text={M. Wolf <&>}")
    assert [line.split("(")[0] for line in lines[3:]] == ["line", "line", "line", "polygon", "polygon", "ellipse"]


def test_aladin() -> None:
    lines = aladin_script(OVERLAY).splitlines()
    assert lines[1:3] == ["setconf frame=ICRS", 'draw newtool("20220825_928_hildrun")']
    # The colour of a positive, #009e73, in decimal numbers.
    assert lines[3].startswith("draw rgb(0,158,115) line(10.0")
    assert lines[-1] == "10.000150000000 +30.000050000000"
    assert all(line.count('"') in (0, 2) for line in lines)


def test_votable() -> None:
    table = parse_single_table(io.BytesIO(sky_votable(OVERLAY, CHORDS, LIMB)))
    rows = table.to_table()
    assert list(rows["id"]) == ["a_c0", "b_c0", "l1"]
    assert list(rows["kind"]) == ["chord", "chord", "limb"]
    assert rows["length"].tolist() == [60.0, 60.0, 80.0]
    assert rows["ra"][0] == pytest.approx(10.00015, abs=1e-9)
    corners = np.array(str(rows["s_region"][0]).split()[2:], dtype=float).reshape(-1, 2)
    assert corners[0] == pytest.approx([10.0, 30.0], abs=1e-10)
    assert table.get_field_by_id("length").unit == "km"


def test_an_event_without_a_limb_has_only_chords() -> None:
    overlay = sky_overlay(EVENT, CHORDS)
    assert "ellipse" not in ds9_regions(overlay)
    assert len(parse_single_table(io.BytesIO(sky_votable(overlay, CHORDS))).to_table()) == 2
