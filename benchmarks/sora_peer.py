"""SORA's ``fit_ellipse`` on points from standard input; run by the Python of an environment of its own.

Not part of Umbra's environment: ``etc/requirements-sora.lock`` is what it needs. Reads a JSON object with ``f``, ``g``,
``sigma`` (km) and ``box`` (keyword arguments of the fit), prints one with the best ellipse, its chi2 and the seconds.
"""

import contextlib
import json
import sys
from time import perf_counter
from types import SimpleNamespace

from sora.occultation import fit_ellipse
from sora.occultation.core import Occultation


class _Chord:
    """One end of a chord in the words that the fit asks for."""

    is_able = {"immersion": True, "emersion": False}  # noqa: RUF012

    def __init__(self, f: float, g: float, sigma: float) -> None:
        self._values = (f, g, sigma, 0.0)
        self.lightcurve = SimpleNamespace(immersion_err=1.0)

    def status(self) -> str:
        """Return that the star was seen to disappear."""
        return "positive"

    def get_fg(self, *, time: str, vel: bool) -> tuple[float, float, float, float]:
        """Return place and velocity; the velocity is the uncertainty, that of the time being one."""
        return self._values


class _Points(Occultation):  # type: ignore[misc]
    """An occultation that is nothing but points."""

    def __init__(self, chords: dict[str, _Chord]) -> None:
        self._points = chords

    @property
    def chords(self) -> dict[str, _Chord]:
        """The points."""
        return self._points


def main() -> None:
    """Fit and print."""
    task = json.load(sys.stdin)
    points = zip(task["f"], task["g"], task["sigma"], strict=True)
    occultation = _Points({f"p{number}": _Chord(*point) for number, point in enumerate(points)})
    start = perf_counter()
    with contextlib.redirect_stdout(sys.stderr):
        found = fit_ellipse(occultation, verbose=False, **task["box"])
    seconds = perf_counter() - start
    best = int(found.data["chi2"].argmin())
    names = ("center_f", "center_g", "equatorial_radius", "oblateness", "position_angle", "chi2")
    print(json.dumps({"seconds": seconds, **{name: float(found.data[name][best]) for name in names}}))


if __name__ == "__main__":
    main()
