"""One line a step on the screen: with a spinner on a terminal, plain in a pipe."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Steps:
    """Tells a person what is going on.

    Parameters
    ----------
    console
        Where to print.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)

    def say(self, text: str = "") -> None:
        """Print a line."""
        self.console.print(text, markup=False)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Show that a step is under way; on a terminal, how long it took."""
        if not self.console.is_terminal:
            self.say(text)
            yield
            return
        begun = time.monotonic()
        with self.console.status(f"{text} ..."):
            yield
        self.say(f"{text} ({time.monotonic() - begun:.1f} s)")
