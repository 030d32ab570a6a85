"""An environment that has SORA, from its lock file: ``python -m tests.sora_environment FOLDER`` makes it."""

import subprocess
import sys
import venv
from pathlib import Path

_LOCK = Path(__file__).resolve().parents[1] / "etc/requirements-sora.lock"


def make_environment(folder: Path) -> str:
    """Make the environment in a folder and return its Python."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin/python")
    command = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(_LOCK)]
    subprocess.run(command, check=True, timeout=900)
    return python


if __name__ == "__main__":
    make_environment(Path(sys.argv[1]))
