"""How the time that something takes grows with its input, compared within one run: no machine matters."""

import time
from collections.abc import Callable

#: A linear cost grows 4 times for an input 4 times as long, a quadratic one 16 times.
_FACTOR = 4
_BOUND = 9.0
#: Differences below this are the clock's and the machine's [s].
_NOISE_S = 0.05


def cpu_time(work: Callable[[int], object], count: int, rounds: int = 3) -> float:
    """Return the least CPU time [s] of work on an input of some size; one round where it is short or long."""
    least = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        work(count)
        least = min(least, time.process_time() - begun)
        if not _NOISE_S / 10 < least < 1.0:
            break
    return least


def assert_linear(work: Callable[[int], object], count: int) -> None:
    """Assert that work on an input four times as long takes no more than about four times as long."""
    short = cpu_time(work, count)
    long = cpu_time(work, _FACTOR * count)
    assert long <= _BOUND * short + _NOISE_S, f"{count} take {short:.3f} s, {_FACTOR * count} take {long:.3f} s"
