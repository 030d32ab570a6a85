"""Number and name of a body out of one text."""

import pytest

from schemas.body import split_body


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("(130) Elektra", 130, "Elektra"),
        ("130 Elektra", 130, "Elektra"),
        ("Elektra (130)", 130, "Elektra"),
        ("Elektra #130", 130, "Elektra"),
        ("Elektra (130", None, "Elektra (130"),
        ("1999 wb2 (15094)", 15094, "1999 WB2"),
        ("1999 WB2", None, "1999 WB2"),
        ("(15094) 1999 WB2", 15094, "1999 WB2"),
        ("Triton", None, "Triton"),
        ("", None, None),
    ],
)
def test_spellings(text: str, number: int | None, name: str | None) -> None:
    body = split_body(text)
    assert (body.number, body.name) == (number, name)
