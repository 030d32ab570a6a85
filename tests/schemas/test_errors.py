"""Errors that a person can meet: their words, and their way from one process to another."""

import pickle

import pytest

from schemas.errors import FormatError, UmbraError


def test_message_and_hint() -> None:
    assert str(UmbraError("The disk is full.")) == "The disk is full."
    assert str(UmbraError("The disk is full.", "make room")) == "The disk is full. (make room)"


@pytest.mark.parametrize(
    ("line", "field", "hint", "text"),
    [
        (3, "lon", "write a number", "a.txt:3 lon Not understood. (write a number)"),
        (None, "lon", "", "a.txt lon Not understood."),
        (3, "", "", "a.txt:3 Not understood."),
        (None, "", "", "a.txt Not understood."),
    ],
)
def test_a_format_error_names_file_line_and_field(line: int | None, field: str, hint: str, text: str) -> None:
    assert str(FormatError("a.txt", line, field, "Not understood.", hint)) == text


def test_where_an_error_is() -> None:
    assert FormatError("a.txt", 3, "lon", "Not understood.").location == "a.txt:3 lon"
    assert FormatError("a.txt", None, "", "Not understood.").location == "a.txt"


def test_a_format_error_passes_between_processes() -> None:
    error = FormatError("a.txt", 3, "lon", "Not understood.", "write a number")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is FormatError
    assert (copy.source, copy.line, copy.field, copy.message, copy.hint) == (
        error.source,
        error.line,
        error.field,
        error.message,
        error.hint,
    )
