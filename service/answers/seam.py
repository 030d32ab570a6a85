"""The one place where functions of DaCHS are replaced.

A replacement names the function and the checksum of the text that it was written for. DaCHS of another
version may have another text there: then nothing is replaced and the server does not start, since what was
right beside the old text may be wrong, or open, beside the new one.
"""

import hashlib
import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from schemas.errors import UmbraError

#: An object of DaCHS, which has no types.
DachsThing: TypeAlias = Any
#: Version of DaCHS that the replacements were written for.
VERSION = "2.11"


class SeamError(UmbraError):
    """DaCHS is not the one that a replacement was written for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Replacement:
    """A function or method of DaCHS and what takes its place.

    Parameters
    ----------
    module
        Name of the module.
    name
        Name within it, dotted for a method.
    checksum
        First 16 hexadecimal digits of the SHA-256 of its source, as `sum_source` gives it.
    make
        Called with the original (a function, or a bound method of a class); returns what is put in its place.
    """

    module: str
    name: str
    checksum: str
    make: Callable[[Any], Any]


def sum_source(thing: object) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a function's source."""
    return hashlib.sha256(inspect.getsource(inspect.unwrap(thing)).encode()).hexdigest()[:16]  # type: ignore[arg-type]


def find_differences(replacements: Iterable[Replacement]) -> list[str]:
    """List the replacements whose original is gone or has another text."""
    found = []
    for replacement in replacements:
        full = f"{replacement.module}.{replacement.name}"
        try:
            holder, last = _find(replacement)
            now = sum_source(getattr(holder, last))
        except (ImportError, AttributeError, TypeError, OSError) as problem:
            found.append(f"{full} ({problem})")
            continue
        if now != replacement.checksum:
            found.append(f"{full} (its checksum is {now})")
    return found


def install(replacements: Iterable[Replacement], version: str) -> None:
    """Put replacements in their places: all of them, or none.

    Parameters
    ----------
    replacements
        What to replace; of two for one function, the later one gets the earlier one as its original.
    version
        Version of DaCHS that is installed.

    Raises
    ------
    SeamError
        DaCHS is not the one that they were written for.
    """
    replacements = list(replacements)
    if version != VERSION and not version.startswith(f"{VERSION}."):
        raise SeamError(
            f"DaCHS {version} is installed; this site's replacements are for DaCHS {VERSION}.",
            f"install gavodachs2-server {VERSION}, or a version of Umbra for DaCHS {version}",
        )
    different = find_differences(replacements)
    if different:
        raise SeamError(
            f"DaCHS {version} differs from the one that this site was written for: {', '.join(different)}.",
            "install the DaCHS of the distribution, or a newer version of Umbra",
        )
    for replacement in replacements:
        holder, last = _find(replacement)
        setattr(holder, last, replacement.make(getattr(holder, last)))


def _find(replacement: Replacement) -> tuple[Any, str]:
    """Return what holds the function, module or class, and the function's name in it."""
    holder: Any = importlib.import_module(replacement.module)
    *path, last = replacement.name.split(".")
    for name in path:
        holder = getattr(holder, name)
    return holder, last
