"""Warnings and faults: a line on the terminal, all of it in a log of the site."""

import logging
import sys
from contextlib import suppress

from service.ground.layout import Layout

_FORMAT = "%(asctime)s %(process)d %(name)s: %(message)s"


class _OneLine(logging.Formatter):
    """Leaves the traceback out."""

    def format(self, record: logging.LogRecord) -> str:
        return f"umbra: {record.getMessage()}"


def log_to_terminal() -> None:
    """Print warnings as lines on standard error."""
    # A log that cannot be written, as on a full disk, is no reason for a traceback.
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine())
    logging.getLogger().addHandler(handler)


def log_to_site(layout: Layout) -> None:
    """Write warnings, with the tracebacks of faults, into the site's ``logs/intake.log`` as well."""
    with suppress(OSError):
        layout.logs.mkdir(exist_ok=True)
        handler = logging.FileHandler(layout.logs / "intake.log", encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter(_FORMAT))
        logging.getLogger().addHandler(handler)
