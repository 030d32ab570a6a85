"""What all curves of a file share is handed on to each of them, star and position to the target alone."""

from dataclasses import MISSING, fields

from formats.curves.aperture_curves import Aperture, Layout, read_curves
from formats.curves.curve_facts import CurveFacts
from formats.curves.curve_head import Head
from schemas.codes import Answer
from schemas.lightcurve import Clues, LightCurve, Role, TimeKind

FACTS = CurveFacts(
    software="PyMovie 3.7.2",
    source_format="pymovie_csv",
    star="UCAC4 350-187717",
    ra=284.1,
    dec=-20.3,
    exposure=0.04,
    time_kind=TimeKind.END,
    date_frame0=59816,
    is_derived=True,
    is_normalised=True,
    camera_delay_applied=Answer.YES,
    clues=Clues(observer="A. Observer"),
    settings=(("Video", "PAL"),),
)
#: They belong to the occulted star.
OF_TARGET = {"star", "ra", "dec"}
TABLE = b"1,20:00:00.00,10,20\n2,20:00:00.04,11,21\n3,20:00:00.08,10,22\n"


def test_the_facts_are_fields_of_a_light_curve() -> None:
    of_curve = {one.name: one for one in fields(LightCurve)}
    for one in fields(CurveFacts):
        assert one.name in of_curve
        assert one.default in (MISSING, of_curve[one.name].default)


def test_every_curve_has_all_of_them() -> None:
    apertures = (
        Aperture(name="target", role=Role.TARGET, signal=2),
        Aperture(name="reference", role=Role.COMPARISON, signal=3),
    )
    curves, findings = read_curves(
        TABLE,
        "lc.csv",
        Head(lines=(), title="FrameNum,timeInfo,signal-target,signal-reference", start=0, first_line=1),
        layout=Layout(apertures=apertures),
        facts=FACTS,
    )
    assert findings == ()
    target, other = curves
    for one in fields(CurveFacts):
        value = getattr(FACTS, one.name)
        assert getattr(target, one.name) == value
        assert getattr(other, one.name) == (None if one.name in OF_TARGET else value)
