"""Files that a person names are ingested or only checked, with a progress bar."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from ingest.archive.archive import Archive
from ingest.intake.context import Context
from ingest.intake.examination import Examination, examine, unopened, unreadable
from ingest.intake.intake import Intake
from ingest.intake.pipeline import Pipeline
from ingest.intake.zips import unpacked
from schemas.errors import FormatError, UmbraError
from schemas.finding import Finding
from schemas.instant import Clock
from service.commands.file_workers import FILE_SECONDS, MEGABYTE_SECONDS, Loss, Workers, die_with_parent, loss_finding
from service.commands.input_files import list_files, open_file
from service.commands.intake_printer import JsonPrinter, TextPrinter
from service.commands.software import software
from service.ground.account import as_caller
from service.ground.layout import Layout

#: From this many files on they are read by several processes.
_MANY_FILES = 200
#: How often the progress bar moves [files].
_STEP = 50


class InputError(UmbraError):
    """A path that was named cannot be read."""


def run_intake(
    paths: tuple[Path, ...],
    layout: Layout | None,
    *,
    dry_run: bool,
    context: Context,
    printer: JsonPrinter | TextPrinter,
    now: Clock,
    is_tying: bool = True,
    is_bundle: bool = False,
) -> bool:
    """Ingest files and print the outcome of each; return whether nothing was refused."""
    folder = layout.archive if layout is not None else Path(os.devnull)
    with as_caller():
        total = sum(1 for _ in list_files(paths))
    with Archive(folder, writable=not dry_run, rehearsal=dry_run) as archive:
        if context.event_id is not None and not archive.index.has_event(context.event_id):
            raise InputError(f"There is no event {context.event_id} in the archive.", "look it up in occ.event")
        pipeline = make_pipeline(archive, context, now=now, is_tying=is_tying)
        printer.begin(total)
        with _progress(total) as show_progress:
            for done, intake in enumerate(_take_all(pipeline, paths, now, is_bundle=is_bundle), 1):
                printer.show(intake)
                if done % _STEP == 0:
                    show_progress(done)
        printer.finish()
    return printer.is_well


def _take_all(pipeline: Pipeline, paths: tuple[Path, ...], now: Clock, *, is_bundle: bool) -> Iterator[Intake]:
    """Take files in one by one, and zips, and with ``is_bundle`` folders, each as one submission."""
    folders = [path for path in paths if is_bundle and path.is_dir()]
    zips: list[Examination] = []
    yield from pipeline.take(_without_zips(examine_all([path for path in paths if path not in folders], now), zips))
    for folder in folders:
        with as_caller():
            files = list(list_files([folder]))
        yield from pipeline.take_bundle(list(examine_all(files, now)))
    for examination in zips:
        yield from _take_zip(pipeline, examination, now)


def _without_zips(examinations: Iterator[Examination], zips: list[Examination]) -> Iterator[Examination]:
    """Yield the other examinations, and put the zips aside without their content, which is read again."""
    for examination in examinations:
        if examination.is_zip:
            zips.append(replace(examination, content=None))
        else:
            yield examination


def _take_zip(pipeline: Pipeline, examination: Examination, now: Clock) -> Iterator[Intake]:
    """Take the files of a zip in as one submission; a zip that is not to be trusted is refused whole."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(unpacked(examination, open_file))
        except FormatError as problem:
            yield from pipeline.take([replace(examination, findings=(unreadable(problem),))])
            return
        shown = {path: examination.shown_path / inner for inner, path in found}
        yield from pipeline.take_bundle(list(examine_all(list(shown), now, shown)))


def make_pipeline(archive: Archive, context: Context, *, now: Clock, is_tying: bool = True) -> Pipeline:
    """Return what takes files into an archive, as this version of the program."""
    return Pipeline(archive, opener=open_file, now=now, software=software(), context=context, is_tying=is_tying)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show the progress of reading on a terminal; gives a function to call with the number of files that are done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    # Only a terminal has to wait for the library that draws on it.
    from service.commands.progress import progress_bar  # noqa: PLC0415

    with progress_bar("Reading", total) as show_progress:
        yield show_progress


def _open_in_worker(path: Path) -> IO[bytes]:
    stream = open_file(path)
    die_with_parent()
    return stream


def _examine_one(path: Path, *, now: Clock, shown: Mapping[Path, Path], finding: Finding | None = None) -> Examination:
    try:
        return examine(path, _open_in_worker, finding, now=now, shown=shown.get(path))
    except OSError as problem:
        reason = problem.strerror or str(problem)
        trouble = FormatError(path.name, None, "", f"The file cannot be read: {reason}.", "check its owner")
        return unopened(path, trouble, shown=shown.get(path))
    except FormatError as problem:
        return unopened(path, problem, shown=shown.get(path))


def _examine_lost(path: Path, loss: Loss, *, now: Clock, shown: Mapping[Path, Path]) -> Examination:
    """Keep a file whose reading was not finished."""
    return _examine_one(path, now=now, shown=shown, finding=loss_finding(loss))


def time_limit(path: Path) -> float:
    """Return the processor time that reading a file may take [s]: many times what the slowest reader needs."""
    try:
        with as_caller():
            size = path.stat().st_size
    except OSError:
        size = 0
    return FILE_SECONDS + MEGABYTE_SECONDS * size / 1e6


def examine_all(
    paths: list[Path] | tuple[Path, ...], now: Clock, shown: Mapping[Path, Path] | None = None
) -> Iterator[Examination]:
    """Examine files in their order, each within a limit of time; many of them by several processes.

    Parameters
    ----------
    paths
        Files, and folders of files.
    now
        The time of day.
    shown
        How files are named that are read from another place than they came from.
    """
    with as_caller():
        files = list(list_files(paths))
    n_processes = (os.cpu_count() or 1) if len(files) >= _MANY_FILES else 1
    look = partial(_examine_one, now=now, shown=shown or {})
    lose = partial(_examine_lost, now=now, shown=shown or {})
    with Workers(look, lose, limit_s=time_limit, n_processes=n_processes) as workers:
        yield from workers.map(iter(files))
