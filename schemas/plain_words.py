"""Names without the control characters, invisible characters and underscores that programs put into them."""

import unicodedata


def plain_words(text: str) -> str:
    """Return a text without control and invisible characters, with underscores and white space as single blanks."""
    if text.isascii() and text.isprintable() and "_" not in text:
        return " ".join(text.split())
    blanked = (" " if char == "_" or char.isspace() else char for char in text)
    return " ".join("".join(char for char in blanked if unicodedata.category(char) not in {"Cc", "Cf"}).split())
