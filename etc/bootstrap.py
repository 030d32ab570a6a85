"""Turn a bare Debian 12 or 13 into a machine that runs Umbra: packages, Python environment, account.

Run it as ``/usr/bin/python3 etc/bootstrap.py``; it does only what is missing. ``--test`` adds what the
tests need. Standard library only, because it runs before anything is installed.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from bootstrap_steps import account, apt, environment, machine, scripts
from bootstrap_steps.console import BootstrapError, Console

PYTHON = "/usr/bin/python3"
ROOT = Path(__file__).resolve().parent.parent


def parse_arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="etc/bootstrap.py", description=__doc__.splitlines()[0])
    parser.add_argument("--test", action="store_true", help="also install what the tests need")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--packages-only", action="store_true", help="install Debian packages, nothing else")
    only.add_argument("--sources-only", action="store_true", help="on Debian 12, add the pinned source only")
    only.add_argument("--no-packages", action="store_true", help="make the Python environment, nothing else")
    return parser.parse_args(argv)


def can_sudo() -> bool:
    """Tell whether sudo works here; on a terminal it may ask for the password."""
    if shutil.which("sudo") is None:
        return False
    question = ["sudo", "-v"] if sys.stdin.isatty() else ["sudo", "-n", "true"]
    return subprocess.run(question, stderr=subprocess.DEVNULL, check=False).returncode == 0


def find_missing(debian: machine.Debian, *, with_tests: bool) -> list[str]:
    """List the Debian packages that are missing here."""
    wanted = machine.list_packages(debian, with_tests=with_tests)
    return machine.find_missing(wanted, machine.query_installed(wanted))


def ensure_packages(console: Console, debian: machine.Debian, *, with_tests: bool) -> bool:
    """Install the missing Debian packages, as root or by sudo; tell whether there were any.

    Raises
    ------
    BootstrapError
        Packages are missing and this user may not install them.
    """
    missing = find_missing(debian, with_tests=with_tests)
    if not missing:
        return False
    if apt.is_root():
        apt.install_packages(console, debian, missing, with_tests=with_tests)
    elif can_sudo():
        console.say(f"Installing Debian packages needs root; using sudo for: {' '.join(missing)}")
        script = [str(ROOT / "etc/bootstrap.py"), "--packages-only", *(["--test"] if with_tests else [])]
        subprocess.run(["sudo", "/usr/bin/python3", *script], check=False)
    missing = find_missing(debian, with_tests=with_tests)
    if missing:
        commands = apt.format_commands(ROOT / "etc/bootstrap.py", missing, debian, with_tests=with_tests)
        raise BootstrapError(
            f"These Debian packages are missing: {' '.join(missing)}.",
            "\n".join(["Let an administrator run this, then start again:", *commands]),
        )
    return True


def run_steps(console: Console, options: argparse.Namespace) -> None:
    """Do what is missing, in order."""
    begun = time.monotonic()
    debian = machine.find_debian()
    if options.sources_only:
        apt.add_sources(console, debian, with_tests=options.test)
        return
    if apt.is_root() and apt.give_back_leftovers():
        console.say("Gave back what an interrupted installation had borrowed.")
    worked = False
    if not options.no_packages:
        worked |= ensure_packages(console, debian, with_tests=options.test)
    if options.packages_only:
        return
    if apt.is_root() and not options.no_packages:

        def install(names: list[str]) -> None:
            apt.install_packages(console, debian, names, with_tests=options.test)

        account.open_way(console, ROOT, account.data_places(), install)
    worked |= environment.update_environment(console, ROOT, with_tests=options.test)
    worked |= scripts.update_scripts(console, ROOT, with_tests=options.test)
    worked |= environment.compile_functions(console, ROOT)
    environment.compile_packages(ROOT)
    if worked:
        console.say(f"Everything is in place, after {time.monotonic() - begun:.0f} s.")


def end_politely(number: int, frame: FrameType | None) -> None:
    """Turn a signal into an exception, so that what was borrowed is put back."""
    raise SystemExit(128 + number)


def prepare_process() -> None:
    """Continue under Debian's own Python, with files that everybody may read and signals that clean up."""
    if not Path(sys.executable).samefile(PYTHON):
        # DaCHS is there for Debian's own Python only; another one may come first on PATH.
        os.execv(PYTHON, [PYTHON, str(Path(__file__).resolve()), *sys.argv[1:]])  # noqa: S606
    os.umask(0o022)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_politely)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bootstrap.

    Returns
    -------
    int
        Exit status: 0 all is in place, 1 it is not (the reason was printed), 130 stopped by Ctrl-C.
    """
    options = parse_arguments(argv)
    try:
        with Console(ROOT / "bootstrap.log") as console:
            run_steps(console, options)
    except BootstrapError as error:
        print(f"\n{error.message}\n{error.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    except OSError as error:
        print(
            f"\nThe set-up stopped: {error}.\nRun the same command again once that is mended.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    prepare_process()
    sys.exit(main())
