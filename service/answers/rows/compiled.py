"""Functions compiled to machine code, kept on disk so that the next process starts at once.

numba keeps what it compiled beside the date of the function's own file. A function here calls functions of other
files, so what is kept carries a checksum of all files of this folder in its name.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

#: A number in compiled code, which numba gives its type: an integer or a double.
Word = Any
# Its types know neither its settings nor what a decorated function is.
_numba: Any = numba
_Function = TypeVar("_Function", bound=Callable[..., Any])
_FOLDER = Path(__file__).parent


@cache
def _find_cache() -> Path | None:
    """Return the folder for compiled functions, or None where nothing can be written.

    ``NUMBA_CACHE_DIR`` names it; without that it is in the user's own cache.
    """
    total = hashlib.sha256(numba.__version__.encode())
    for path in sorted(_FOLDER.glob("*.py")):
        total.update(path.read_bytes())
    named = os.environ.get("NUMBA_CACHE_DIR")
    home = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "umbra"
    folder = home / f"rows-{total.hexdigest()[:16]}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def compiled(signature: str) -> Callable[[_Function], _Function]:
    """Return a decorator that compiles a function for arguments of given types, or takes it from the disk.

    The function runs without Python's lock, so that other threads go on meanwhile.
    """

    def decorate(function: _Function) -> _Function:
        folder = _find_cache()
        previous = _numba.config.CACHE_DIR
        try:
            _numba.config.CACHE_DIR = str(folder or previous)
            made: _Function = _numba.njit(signature, cache=folder is not None, nogil=True)(function)
        finally:
            _numba.config.CACHE_DIR = previous
        return made

    return decorate


def part(function: _Function) -> _Function:
    """Mark a function that compiled functions call."""
    made: _Function = _numba.njit(nogil=True)(function)
    return made
