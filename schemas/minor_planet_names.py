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
        The name in the Minor Planet Center's spelling. None: the list, whose header gives
        its date, has no name for this number; one may have been given since.
    """
    return _names().get(number)


def number_of(name: str) -> int | None:
    """Return the number of a named minor planet.

    Parameters
    ----------
    name : str
        The name alone; accents, case, blanks and punctuation do not matter
        (`schemas.body.fold_name`).

    Returns
    -------
    int or None
        The number, None for a name that is not listed.
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
    """Return the listed numbers by folded name; no two names fold to the same."""
    return {fold_name(name): number for number, name in _names().items()}
