"""Compiles all functions of this room, so that a process that uses them starts at once.

``python -m service.answers.rows``, with the ``NUMBA_CACHE_DIR`` and under the account of that process; with a folder to
put them into; or with ``--prepare``, for all processes of this environment.
"""

import contextlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import llvmlite.binding as llvm

from service.answers.rows import binary_kernel, column_kernel, framing, text_kernel
from service.answers.rows.compiled import COMPILED, compile_all
from service.answers.rows.machine_code import INDEX, PREPARED, find_key, load, make_machine

#: Where the functions are.
KERNELS = (binary_kernel, column_kernel, framing, text_kernel)


def write_functions(folder: Path) -> None:
    """Write the machine code of all functions into a new folder, which appears when it is whole."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    machine = make_machine()
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder.parent))
    try:
        compile_all()
        names = {}
        for name, function in COMPILED.items():
            (made,) = function.overloads.values()
            module = llvm.parse_assembly(made.library.get_llvm_str())
            (unfinished / f"{name}.o").write_bytes(machine.emit_object(module))
            names[name] = made.fndesc.llvm_func_name
        (unfinished / INDEX).write_text(json.dumps(names), encoding="utf-8")
        # Another process may have been first.
        with contextlib.suppress(OSError):
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def prepare() -> None:
    """Write the machine code of all functions into the environment, for every account that runs it."""
    folder = PREPARED / f"rows-{find_key()}"
    if not (folder / INDEX).is_file():
        PREPARED.mkdir(parents=True, exist_ok=True)
        write_functions(folder)
        folder.chmod(0o755)


if __name__ == "__main__":
    if sys.argv[1:] == ["--prepare"]:
        prepare()
    elif len(sys.argv) > 1:
        write_functions(Path(sys.argv[1]))
    else:
        for each in COMPILED:
            load(each, 0)
    print(f"{len(COMPILED)} functions are compiled.")
