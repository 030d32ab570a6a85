"""Cubic splines through rows of numbers."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def cubic_spline(knots: FloatArray, values: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Return the cubic spline through values, whose third derivative is continuous at the outermost inner knots.

    The equations of the second derivatives and the condition at the ends ("not a knot") are those of de Boor, A
    Practical Guide to Splines, 2001, chapter IV. SciPy's ``CubicSpline`` is the same, but takes more time to import
    than `umbra ingest` to do everything else that it does with a report.

    Parameters
    ----------
    knots
        Ascending, shape (n,) with n of at least 4.
    values
        Shape (n, k).

    Returns
    -------
    A function of arguments of shape (m,) that gives shape (m, k); beyond the knots it goes on as in the last interval.
    """
    steps = np.diff(knots)
    bends = _second_derivatives(steps, values)

    def spline(arguments: FloatArray) -> FloatArray:
        left = np.clip(np.searchsorted(knots, arguments, side="right") - 1, 0, len(steps) - 1)
        step = steps[left][:, np.newaxis]
        down = (knots[left + 1] - arguments)[:, np.newaxis] / step
        up = (arguments - knots[left])[:, np.newaxis] / step
        curved = (down**3 - down) * bends[left] + (up**3 - up) * bends[left + 1]
        return down * values[left] + up * values[left + 1] + curved * step**2 / 6

    return spline


def _second_derivatives(steps: FloatArray, values: FloatArray) -> FloatArray:
    """Return the spline's second derivatives at the knots, shape (n, k)."""
    first, last = steps[0] / steps[1], steps[-1] / steps[-2]
    below, diagonal, above = steps[:-1].copy(), 2 * (steps[:-1] + steps[1:]), steps[1:].copy()
    # The outermost derivatives follow from the two beside them and are put into those equations.
    diagonal[0] += steps[0] * (1 + first)
    above[0] -= steps[0] * first
    diagonal[-1] += steps[-1] * (1 + last)
    below[-1] -= steps[-1] * last
    slopes = np.diff(values, axis=0) / steps[:, np.newaxis]
    inner = _solve_tridiagonal(below, diagonal, above, 6 * np.diff(slopes, axis=0))
    begin = (1 + first) * inner[0] - first * inner[1]
    end = (1 + last) * inner[-1] - last * inner[-2]
    return np.vstack([begin, inner, end])


def _solve_tridiagonal(below: FloatArray, diagonal: FloatArray, above: FloatArray, right: FloatArray) -> FloatArray:
    """Solve a system with one diagonal beside the main one on either side; it dominates, so nothing is exchanged."""
    diagonal, solution = diagonal.copy(), right.copy()
    for row in range(1, len(diagonal)):
        factor = below[row] / diagonal[row - 1]
        diagonal[row] -= factor * above[row - 1]
        solution[row] -= factor * solution[row - 1]
    solution[-1] /= diagonal[-1]
    for row in range(len(diagonal) - 2, -1, -1):
        solution[row] = (solution[row] - above[row] * solution[row + 1]) / diagonal[row]
    return solution
