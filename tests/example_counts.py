"""How many examples property tests try whose examples take milliseconds each."""

import os

from hypothesis import settings

#: Set by `make check`, which leaves the slow tests out: such tests try a fifth of their examples.
IS_QUICK = bool(os.environ.get("UMBRA_QUICK"))


def examples(count: int) -> settings:
    """Return the settings of a test with so many examples, of which `make check` tries a fifth."""
    return settings(max_examples=count // 5 if IS_QUICK else count)
