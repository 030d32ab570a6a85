"""Errors that are explained to users."""

from typing import Self


class UmbraError(Exception):
    """An error that Umbra explains to its user.

    Parameters
    ----------
    message
        What is wrong, in one sentence.
    hint
        What to do next; empty if there is nothing to do.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class FormatError(UmbraError):
    """A file, or a part of a file, that cannot be read as its format.

    Parameters
    ----------
    source
        Name of the file, without its folder.
    line
        Line number counted from 1, or None where the file has no lines.
    field
        The field or element concerned; empty for the file as a whole.
    message
        What is wrong, in one sentence.
    hint
        What to do next.
    """

    def __init__(self, source: str, line: int | None, field: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.source = source
        self.line = line
        self.field = field

    def __reduce__(self) -> tuple[type[Self], tuple[str, int | None, str, str, str]]:
        """Return the parts from which another process makes the error again."""
        return type(self), (self.source, self.line, self.field, self.message, self.hint)

    @property
    def location(self) -> str:
        """File, line and field, as far as they are known."""
        file = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{file} {self.field}".strip()

    def __str__(self) -> str:
        return f"{self.location} {super().__str__()}".strip()
