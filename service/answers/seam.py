"""The one place where functions of DaCHS are replaced.

A replacement names the function and the checksum of the text that it was written for. DaCHS of another
version may have another text there. What keeps the site safe then stops the server, since it may be open; what
only makes an answer better (it names a feature) is left out with all that belongs to it, and the log names it.
"""

import hashlib
import importlib
import inspect
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from schemas.errors import UmbraError

_log = logging.getLogger(__name__)
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
    feature
        What it belongs to, where the site can do without. All replacements of a feature are made, or none.
    """

    module: str
    name: str
    checksum: str
    make: Callable[[Any], Any]
    feature: str | None = None


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
    """Put replacements in their places: all that the site needs or none, and of each feature all or none.

    Parameters
    ----------
    replacements
        What to replace; of two for one function, the later one gets the earlier one as its original.
    version
        Version of DaCHS that is installed.

    Raises
    ------
    SeamError
        DaCHS is not the one that the needed ones were written for.
    """
    replacements = list(replacements)
    needed = [replacement for replacement in replacements if replacement.feature is None]
    is_known = version == VERSION or version.startswith(f"{VERSION}.")
    if needed and not is_known:
        raise SeamError(
            f"DaCHS {version} is installed; this site's replacements are for DaCHS {VERSION}.",
            f"install gavodachs2-server {VERSION}, or a version of Umbra for DaCHS {version}",
        )
    if different := find_differences(needed):
        raise SeamError(
            f"DaCHS {version} differs from the one that this site was written for: {', '.join(different)}.",
            "install the DaCHS of the distribution, or a newer version of Umbra",
        )
    left_out = _features_left_out(replacements, version, is_known=is_known)
    for replacement in replacements:
        if replacement.feature not in left_out:
            holder, last = _find(replacement)
            setattr(holder, last, replacement.make(getattr(holder, last)))


def _features_left_out(replacements: Iterable[Replacement], version: str, *, is_known: bool) -> set[str]:
    """Return the features that are not for this DaCHS, and log why."""
    features: dict[str, list[Replacement]] = {}
    for replacement in replacements:
        if replacement.feature is not None:
            features.setdefault(replacement.feature, []).append(replacement)
    left_out = set()
    for feature, members in features.items():
        different = find_differences(members) if is_known else [f"DaCHS {version} is not {VERSION}"]
        if different:
            _log.warning("DaCHS answers as it came, without %s: %s", feature, ", ".join(different))
            left_out.add(feature)
    return left_out


def _find(replacement: Replacement) -> tuple[Any, str]:
    """Return what holds the function, module or class, and the function's name in it."""
    holder: Any = importlib.import_module(replacement.module)
    *path, last = replacement.name.split(".")
    for name in path:
        holder = getattr(holder, name)
    return holder, last
