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

files_argument = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH..."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object a file.")
arrays_option = click.option(
    "--arrays", "with_arrays", is_flag=True, help="With --json: print all readings of light curves."
)
