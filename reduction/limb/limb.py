"""The limb of a body: an ellipse through the chords of one event.

Method: Herald et al. 2020MNRAS.499.4570H; Gomes-Junior et al. 2022MNRAS.511.1167G. Other than in these papers,
residuals are measured along the chords, since errors of time move a point in this direction
(`reduction.limb.limb_model`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from reduction.geometry.astrometry import offset_mas, outline_on_sky, sky_places
from reduction.geometry.fundamental_plane import Plane
from reduction.limb.limb_errors import Derived, derive, errors_of
from reduction.limb.limb_fit import EllipseFit, Problem, Shape, fit_ellipse
from reduction.limb.limb_model import Array, LimbPoints, moments_of, radial
from reduction.limb.limb_outline import outline_errors
from reduction.limb.limb_points import LimbData, collect
from schemas.chord import Chord, Component
from schemas.errors import UmbraError
from schemas.finding import Finding, FindingCode
from schemas.limb import Constrained, Limb, LimbResidual

_MIN_POINTS = 3
#: The five parameters of an ellipse need five points on three lines, the three of a circle need points on two lines.
_MIN_POINTS_FREE = 5
_MIN_LINES = {Constrained.FREE: 3, Constrained.CIRCLE: 2, Constrained.FIXED_SHAPE: 2}
_N_PARAMETERS = {Constrained.FREE: 5, Constrained.CIRCLE: 3, Constrained.FIXED_SHAPE: 2}
#: A model error is fitted only if chance would give this chi2, or a larger one, with less than this probability.
_CHANCE = 0.05
_N_BISECTIONS = 12
#: Points further from the limb than this get a finding, in units of their error or, if that is larger, of the scatter.
_OUTLIER = 3.5
_MAD_TO_SIGMA = 1.4826
_MAX_LEVERAGE = 0.95
#: A negative path touches the limb if it is closer than this, in units of the equivalent radius.
_NEAR = 0.02
#: A path cuts the limb if it is deeper below it than this, in units of the distance of touching.
_CUT = 0.05
#: Largest increase of chi2 by the negative paths that is accepted (3 sigma).
_CONFLICT = 9.0
_N_VERTICES = 72
_SEED = 20170622


class MixedEphemerisError(UmbraError):
    """A chord that is relative to another ephemeris than that of the plane, so that its (f, g) have another origin."""

    def __init__(self, chord: Chord, ephemeris: str) -> None:
        super().__init__(
            f"Chord {chord.chord_id} is relative to {chord.ephemeris}, not to {ephemeris}.",
            "compute all chords of the event anew",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LimbResult:
    """The result of the fit of one event.

    If ``limb`` is None, no limb was fitted, and ``findings`` name the reason.
    """

    limb: Limb | None
    residuals: tuple[LimbResidual, ...] = ()
    #: Identifier of each negative's chord, and greatest depth of its path below the limb [km], negative if outside.
    negative_depths: tuple[tuple[str, float], ...] = ()
    findings: tuple[Finding, ...] = ()


def fit_limb(
    chords: Sequence[Chord],
    plane: Plane,
    *,
    component: Component = Component.MAIN,
    unused: Collection[str] = (),
    constrained: Constrained | None = None,
    shape: Shape | None = None,
    model_err_km: float | None = None,
    rng: np.random.Generator | None = None,
) -> LimbResult:
    """Fit the limb of one event.

    Parameters
    ----------
    chords
        Chords of one event, relative to one ephemeris.
    plane
        Fundamental plane on which the chords were computed.
    component
        Component whose chords are fitted; the parts of double stars, and satellites, are fitted separately.
    unused
        Identifiers of chords that are left out (`reduction.chords.chords.ChordSet`).
    constrained
        Which parameters are free; None: a free ellipse if the points determine it, else a circle.
    shape
        Axes and position angle for `Constrained.FIXED_SHAPE`.
    model_err_km
        Standard deviation of the true limb from an ellipse. None: zero or, where chance does not explain the scatter,
        the value that makes chi2 equal to the degrees of freedom.
    rng
        Generator for the errors of fits with few points; None: a generator with a fixed seed.

    Raises
    ------
    MixedEphemerisError
        If a chord is relative to another ephemeris than the plane.
    """
    for chord in chords:
        if chord.ephemeris != plane.ephemeris:
            raise MixedEphemerisError(chord, plane.ephemeris)
    data = collect(chords, component=component, unused=unused)
    if (reason := _obstacle(data, constrained, shape)) is not None:
        return LimbResult(limb=None, findings=(reason,))
    chosen = constrained or _choose(data)
    problem = Problem(
        points=data.points, negatives=data.negatives, constrained=chosen, model_err_km=model_err_km or 0.0
    )
    first = fit_ellipse(problem, shape)
    if first is None:
        return LimbResult(
            limb=None, findings=(Finding.warning(FindingCode.LIMB_UNDETERMINED, "No ellipse fits the points."),)
        )
    fit = first
    if model_err_km is None:
        problem, fit = _allow_for_topography(problem, first, shape)
    errors = errors_of(fit, problem, rng or np.random.default_rng(_SEED))
    limb = _record(fit, errors, problem, data, plane, component)
    return LimbResult(
        limb=limb,
        residuals=_residuals(limb.limb_id, fit, data),
        negative_depths=tuple(
            (chord.chord_id, float(depth)) for chord, depth in zip(data.negative_chords, fit.depths_km, strict=True)
        ),
        findings=(*_unfinished(fit), *_outliers(first, data), *_cut_paths(fit, problem, shape, data)),
    )


def limb_outline(parameters: Array, *, n_vertices: int = _N_VERTICES) -> tuple[Array, Array]:
    """Return points (f, g) on an ellipse [km], shape (n_vertices,), counterclockwise on the sky with east to the left.

    Parameters
    ----------
    parameters
        Parameters of the ellipse, shape (5,), see `reduction.limb.limb_model`.
    n_vertices
        Number of points.
    """
    moments = moments_of(parameters)
    phase = np.linspace(0.0, 2 * np.pi, n_vertices, endpoint=False)
    # Cholesky's factor of the second moments maps the unit circle onto the ellipse.
    first = np.sqrt(moments.gg)
    second, third = moments.fg / first, np.sqrt(moments.ff - moments.fg**2 / moments.gg)
    g = parameters[1] + first * np.cos(phase)
    f = parameters[0] + second * np.cos(phase) + third * np.sin(phase)
    return f, g


def _obstacle(data: LimbData, constrained: Constrained | None, shape: Shape | None) -> Finding | None:
    """Return a finding on why no limb can be fitted, or None."""
    n_points = len(data.points)
    if n_points < _MIN_POINTS:
        return Finding.warning(
            FindingCode.LIMB_POINTS, f"{n_points} points with an uncertainty are too few for a limb, which needs 3."
        )
    n_needed = _MIN_LINES[constrained or Constrained.CIRCLE]
    if data.n_lines < n_needed:
        lines = "one line" if data.n_lines == 1 else f"{data.n_lines} lines"
        message = f"The {n_points} points are on {lines} across the body; at least {n_needed} are needed."
        return Finding.warning(FindingCode.LIMB_COLLINEAR, message)
    if constrained == Constrained.FREE and n_points < _MIN_POINTS_FREE:
        return Finding.warning(
            FindingCode.LIMB_POINTS, f"{n_points} points are too few for a free ellipse, which needs 5."
        )
    if constrained == Constrained.FIXED_SHAPE and shape is None:
        return Finding.warning(FindingCode.LIMB_UNDETERMINED, "The shape for a fit of fixed shape is missing.")
    return None


def _choose(data: LimbData) -> Constrained:
    if len(data.points) >= _MIN_POINTS_FREE and data.n_lines >= _MIN_LINES[Constrained.FREE]:
        return Constrained.FREE
    return Constrained.CIRCLE


def _unfinished(fit: EllipseFit) -> tuple[Finding, ...]:
    if fit.is_converged:
        return ()
    message = "The fit did not converge; the limb is only an approximation of the best fit."
    return (Finding.warning(FindingCode.LIMB_NOT_CONVERGED, message, "look for reports that contradict each other"),)


def _allow_for_topography(problem: Problem, first: EllipseFit, shape: Shape | None) -> tuple[Problem, EllipseFit]:
    """Return the problem with the least model error that explains the scatter, and its best fit."""
    dof = len(problem.points) - _N_PARAMETERS[problem.constrained]
    # Importing SciPy takes 0.1 s, and most reports are of events without a limb.
    from scipy.special import chdtrc  # noqa: PLC0415

    if dof < 1 or chdtrc(dof, first.chi2) >= _CHANCE:
        return problem, first
    low, high = 0.0, 2.0 * float(np.sqrt(np.mean(first.residual_km**2)) + problem.points.sigma_km.max())
    best, fit = problem, first
    for _ in range(_N_BISECTIONS):
        middle = 0.5 * (low + high)
        trial = replace(problem, model_err_km=middle)
        found = fit_ellipse(trial, shape, start=fit.parameters)
        if found is None:
            break
        best, fit = trial, found
        low, high = (middle, high) if found.chi2 > dof else (low, middle)
    return best, fit


def _record(
    fit: EllipseFit, errors: Derived, problem: Problem, data: LimbData, plane: Plane, component: Component
) -> Limb:
    values = derive(fit.parameters)
    is_free, is_fixed = problem.constrained == Constrained.FREE, problem.constrained == Constrained.FIXED_SHAPE
    event_id = data.chords[0].event_id
    suffix = "" if component == Component.MAIN else "_" + component.value.replace(", ", "_").replace(" ", "_")
    center = sky_places(plane, fit.parameters[0], fit.parameters[1])
    outline = outline_on_sky(plane, *limb_outline(fit.parameters))
    distance, angle = plane.distance_km, np.radians(plane.north_angle_deg)
    east = values.center_f * np.cos(angle) - values.center_g * np.sin(angle)
    north = values.center_f * np.sin(angle) + values.center_g * np.cos(angle)
    return Limb(
        limb_id=f"{event_id or 'event'}_limb{suffix}",
        event_id=event_id,
        component=component,
        n_chords=len(data.chords),
        n_points=len(data.points),
        center_f=float(values.center_f),
        center_f_err=float(errors.center_f),
        center_g=float(values.center_g),
        center_g_err=float(errors.center_g),
        semi_major=float(values.semi_major),
        semi_major_err=None if is_fixed else float(errors.semi_major),
        semi_minor=float(values.semi_minor),
        semi_minor_err=None if is_fixed else float(errors.semi_minor),
        oblateness=float(values.oblateness),
        oblateness_err=float(errors.oblateness) if is_free else None,
        equivalent_radius=float(values.equivalent_radius),
        equivalent_radius_err=None if is_fixed else float(errors.equivalent_radius),
        position_angle=None if problem.constrained == Constrained.CIRCLE else float(values.position_angle),
        position_angle_err=float(errors.position_angle) if is_free else None,
        rms=float(np.sqrt(np.mean(radial(fit.parameters, data.points)[0] ** 2))),
        chi2=fit.chi2,
        dof=len(data.points) - _N_PARAMETERS[problem.constrained],
        model_err=problem.model_err_km,
        ra_offset=None if distance is None else offset_mas(float(east), distance),
        ra_offset_err=None if distance is None else offset_mas(float(errors.center_f), distance),
        dec_offset=None if distance is None else offset_mas(float(north), distance),
        dec_offset_err=None if distance is None else offset_mas(float(errors.center_g), distance),
        ra=None if center is None else float(center.ra_deg),
        dec=None if center is None else float(center.dec_deg),
        time_ref=plane.time_ref,
        constrained=problem.constrained,
        ephemeris=plane.ephemeris,
        s_region=None if outline is None else outline.region,
        outline=None if outline is None else outline.exact,
        outline_err=tuple(outline_errors(fit.parameters, fit.covariance).tolist()),
    )


def _residuals(limb_id: str, fit: EllipseFit, data: LimbData) -> tuple[LimbResidual, ...]:
    points = data.points
    radii = radial(fit.parameters, points)[0]
    return tuple(
        LimbResidual(
            limb_id=limb_id,
            event_id=data.chords[chord].event_id,
            chord_id=data.chords[chord].chord_id,
            contact=_end(points, index),
            along=float(fit.residual_km[index]),
            radial=float(radii[index]),
            sigma=float(fit.sigma_km[index]),
        )
        for index, chord in enumerate(points.chord)
    )


def _end(points: LimbPoints, index: int) -> str:
    return "D" if points.side[index] < 0 else "R"


def _rise(problem: Problem, shape: Shape | None) -> float:
    """Return the increase of chi2 by the negative paths.

    The model error is that of a fit without the negative paths. That of the fit with them would hide a wrong negative
    report, since it is as large as makes the misfit of the chords probable.
    """
    alone = replace(problem, negatives=None, model_err_km=0.0)
    free = fit_ellipse(alone, shape)
    if free is None:
        return 0.0
    alone, free = _allow_for_topography(alone, free, shape)
    held = fit_ellipse(replace(alone, negatives=problem.negatives), shape)
    return float("inf") if held is None else held.chi2 - free.chi2


def _outliers(fit: EllipseFit, data: LimbData) -> list[Finding]:
    """Return a finding on each point that is far from the limb, both by its own error and by the scatter of all."""
    freedom = np.sqrt(np.maximum(1 - fit.leverage, 1 - _MAX_LEVERAGE))
    pulls = np.abs(fit.residual_km / fit.sigma_km) / freedom
    pulls[fit.leverage > _MAX_LEVERAGE] = 0.0
    limit = _OUTLIER * max(1.0, _MAD_TO_SIGMA * float(np.median(pulls)))
    findings = []
    for index in np.flatnonzero(pulls > limit):
        chord = data.chords[data.points.chord[index]]
        message = (
            f"{_end(data.points, int(index))} of {chord.chord_id} is {abs(fit.residual_km[index]):.1f} km from the "
            f"limb along the chord, {pulls[index]:.1f} times its uncertainty."
        )
        findings.append(Finding.warning(FindingCode.CHORD_OUTLIER, message, "check the station's clock and its report"))
    return findings


def _cut_paths(fit: EllipseFit, problem: Problem, shape: Shape | None, data: LimbData) -> list[Finding]:
    """Return a finding on each negative path that cuts the limb, or that the limb avoids only by a much larger chi2."""
    reach = _NEAR * float(np.exp(fit.parameters[2]))
    touching = [
        (chord, float(depth))
        for chord, depth in zip(data.negative_chords, fit.depths_km, strict=True)
        if depth > -reach
    ]
    if not touching:
        return []
    rise = _rise(problem, shape)
    return [
        Finding.warning(
            FindingCode.LIMB_CUT,
            f"The limb contradicts the negative path {chord.chord_id}: chi2 rises by {rise:.1f} if the limb avoids it,"
            f" and it is still {max(depth, 0.0):.1f} km below the limb.",
            "check the negative report, and the chords beside it",
        )
        for chord, depth in touching
        if rise > _CONFLICT or depth > _CUT * reach
    ]
