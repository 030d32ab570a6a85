"""Names of the numbered minor planets by number and numbers by name, without a network."""

from functools import cache
from importlib.resources import files

from schemas.body import fold_name


def name_of(number: int) -> str | None:
    """Return the name of a numbered minor planet.

    Parameters
    ----------
    number : int
        Number given by the Minor Planet Center.

    Returns
    -------
    str or None
        The name in the Minor Planet Center's spelling. None if the list has no name for this number; the header of the
        list gives its date.
    """
    return _names().get(number)


def number_of(name: str) -> int | None:
    """Return the number of a named minor planet.

    Parameters
    ----------
    name : str
        The name without the number; accents, case, blanks and punctuation are ignored (`schemas.body.fold_name`).

    Returns
    -------
    int or None
        The number, or None for a name that is not in the list.
    """
    return _numbers().get(fold_name(name))


@cache
def _names() -> dict[int, str]:
    """Return the listed names by number."""
    text = files("schemas").joinpath("minor_planets.txt").read_text(encoding="utf-8")
    pairs = (line.split(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {int(number): name for number, name in pairs}


@cache
def _numbers() -> dict[str, int]:
    """Return the listed numbers by folded name, which is different for all names."""
    return {fold_name(name): number for number, name in _names().items()}
