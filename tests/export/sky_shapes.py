"""A small event to draw: two chords 40 km apart, a negative, a limb; no file is needed."""

from dataclasses import replace

from schemas.codes import Outcome
from schemas.event import Event
from schemas.limb import Constrained, Limb
from schemas.report import Report
from tests.records import make_chord

EVENT = Event(event_id="20220825_928_hildrun", body_number=928, body_name="Hildrun")
#: Corners about 10 30 deg, an arcsecond apart.
_OUTLINE = "POLYGON ICRS 10.0 30.0 10.0003 30.0 10.0003 30.0001 10.0 30.0001"
CHORD = replace(
    make_chord("a_c0", (-30.0, 20.0), (30.0, 20.0), ephemeris="JPL#1"),
    report_id="a",
    d_err_km=1.0,
    r_err_km=2.0,
    length=60.0,
    d_ra=10.0,
    d_dec=30.0,
    r_ra=10.0003,
    r_dec=30.0001,
    outline=_OUTLINE,
)
OTHER = replace(CHORD, chord_id="b_c0", report_id="b", d_g=-20.0, r_g=-20.0)
NEGATIVE = replace(
    make_chord("n_c0", (-900.0, 20.0), (900.0, 20.0), outcome=Outcome.NEGATIVE, ephemeris="JPL#1"),
    report_id="n",
    d_ra=9.99,
    d_dec=30.0,
    r_ra=10.01,
    r_dec=30.0,
    outline=_OUTLINE,
)
LIMB = Limb(
    limb_id="l1",
    n_chords=2,
    n_points=4,
    center_f=0.0,
    center_f_err=1.0,
    center_g=0.0,
    center_g_err=1.0,
    semi_major=40.0,
    semi_minor=30.0,
    oblateness=0.25,
    equivalent_radius=34.6,
    position_angle=90.0,
    rms=1.0,
    chi2=2.0,
    dof=2,
    model_err=0.0,
    ra=10.00015,
    dec=30.00005,
    constrained=Constrained.FREE,
    ephemeris="JPL#1",
    outline=_OUTLINE,
    outline_err=(1.0,) * 72,
)
REPORTS = tuple(
    Report(report_id=name, outcome=outcome, observer=observer, lon=lon, lat=52.0, alt=40.0, source_format="sodis_form")
    for name, outcome, observer, lon in (
        ("a", Outcome.POSITIVE, "Wilhelm Herschel", 13.0),
        ("b", Outcome.POSITIVE, "Caroline Herschel", 193.0),
        ("n", Outcome.NEGATIVE, 'M. {Wolf} "<&>', 14.0),
    )
)
