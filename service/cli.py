"""The ``umbra`` command: puts the subcommands together and turns errors into words and exit statuses."""

import errno
import gc
import os
import sys
import warnings
from importlib import import_module
from typing import NamedTuple, NoReturn

import click

from schemas.errors import FormatError, UmbraError
from service.commands.fault_log import log_to_terminal
from service.ground.layout import ASTROPY_SETTINGS

#: Errors of the system where there is no room, or a limit on a file's size.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Place(NamedTuple):
    """Location of a command."""

    #: Module in `service.commands`, which has a command of this name.
    module: str
    #: First sentence of the command's own help, or the part of it that is enough.
    help: str


#: Only the command that is called is imported: most need astropy, a database or both. The list of commands needs none.
COMMANDS = {
    "serve": Place("serve", "Start the site and stay in the foreground until Ctrl-C."),
    "status": Place("status", "Show what runs and where, and compare TAP with the archive."),
    "ingest": Place("ingest", "Take reports, light curves and timing results into the archive and publish them."),
    "check": Place("check", "Read and check files, and do nothing else."),
    "reduce": Place("reduce", "Compute chords and limbs of events anew, of all if none is named, and publish them."),
    "ephemeris": Place("ephemeris", "Kernels and tables of the positions of bodies."),
    "calibrate": Place(
        "calibrate", "Put catalogues of stars on a standard photometric scale, and publish their target's magnitude."
    ),
    "target": Place("targets", "Targets of follow-up photometry."),
    "observatory": Place("targets", "Observatories that send catalogues."),
    "withdraw": Place("targets", "Withdraw a point from publication."),
    "references": Place("references", "Load the reference stars that zero points are computed from."),
}


class Commands(click.Group):
    """The commands, imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in their order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(_import_lightly(f"service.commands.{COMMANDS[cmd_name].module}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in COMMANDS.items()])


def _import_lightly(name: str) -> object:
    """Import a module with what it needs, in less time."""
    # The arrays here are small: threads of numpy's linear algebra would only have to be started, and have to be
    # signalled one by one whenever root changes to the site's account and back (nptl(7)).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("ASTROPY_CONFIG_DIR", str(ASTROPY_SETTINGS))
    # Astropy warns when it is imported long after its own release; the leap seconds here are those of
    # `schemas.leap_seconds`.
    warnings.filterwarnings("ignore", message="leap-second file is expired")
    # What is imported stays: looking for garbage in it over and over takes a tenth of the time.
    gc.disable()
    module = import_module(name)
    gc.freeze()
    gc.enable()
    return module


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="\b\nExit status: 0 all well, 1 a file was refused or failed, 2 wrong use, 3 the site is not running.",
)
@click.version_option(package_name="umbra", prog_name="umbra")
def umbra() -> None:
    """Run a data centre of stellar occultations: reports go in, Virtual Observatory services come out."""


def main() -> None:
    """Run the command; the one place where errors become words."""
    log_to_terminal()
    try:
        umbra.main(prog_name="umbra", standalone_mode=True)
    except UmbraError as error:
        explain(error)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        place = f" {error.filename}" if error.filename else ""
        explain(UmbraError(f"The disk is full: writing{place} failed ({error.strerror}).", "make room and try again"))


def explain(error: UmbraError) -> NoReturn:
    """Print the error, where in which file it is, and its hint, and end with status 1."""
    where = f"{error.location}: " if isinstance(error, FormatError) else ""
    click.echo(f"umbra: {where}{error.message}", err=True)
    if error.hint:
        click.echo(f"       {error.hint}", err=True)
    sys.exit(1)
