"""How many examples property tests try whose examples take milliseconds each."""

import os

from hypothesis import settings

#: Set by `make check`, which leaves the slow tests out: such tests try a fifth of their examples.
IS_QUICK = bool(os.environ.get("UMBRA_QUICK"))


def examples(count: int) -> settings:
    """Return the settings of a property test: `count` examples, a fifth of them in `make check`."""
    return settings(max_examples=count // 5 if IS_QUICK else count)
