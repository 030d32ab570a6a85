"""The colours that pages, pictures and overlays share: read from ``web/palette.css``, where each is stated once."""

import re
from pathlib import Path

_SOURCE = Path(__file__).parents[1] / "web/palette.css"


def read_palette(text: str) -> dict[str, str]:
    """Return the colours of a style sheet by their names.

    Parameters
    ----------
    text
        Style sheet whose custom properties are colours of six digits, one a line: ``--limb: #rrggbb;``.

    Returns
    -------
    dict
        Colours, ``#rrggbb``, by names such as ``limb``.
    """
    return dict(re.findall(r"^[ ]*+--([\w-]++):[ ](#[0-9a-f]{6});$", text, re.MULTILINE))


#: Every colour by its name.
PALETTE = read_palette(_SOURCE.read_text(encoding="utf-8"))
