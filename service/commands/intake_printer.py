"""What `umbra ingest` prints: lines for a person, or JSON."""

import json
from collections import Counter

import click

from ingest.intake.intake import Intake

#: Up to this many files are reported with a line each.
_FEW_FILES = 20


class TextPrinter:
    """Prints findings as lines for a person."""

    def __init__(self) -> None:
        self.is_well = True
        self._is_few = True
        self._counts: Counter[str] = Counter()

    def begin(self, total: int) -> None:
        """Note the number of files to come; of a few, each gets a line of its own."""
        self._is_few = total <= _FEW_FILES

    def show(self, intake: Intake) -> None:
        """Print the outcome of a file."""
        self.is_well = self.is_well and intake.is_well
        self._counts[intake.status] += 1
        if self._is_few:
            names = list(intake.names)
            events = sorted({entry.event.event_id or "" for entry in intake.entries} - {""})
            words = [f"{intake.path}:", intake.status, intake.format and f"({intake.format})"]
            words.append(_shorten(names if any(names) else events))
            click.echo(" ".join(word for word in words if word))
        for finding in intake.findings:
            click.echo(finding.text(str(intake.path)))

    def finish(self) -> None:
        """Print the sum of it."""
        words = ", ".join(f"{count} {status}" for status, count in sorted(self._counts.items()))
        click.echo(f"{self._counts.total()} files: {words}." if self._counts else "There was no file.")


def _shorten(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


class JsonPrinter:
    """Prints one JSON array, an object a file.

    Parameters
    ----------
    with_arrays
        Print all readings of light curves.
    """

    def __init__(self, *, with_arrays: bool = False) -> None:
        self.is_well = True
        self._lead = "["
        self._with_arrays = with_arrays

    def begin(self, total: int) -> None:
        """Print nothing before the first file."""

    def show(self, intake: Intake) -> None:
        """Print a file's object."""
        self.is_well = self.is_well and intake.is_well
        text = json.dumps(intake.as_object(with_arrays=self._with_arrays), ensure_ascii=False, allow_nan=False)
        click.echo(self._lead + text, nl=False)
        self._lead = ",\n"

    def finish(self) -> None:
        """Close the array."""
        click.echo("[]" if self._lead == "[" else "]")


def make_printer(*, as_json: bool, with_arrays: bool) -> JsonPrinter | TextPrinter:
    """Return the printer that the options ask for."""
    return JsonPrinter(with_arrays=with_arrays) if as_json else TextPrinter()
