"""Findings on times of D and R as the programs write them."""

from collections.abc import Iterable, Iterator

from formats.words.clock_times import is_sixty
from schemas.finding import Finding, FindingCode


def remarks_on(times: Iterable[tuple[str, str]], line: int | None = None) -> Iterator[Finding]:
    """Yield a warning for every time with a second of 60, which programs write that round 59.9996 s up.

    Parameters
    ----------
    times
        ``D`` or ``R`` and the time as written.
    line
        Line in the file, counted from 1.
    """
    for name, text in times:
        if is_sixty(text):
            message = f"{name} is written with a second of 60 ({text.strip()[:40]}); it was read as the next minute."
            hint = "write the time with seconds below 60"
            yield Finding.warning(FindingCode.VALUE_DERIVED, message, hint, field=f"{name.lower()}_time", line=line)
