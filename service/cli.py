"""The ``umbra`` command: puts the subcommands together and turns errors into words and exit statuses."""

import sys

import click

from schemas.errors import UmbraError
from service.calibrate import calibrate
from service.ephemeris import ephemeris
from service.intake import check, ingest
from service.reduce import reduce
from service.references import references
from service.serve import serve
from service.status import status
from service.targets import observatory, target, withdraw


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="\b\nExit status: 0 all well, 1 something was refused or failed, 2 wrong use, 3 the site is not running.",
)
@click.version_option(package_name="umbra", prog_name="umbra")
def umbra() -> None:
    """Run a data centre of stellar occultations: reports go in, Virtual Observatory services come out."""


for command in (serve, status, ingest, check, reduce, ephemeris, calibrate, target, observatory, withdraw, references):
    umbra.add_command(command)


def main() -> None:
    """Run the command; the one place where errors become words."""
    try:
        umbra.main(prog_name="umbra", standalone_mode=True)
    except UmbraError as error:
        click.echo(f"umbra: {error.message}", err=True)
        if error.hint:
            click.echo(f"       {error.hint}", err=True)
        sys.exit(1)
