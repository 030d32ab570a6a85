"""Times of steps that take milliseconds."""

from collections.abc import Callable
from time import perf_counter


def milliseconds(step: Callable[[], object], rounds: int) -> float:
    """Return the shortest time of a step: other programs only add to it."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        step()
        times.append(perf_counter() - start)
    return min(times) * 1e3
