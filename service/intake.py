"""``umbra ingest`` and ``umbra check``: files go in, findings come out."""

import importlib.metadata
import os
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.archive import Archive
from ingest.bundles import unpack
from ingest.clock import now_mjd
from ingest.ephemerides import add_ephemeris, ephemerides_folder, list_ephemerides
from ingest.examination import Examination, examine, refused, unopened
from ingest.formats import FORMATS
from ingest.pipeline import Intake, Pipeline
from ingest.placing import Context
from schemas.errors import FormatError, UmbraError
from schemas.instant import mjd_of_day
from service.account import as_caller, become_service, is_root, open_way, prepare_directory
from service.database import SiteDownError
from service.input_files import list_files, open_file
from service.intake_printer import JsonPrinter, TextPrinter, make_printer
from service.layout import PROJECT, Layout
from service.options import var_option
from service.publishing import publish

#: The sample reports that ship with the project.
SAMPLES = PROJECT / "resources/occ/samples"
#: Ephemerides that sample reports are reduced with.
SAMPLE_EPHEMERIDES = PROJECT / "resources/occ/ephemerides"
#: From this many files on they are read by several processes.
_MANY_FILES = 200
_CHUNK_SIZE = 50

_FORMAT_WORDS = ", ".join(FORMATS)


class InputError(UmbraError):
    """A path that was named cannot be read."""


paths_argument = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH..."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object a file.")


@click.command(
    epilog=f"Formats: {_FORMAT_WORDS}.\n\n\b\nExamples:\n  umbra ingest report.txt\n  umbra ingest inbox/ --json"
    "\n  umbra ingest --dry-run Observations.xml\n  umbra ingest --event 20240627_778_theobalda report.txt"
)
@paths_argument
@var_option
@click.option("--dry-run", is_flag=True, help="Read, check and match, but keep and publish nothing.")
@click.option("--event", "event_id", metavar="EVENT_ID", help="The event that all the files belong to.")
@click.option("--report", "report_id", metavar="REPORT_ID", help="The report that light curves and logs belong to.")
@click.option(
    "--release", type=click.DateTime(["%Y-%m-%d"]), help="Day (UTC) before which light curves are not published."
)
@click.option("--bundle", "is_bundle", is_flag=True, help="Take each folder as one submission, as a zip always is.")
@json_option
@click.option("--arrays", "with_arrays", is_flag=True, help="With --json: print all readings of light curves.")
def ingest(
    paths: tuple[Path, ...],
    var: Path,
    dry_run: bool,
    event_id: str | None,
    report_id: str | None,
    release: datetime | None,
    is_bundle: bool,
    as_json: bool,
    with_arrays: bool,
) -> None:
    """Take reports, light curves and timing results into the archive and publish them.

    PATH is a file, or a folder whose files are taken with those of its subfolders. Every finding is printed as
    'file:line field message (hint)'. Files that are refused are kept in the archive with their findings.
    Exit status 1 says that something was refused.

    A light curve is tied to its event and report by what its header says of body, star, time, observer and
    place; where that is not enough, name them with --event and --report ('--report none' for a station that has
    sent no report).

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
    context = Context(
        event_id=event_id,
        report_id=report_id,
        release_date=None if release is None else mjd_of_day(release.date()),
    )
    printer = make_printer(as_json=as_json, with_arrays=with_arrays)
    is_well = run_intake(paths, layout, dry_run=dry_run, context=context, printer=printer, is_bundle=is_bundle)
    if not dry_run:
        _publish(var)
    if not is_well:
        raise click.exceptions.Exit(1)


@click.command(epilog="\b\nExamples:\n  umbra check report.txt\n  umbra check --json inbox/")
@paths_argument
@json_option
@click.option("--arrays", "with_arrays", is_flag=True, help="With --json: print all readings of light curves.")
def check(paths: tuple[Path, ...], as_json: bool, with_arrays: bool) -> None:
    """Read and check files, and do nothing else.

    Needs no site and no archive: what an observer can do before sending a report.
    """
    become_service(permanent=False)
    printer = make_printer(as_json=as_json, with_arrays=with_arrays)
    if not run_intake(paths, None, dry_run=True, context=Context(), printer=printer, is_tying=False):
        raise click.exceptions.Exit(1)


def ingest_samples(var: Path) -> None:
    """Take the sample reports and ephemerides that ship with the project into the archive of a new site."""
    folder = ephemerides_folder(Layout(var).archive)
    for item in list_ephemerides(SAMPLE_EPHEMERIDES):
        if item not in list_ephemerides(folder):
            with (SAMPLE_EPHEMERIDES / item.file).open("rb") as content:
                add_ephemeris(folder, item.file, content, body=item.body, name=item.name)
    with Archive(Layout(var).archive, writable=True) as archive:
        for _ in _make_pipeline(archive, Context()).take(_examine_all([SAMPLES])):
            pass


def run_intake(
    paths: tuple[Path, ...],
    layout: Layout | None,
    *,
    dry_run: bool,
    context: Context,
    printer: JsonPrinter | TextPrinter,
    is_tying: bool = True,
    is_bundle: bool = False,
) -> bool:
    """Take files in and print what became of them; return whether nothing was refused."""
    folder = layout.archive if layout is not None else Path(os.devnull)
    with as_caller():
        total = sum(1 for _ in list_files(paths))
    with Archive(folder, writable=not dry_run, rehearsal=dry_run) as archive:
        if context.event_id is not None and not archive.index.has_event(context.event_id):
            raise InputError(f"There is no event {context.event_id} in the archive.", "look it up in occ.event")
        pipeline = _make_pipeline(archive, context, is_tying=is_tying)
        printer.begin(total)
        with _progress() as progress:
            task = progress.add_task("Reading", total=total)
            intakes = _take_all(pipeline, paths, is_bundle=is_bundle)
            for done, intake in enumerate(intakes, 1):
                printer.show(intake)
                if done % _CHUNK_SIZE == 0:
                    progress.update(task, completed=done, refresh=True)
        printer.finish()
    return printer.is_well


def _take_all(pipeline: Pipeline, paths: tuple[Path, ...], *, is_bundle: bool) -> Iterator[Intake]:
    """Take files in one by one, and zips, and with ``is_bundle`` folders, each as one submission."""
    folders = [path for path in paths if is_bundle and path.is_dir()]
    zips: list[Examination] = []
    yield from pipeline.take(_without_zips(_examine_all([path for path in paths if path not in folders]), zips))
    for folder in folders:
        with as_caller():
            files = list(list_files([folder]))
        yield from pipeline.take_bundle([_examine_one(path) for path in files])
    for examination in zips:
        yield from _take_zip(pipeline, examination)


def _without_zips(examinations: Iterator[Examination], zips: list[Examination]) -> Iterator[Examination]:
    for examination in examinations:
        if examination.is_zip:
            zips.append(replace(examination, content=None))
        else:
            yield examination


def _take_zip(pipeline: Pipeline, examination: Examination) -> Iterator[Intake]:
    """Take the files of a zip in as one submission; a zip that is not to be trusted is refused whole."""
    with tempfile.TemporaryDirectory(prefix="umbra-zip-") as name:
        try:
            with open_file(examination.path) as stream:
                found = unpack(stream, examination.name, Path(name))
        except FormatError as problem:
            yield from pipeline.take([refused(examination, problem)])
            return
        members = [_examine_one(place) for _, place in found]
        for intake, (inner, _) in zip(pipeline.take_bundle(members), found, strict=True):
            yield replace(intake, path=examination.path / inner)


def _make_pipeline(archive: Archive, context: Context, *, is_tying: bool = True) -> Pipeline:
    software = f"umbra {importlib.metadata.version('umbra')}"
    return Pipeline(
        archive,
        opener=open_file,
        now=now_mjd,
        software=software,
        event_id=context.event_id,
        context=context,
        is_tying=is_tying,
    )


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # No thread of its own: processes are forked while it is shown.
    return Progress(*columns, console=console, transient=True, auto_refresh=False, disable=not console.is_terminal)


def _publish(var: Path) -> None:
    try:
        published = publish(var)
    except SiteDownError:
        click.echo("The site is not running: the archive is complete, 'umbra serve' will publish it.", err=True)
        return
    click.echo(f"Published: {published.n_events} events, {published.n_rows} rows.", err=True)


def _examine_one(path: Path) -> Examination:
    try:
        return examine(path, open_file)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        return unopened(
            path, FormatError(path.name, None, "", f"The file cannot be read: {reason}.", "check its owner")
        )
    except FormatError as problem:
        return unopened(path, problem)


def _examine_chunk(paths: list[Path]) -> list[Examination]:
    return [_examine_one(path) for path in paths]


def _examine_all(paths: list[Path] | tuple[Path, ...]) -> Iterator[Examination]:
    """Examine files in their order; many of them by several processes, a bounded number ahead."""
    with as_caller():
        files = iter(list(list_files(paths)))
    first = list(islice(files, _MANY_FILES))
    if len(first) < _MANY_FILES:
        yield from map(_examine_one, first)
        return
    n_processes = os.cpu_count() or 1
    with ProcessPoolExecutor(n_processes, mp_context=get_context("fork")) as pool:
        waiting: deque[Future[list[Examination]]] = deque()
        chunks = iter(lambda: list(islice(files, _CHUNK_SIZE)), [])
        for start in range(0, len(first), _CHUNK_SIZE):
            waiting.append(pool.submit(_examine_chunk, first[start : start + _CHUNK_SIZE]))
        while waiting:
            done = waiting.popleft().result()
            if chunk := next(chunks, None):
                waiting.append(pool.submit(_examine_chunk, chunk))
            yield from done
