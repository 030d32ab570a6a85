"""Limb fit of 20 chords with covariance, beside SORA on the same points. Limit: 5 ms.

SORA runs in an environment of its own: ``python3 -m venv DIR; DIR/bin/pip install -r etc/requirements-sora.lock``, then
``UMBRA_SORA_PYTHON=DIR/bin/python python -m benchmarks.bench_limb``. Without it only the limit is measured.
"""

import json
import os
import subprocess
import sys

import numpy as np

from benchmarks.stopwatch import milliseconds
from reduction.limb.limb_conventions import Ellipse, to_sora
from reduction.limb.limb_errors import derive, errors_of
from reduction.limb.limb_fit import EllipseFit, Problem, fit_ellipse
from reduction.limb.limb_model import LimbPoints, along_chord, moments_of, radial

LIMIT_MS = 5.0
CASES = (4, 8, 20)
ROUNDS = 30
#: Centre [km], logarithm of the equivalent radius and shear of the true ellipse: 110 x 80 km, PA 25 deg.
TRUTH = np.array(
    [5.0, -8.0, 0.5 * np.log(110 * 80), np.log(110 / 80) * np.cos(0.873), np.log(110 / 80) * np.sin(0.873)]
)


def make_points(n_chords: int, *, sigma_km: float = 2.0, seed: int = 1) -> LimbPoints:
    """Make both ends of chords at even offsets across the true ellipse, with noise along them."""
    rng = np.random.default_rng(seed)
    ff, fg, gg = moments_of(TRUTH)
    height = np.repeat(np.linspace(-0.9, 0.9, n_chords), 2) * np.sqrt(gg)
    side = np.tile([-1.0, 1.0], n_chords)
    half = np.sqrt((ff * gg - fg**2) * (gg - height**2)) / gg
    along = fg * height / gg + side * half + rng.normal(0, sigma_km, 2 * n_chords)
    ones = np.ones(2 * n_chords)
    return LimbPoints(
        f_km=TRUTH[0] + along,
        g_km=TRUTH[1] + height,
        sigma_km=sigma_km * ones,
        t_f=ones,
        t_g=0 * ones,
        side=side,
        chord=np.repeat(np.arange(n_chords), 2),
    )


def ours(problem: Problem) -> EllipseFit:
    """Fit the ellipse with its errors."""
    fit = fit_ellipse(problem)
    if fit is None:
        raise SystemExit("no fit")
    errors_of(fit, problem, np.random.default_rng(0))
    return fit


def sora(points: LimbPoints) -> dict[str, float] | None:
    """Let SORA fit the same points, None without its environment."""
    python = os.environ.get("UMBRA_SORA_PYTHON")
    if not python:
        return None
    box = {
        "center_f": 0.0,
        "dcenter_f": 40.0,
        "center_g": 0.0,
        "dcenter_g": 40.0,
        "equatorial_radius": 105.0,
        "dequatorial_radius": 30.0,
        "oblateness": 0.25,
        "doblateness": 0.2,
        "position_angle": 110.0,
        "dposition_angle": 40.0,
        "number_chi": 1000,
        "method": "ls",
    }
    task = {"f": points.f_km.tolist(), "g": points.g_km.tolist(), "sigma": points.sigma_km.tolist(), "box": box}
    peer = [python, os.path.join(os.path.dirname(__file__), "sora_peer.py")]  # noqa: PTH118, PTH120
    done = subprocess.run(peer, input=json.dumps(task), text=True, capture_output=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def report(n_chords: int) -> float:
    """Print one case and return the milliseconds of our fit."""
    points = make_points(n_chords)
    whole = milliseconds(lambda: ours(Problem(points=points, residuals=along_chord)), ROUNDS)
    same = Problem(points=points, residuals=radial, shape_prior=None)
    like_sora = milliseconds(lambda: ours(same), ROUNDS)
    print(f"{n_chords:3d} chords: {whole:5.2f} ms along the chords, {like_sora:5.2f} ms by the residuals of SORA")
    fit = ours(same)
    values = derive(fit.parameters)
    f0, g0, semi_major, semi_minor, *_, angle = (float(value) for value in values)
    ellipse = to_sora(Ellipse(f0, g0, semi_major, semi_minor, angle))
    print(f"      a {ellipse.equatorial_radius:8.3f} km  oblateness {ellipse.oblateness:.4f}", end="")
    print(f"  PA {ellipse.position_angle:7.3f}  chi2 {fit.chi2:8.4f}")
    peer = sora(points)
    if peer is not None:
        print(f"SORA: a {peer['equatorial_radius']:8.3f} km  oblateness {peer['oblateness']:.4f}", end="")
        print(f"  PA {peer['position_angle'] % 180:7.3f}  chi2 {peer['chi2']:8.4f}", end="")
        print(f"  {peer['seconds'] * 1e3:.0f} ms, ratio {peer['seconds'] * 1e3 / whole:.0f}")
    return whole


def main() -> int:
    """Print times side by side and return 1 if the limit is passed."""
    times = {n_chords: report(n_chords) for n_chords in CASES}
    ratio = times[20] / LIMIT_MS
    print(f"20 chords with covariance: {ratio:.2f} of the limit of {LIMIT_MS:g} ms")
    return int(ratio > 1)


if __name__ == "__main__":
    sys.exit(main())
