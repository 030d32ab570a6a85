"""How functions are compiled to machine code; only `service.answers.rows.__main__` and tests import such functions.

They take and return 64-bit integers, addresses among them, so that `machine_code` can call what was compiled.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

#: A number in compiled code, which numba gives its type: an integer or a double.
Word = Any
# numba's own types know neither its settings nor what a decorated function is.
_numba: Any = numba
_Function = TypeVar("_Function", bound=Callable[..., Any])
#: Every function that Python calls, by its name.
COMPILED: dict[str, Any] = {}


def compiled(function: _Function) -> _Function:
    """Mark a function that Python calls; `compile_all` compiles it, with the parts that it calls."""
    made: _Function = _numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy", nogil=True)(
        function
    )
    COMPILED[function.__name__] = made
    return made


def compile_all() -> None:
    """Compile all marked functions, which takes ten seconds and more."""
    for made in COMPILED.values():
        n_arguments = made.py_func.__code__.co_argcount
        made.compile(f"int64({', '.join(['int64'] * n_arguments)})")


def part(function: _Function) -> _Function:
    """Mark a function that compiled functions call."""
    made: _Function = _numba.njit(error_model="numpy", nogil=True)(function)
    return made
