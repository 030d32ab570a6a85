"""``umbra check``: files are read and checked, without a site."""

from pathlib import Path

import click

from ingest.intake.context import Context
from service.commands.intake import run_intake
from service.commands.intake_printer import make_printer
from service.commands.options import arrays_option, files_argument, json_option
from service.ground.account import become_service
from service.ground.clock import now_mjd


@click.command(epilog="\b\nExamples:\n  umbra check report.txt\n  umbra check --json inbox/")
@files_argument
@json_option
@arrays_option
def check(paths: tuple[Path, ...], as_json: bool, with_arrays: bool) -> None:
    """Read and check files, and do nothing else.

    Needs neither site nor archive: for observers, before they send a report.
    """
    become_service(permanent=False)
    printer = make_printer(as_json=as_json, with_arrays=with_arrays)
    if not run_intake(paths, None, dry_run=True, context=Context(), printer=printer, now=now_mjd, is_tying=False):
        raise click.exceptions.Exit(1)
