"""``umbra ingest``: files go in, findings come out, and the tables of the running site follow."""

from datetime import datetime
from pathlib import Path

import click

from formats import FORMATS
from ingest.intake.context import Context
from schemas.instant import mjd_of_day
from service.commands.fault_log import log_to_site
from service.commands.intake import run_intake
from service.commands.intake_printer import make_printer
from service.commands.options import arrays_option, files_argument, json_option, var_option
from service.ground.account import become_service, is_root, open_way, prepare_directory
from service.ground.clock import now_mjd
from service.ground.database import SiteDownError
from service.ground.layout import Layout
from service.publishing.publishing import publish

#: What --report says for a station that has sent no report.
_NO_REPORT = "none"


@click.command(
    epilog=f"Formats: {', '.join(FORMATS)}.\n\n\b\nExamples:\n  umbra ingest report.txt\n  umbra ingest inbox/ --json"
    "\n  umbra ingest --dry-run Observations.xml\n  umbra ingest --event 20240627_778_theobalda report.txt"
)
@files_argument
@var_option
@click.option("--dry-run", is_flag=True, help="Read, check and match, but keep and publish nothing.")
@click.option("--event", "event_id", metavar="EVENT_ID", help="The event that all the files belong to.")
@click.option("--report", "report_id", metavar="REPORT_ID", help="The report that light curves and logs belong to.")
@click.option(
    "--release", type=click.DateTime(["%Y-%m-%d"]), help="Day (UTC) before which light curves are not published."
)
@click.option(
    "--override",
    "override_reason",
    metavar="REASON",
    help="Accept light curves and logs that contradict their report or event; the reason is published.",
)
@click.option("--bundle", "is_bundle", is_flag=True, help="Take each folder as one submission, as a zip always is.")
@json_option
@arrays_option
def ingest(
    paths: tuple[Path, ...],
    var: Path,
    dry_run: bool,
    event_id: str | None,
    report_id: str | None,
    release: datetime | None,
    override_reason: str | None,
    is_bundle: bool,
    as_json: bool,
    with_arrays: bool,
) -> None:
    """Take reports, light curves and timing results into the archive and publish them.

    PATH is a file, or a folder whose files are taken with those of its subfolders. Every finding is printed as
    'file:line field severity: message (hint)'. Files that are refused are kept in the archive with their findings.
    Exit status 1: a file was refused.

    A light curve is tied to its event and report by the body, star, time, observer and place that its header
    gives; where that is not enough, name them with --event and --report ('--report none' for a station that has
    sent no report).

    A light curve or log that cannot be of its report or event (another day or body, hours off, a recording without
    D and R) is refused. If you know that and why the file itself is wrong, give --override REASON.

    The files of a zip are one submission, and so are with --bundle those of a folder: light curves, logs and
    pictures in it belong to the one report in it.
    """
    var = var.absolute()
    if not dry_run:
        prepare_directory(var)
    layout = Layout(var) if var.exists() else None
    if layout is not None and is_root():
        open_way(var)
    become_service(permanent=False)
    if override_reason is not None and not override_reason.strip():
        raise click.BadParameter("The reason is empty.", param_hint="--override")
    if layout is not None and not dry_run:
        log_to_site(layout)
    context = Context(
        event_id=event_id,
        report_id=None if report_id == _NO_REPORT else report_id,
        has_no_report=report_id == _NO_REPORT,
        override_reason=None if override_reason is None else " ".join(override_reason.split()),
        release_date=None if release is None else mjd_of_day(release.date()),
    )
    printer = make_printer(as_json=as_json, with_arrays=with_arrays)
    is_well = run_intake(
        paths, layout, dry_run=dry_run, context=context, printer=printer, now=now_mjd, is_bundle=is_bundle
    )
    if not dry_run:
        _publish(var)
    if not is_well:
        raise click.exceptions.Exit(1)


def _publish(var: Path) -> None:
    try:
        published = publish(var, now_mjd)
    except SiteDownError:
        click.echo("The site is not running: the archive is complete, 'umbra serve' will publish it.", err=True)
        return
    click.echo(f"Published: {published.n_events} events, {published.n_rows} rows.", err=True)
