"""The sky plane of an event as a figure for a paper: chords with their errors, negatives, and the limb."""

import warnings

import numpy as np

from export.figure_file import figure_bytes
from export.overlays import EventRecords
from export.sky_overlay import COLOURS, LIMB_COLOUR, OverlayError
from reduction.limb.limb_model import shear_of
from reduction.limb.limb_outline import OUTLINE_ANGLES_DEG, outline_radii
from schemas.chord import Chord
from schemas.codes import Outcome
from schemas.limb import Limb

with warnings.catch_warnings():
    # Where Debian's matplotlib lies beside the newer one, the latter says that its 3-D axes cannot be imported.
    warnings.filterwarnings("ignore", message="Unable to import Axes3D", category=UserWarning)
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Width and height [inch] (one column of a journal is 3.5 wide), and resolution of PNG [dots/inch].
_SIZE = (6.0, 6.0)
_DPI = 150
#: Size of the figure in units of that of chords and limb.
_MARGIN = 1.25
_N_FINE = 361


def draw_sky_plane(records: EventRecords, kind: str) -> bytes:
    """Draw the sky plane of an event, east to the left, in km from the body's position in the ephemeris.

    Parameters
    ----------
    records
        Of one event; stations are named by the observers of the reports.
    kind
        One of `export.figure_file.FIGURES`.

    Raises
    ------
    OverlayError
        If the event has no chord.
    """
    placed = [chord for chord in records.chords if chord.d_f is not None or chord.r_f is not None]
    if not placed:
        raise OverlayError("The event has no chord.", "give an ephemeris of the body")
    figure = Figure(figsize=_SIZE, dpi=_DPI, layout="constrained")
    axes = figure.add_subplot(aspect="equal", adjustable="box")
    names = {report.report_id: report.site or report.observer or "" for report in records.reports}
    center, reach = extent(placed, records.limb)
    for number, chord in enumerate(placed):
        _draw_chord(axes, chord, names.get(chord.report_id) or f"chord {number + 1}", center, reach)
    if records.limb is not None:
        _draw_limb(axes, records.limb)
    axes.set_xlim(center[0] + reach, center[0] - reach)
    axes.set_ylim(center[1] - reach, center[1] + reach)
    axes.set_xlabel("f, east [km]")
    axes.set_ylabel("g, north [km]")
    axes.set_title(_title(records), fontsize="medium", parse_math=False)
    return figure_bytes(figure, kind)


def extent(chords: list[Chord], limb: Limb | None) -> tuple[tuple[float, float], float]:
    """Return the middle of what is to be seen and how far it reaches [km]: positives and the limb, if any."""
    seen = [chord for chord in chords if chord.outcome != Outcome.NEGATIVE] or chords
    f = [value for chord in seen for value in (chord.d_f, chord.r_f) if value is not None]
    g = [value for chord in seen for value in (chord.d_g, chord.r_g) if value is not None]
    if limb is not None:
        f += [limb.center_f - limb.semi_major, limb.center_f + limb.semi_major]
        g += [limb.center_g - limb.semi_major, limb.center_g + limb.semi_major]
    center = (0.5 * (min(f) + max(f)), 0.5 * (min(g) + max(g)))
    return center, _MARGIN * max(max(f) - min(f), max(g) - min(g), 1.0) / 2


def _draw_chord(axes: Axes, chord: Chord, name: str, center: tuple[float, float], reach: float) -> None:
    colour, style = COLOURS[chord.outcome], "--" if chord.outcome == Outcome.NEGATIVE else "-"
    ends = [(chord.d_f, chord.d_g, chord.d_err_km), (chord.r_f, chord.r_g, chord.r_err_km)]
    known = [(f, g) for f, g, _ in ends if f is not None and g is not None]
    f, g = np.array(known, dtype=np.float64).T
    marker = "" if chord.outcome == Outcome.NEGATIVE else "o"
    axes.plot(f, g, style, marker=marker, color=colour, linewidth=1.2, markersize=3)
    # At its eastern end, which is on the left, or where the path of a negative comes into the picture.
    label_f = min(float(f.max()), center[0] + reach)
    label_g = float(np.interp(label_f, np.sort(f), g[np.argsort(f)]))
    axes.annotate(name, (label_f, label_g), (3, 2), textcoords="offset points", fontsize="xx-small", clip_on=True)
    if len(known) < 2:
        return
    along = np.array([f[1] - f[0], g[1] - g[0]]) / np.hypot(f[1] - f[0], g[1] - g[0])
    for end_f, end_g, error in ends:
        if error is not None and end_f is not None and end_g is not None:
            bar = np.outer([-error, error], along) + np.array([end_f, end_g])
            axes.plot(bar[:, 0], bar[:, 1], "-", color=colour, linewidth=4, alpha=0.35, solid_capstyle="butt")


def _draw_limb(axes: Axes, limb: Limb) -> None:
    parameters = parameters_of(limb)
    angles = np.linspace(0.0, 360.0, _N_FINE)
    radii = outline_radii(parameters, angles, (limb.center_f, limb.center_g))
    errors = np.interp(angles, OUTLINE_ANGLES_DEG, limb.outline_err, period=360.0) if limb.outline_err else 0 * radii
    f, g = np.sin(np.radians(angles)), np.cos(np.radians(angles))
    inner, outer = np.maximum(radii - errors, 0.0), radii + errors
    axes.fill(
        limb.center_f + np.concatenate([outer * f, (inner * f)[::-1]]),
        limb.center_g + np.concatenate([outer * g, (inner * g)[::-1]]),
        color=LIMB_COLOUR,
        alpha=0.15,
        linewidth=0,
    )
    axes.plot(limb.center_f + radii * f, limb.center_g + radii * g, "-", color=LIMB_COLOUR, linewidth=1)
    axes.plot([limb.center_f], [limb.center_g], "+", color=LIMB_COLOUR)


def parameters_of(limb: Limb) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the parameters of a published limb; see `reduction.limb.limb_model`."""
    angle = np.radians(limb.position_angle or 0.0)
    major, minor = limb.semi_major**2, limb.semi_minor**2
    ff = major * np.sin(angle) ** 2 + minor * np.cos(angle) ** 2
    gg = major * np.cos(angle) ** 2 + minor * np.sin(angle) ** 2
    fg = (major - minor) * np.sin(angle) * np.cos(angle)
    return np.array([limb.center_f, limb.center_g, *shear_of(float(ff), float(fg), float(gg))])


def _title(records: EventRecords) -> str:
    event, limb = records.event, records.limb
    number = f"({event.body_number})" if event.body_number else ""
    lines = [" ".join(word for word in (number, event.body_name or "", event.event_id or "") if word)]
    if limb is not None:
        angle = "" if limb.position_angle is None else f", PA {limb.position_angle:.0f}°"
        lines.append(f"{2 * limb.semi_major:.1f} × {2 * limb.semi_minor:.1f} km{angle} ({limb.constrained})")
    lines.append(records.chords[0].ephemeris)
    return "\n".join(lines)
