"""Cone searches: what is asked is checked by the name of its parameter, and cones reach up to the whole sky."""

import math
from typing import Any

from gavo import base
from gavo.protocols import scs

#: What each parameter may be [deg] (Simple Cone Search 1.03, section 2.1).
_RANGES = {
    "RA": (0.0, 360.0, "give the right ascension in degrees, 0 to 360"),
    "DEC": (-90.0, 90.0, "give the declination in degrees, -90 to 90"),
    "SR": (0.0, 180.0, "give the radius in degrees, 0 to 180 (the whole sky)"),
}
#: pgSphere takes no circle larger than this [deg].
_LARGEST_CIRCLE = 90.0


def condition(core: Any, given: dict[str, Any], arguments: dict[str, Any]) -> str:  # noqa: ANN401 - a core of DaCHS
    """Return the SQL condition of a cone search by RA, DEC and SR.

    Parameters
    ----------
    core
        DaCHS' core of the search; the columns of the place are found by their UCDs.
    given
        What was asked, by the parameters' names [deg].
    arguments
        Arguments of the query; those of the condition are added.

    Raises
    ------
    gavo.base.ValidationError
        A parameter is outside of what it may be.
    """
    for name, (least, greatest, hint) in _RANGES.items():
        if not least <= given[name] <= greatest:
            raise base.ValidationError(
                f"{name}={given[name]:g} is outside of {least:g} to {greatest:g} degrees", name, hint=hint
            )
    table = core.queriedTable
    if given["SR"] < _LARGEST_CIRCLE:
        keys = [f"%({base.getSQLKey(name, given[name], arguments)})s" for name in _RANGES]
        return str(scs.getRadialCondition(table, *keys))
    ra, dec = (column.name for column in scs.getConeColumns(table))
    # The points outside of a cone of more than 90 degrees are those of a cone around the opposite place. A NULL in
    # a place leaves both conditions NULL.
    opposite = {"RA": (given["RA"] + 180) % 360, "DEC": -given["DEC"], "SR": 180 - given["SR"]}
    keys = [f"%({base.getSQLKey(name, value, arguments)})s" for name, value in opposite.items()]
    return (
        f"spoint(radians({ra}), radians({dec})) <-> spoint(radians({keys[0]}), radians({keys[1]}))"
        f" >= radians({keys[2]})"
    )


def human_condition(core: Any, given: dict[str, Any], arguments: dict[str, Any]) -> list[str]:  # noqa: ANN401
    """Return the SQL conditions of a cone search by a position and a radius in arcminutes, as a form has them.

    The parameters are those of `condition`, named ``hscs_pos`` and ``hscs_sr``.

    Raises
    ------
    gavo.base.ValidationError
        Place or radius cannot be understood.
    """
    if given["hscs_pos"] is None:
        return []
    if given["hscs_sr"] is None:
        raise base.ValidationError("A place needs a radius", "hscs_sr", hint="give the radius in arcminutes")
    ra, dec = scs.parseHumanSpoint(given["hscs_pos"], "hscs_pos")
    try:
        radius = float(given["hscs_sr"]) / 60
    except ValueError:
        radius = math.nan
    if not 0 <= radius <= _RANGES["SR"][1]:
        raise base.ValidationError(
            f"{given['hscs_sr']} is no radius from 0 to 10800 arcminutes",
            "hscs_sr",
            hint="give the radius in arcminutes",
        )
    return [condition(core, {"RA": ra % 360, "DEC": dec, "SR": radius}, arguments)]
