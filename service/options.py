"""Options that several commands share."""

from pathlib import Path

import click

#: Exit status where nothing runs.
NOT_RUNNING = 3

var_option = click.option(
    "--var",
    envvar="UMBRA_VAR",
    default="var",
    show_default="./var",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory of the site: database, archive, logs. [env: UMBRA_VAR]",
)
