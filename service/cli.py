"""The ``umbra`` command: puts the subcommands together and turns errors into words and exit statuses."""

import sys
from importlib import import_module

import click

from schemas.errors import UmbraError

#: Module of each command. Only the one that is called is imported: most need astropy, a database or both.
COMMANDS = {
    "serve": "serve",
    "status": "status",
    "ingest": "intake",
    "check": "intake",
    "reduce": "reduce",
    "ephemeris": "ephemeris",
    "calibrate": "calibrate",
    "target": "targets",
    "observatory": "targets",
    "withdraw": "targets",
    "references": "references",
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
        command = getattr(import_module(f"service.{COMMANDS[cmd_name]}"), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="\b\nExit status: 0 all well, 1 something was refused or failed, 2 wrong use, 3 the site is not running.",
)
@click.version_option(package_name="umbra", prog_name="umbra")
def umbra() -> None:
    """Run a data centre of stellar occultations: reports go in, Virtual Observatory services come out."""


def main() -> None:
    """Run the command; the one place where errors become words."""
    try:
        umbra.main(prog_name="umbra", standalone_mode=True)
    except UmbraError as error:
        click.echo(f"umbra: {error.message}", err=True)
        if error.hint:
            click.echo(f"       {error.hint}", err=True)
        sys.exit(1)
