"""Functions that were compiled beforehand, loaded without the compiler.

numba takes seconds to compile them, and 120 MB of memory. So that is done by a process of its own, once for each
version of this folder and kind of processor: by the set-up, which keeps it in the environment, or else by whoever
needs them first, which keeps them where ``NUMBA_CACHE_DIR`` says.
"""

import ctypes
import hashlib
import importlib.metadata
import json
import mmap
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm

from schemas.errors import UmbraError

_FOLDER = Path(__file__).parent
_MAPS = Path("/proc/self/maps")
#: File with the name of each function in its machine code.
INDEX = "functions.json"
#: What the set-up compiled; another processor, or a changed source, needs its own.
PREPARED = Path(sys.prefix) / "share/umbra-compiled"


class CompilationError(UmbraError):
    """The functions cannot be compiled."""


def load(name: str, n_arguments: int) -> Callable[..., int]:
    """Return a compiled function. It runs without Python's lock.

    Parameters
    ----------
    name
        Its name.
    n_arguments
        How many integers it takes.

    Raises
    ------
    CompilationError
        It cannot be compiled.
    """
    engine, names = _load_all()
    words = [ctypes.c_int64] * n_arguments
    # numba's calling convention: where to write the result, and where to point to an exception; no function raises any.
    prototype = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *words)
    function = prototype(engine.get_function_address(names[name]))

    def call(*arguments: int) -> int:
        result, problem = ctypes.c_int64(), ctypes.c_void_p()
        if function(ctypes.byref(result), ctypes.byref(problem), *arguments):
            raise SystemError(name)
        return result.value

    return call


def make_machine() -> Any:  # noqa: ANN401 - llvmlite has no types
    """Return LLVM's description of this processor."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )


def find_key() -> str:
    """Return what machine code depends on: processor, compiler and the source of this folder."""
    versions = [importlib.metadata.version(name) for name in ("numba", "llvmlite", "numpy")]
    machine = [llvm.get_default_triple(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()]
    total = hashlib.sha256("\n".join([*versions, *machine]).encode())
    for path in sorted(_FOLDER.glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _find_home() -> Path:
    named = os.environ.get("NUMBA_CACHE_DIR")
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "umbra"


@cache
def _load_all() -> tuple[Any, dict[str, str]]:
    """Return LLVM's engine with all functions, and their names in it."""
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), make_machine())
    name = f"rows-{find_key()}"
    folder = next((home / name for home in (PREPARED, _find_home()) if (home / name / INDEX).is_file()), None)
    folder = folder or _find_home() / name
    with tempfile.TemporaryDirectory(prefix="umbra-rows-") as other:
        if not (folder / INDEX).is_file() and not _build(folder):
            folder = Path(other) / "rows"
            if not _build(folder):
                raise CompilationError(
                    "The functions that write tables cannot be compiled.",
                    f"run '{sys.executable} -m service.answers.rows' to see why",
                )
        names: dict[str, str] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        for each in names:
            engine.add_object_file(llvm.ObjectFileRef.from_data((folder / f"{each}.o").read_bytes()))
        engine.finalize_object()
    _release_library()
    return engine, names


def _release_library() -> None:
    """Give the memory of LLVM's own code back: it is not needed any more, and would be read from the disk again."""
    library = ctypes.CDLL(None, use_errno=True)
    library.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for line in _MAPS.read_text(encoding="utf-8", errors="replace").splitlines():
        span, rights, *_ = line.split()
        # Only code: other pages were changed when the library was loaded, and would lose that.
        if "llvmlite" in line and rights == "r-xp":
            begin, end = (int(text, 16) for text in span.split("-"))
            library.madvise(begin, end - begin, mmap.MADV_DONTNEED)


def _build(folder: Path) -> bool:
    """Let another process compile; tell whether it did."""
    command = [sys.executable, "-P", "-m", "service.answers.rows", str(folder)]
    path = os.pathsep.join([str(_FOLDER.parents[2]), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    return done.returncode == 0 and (folder / INDEX).is_file()
