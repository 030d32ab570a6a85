"""``umbra ephemeris``: the kernels and tables that chords are computed with."""

from pathlib import Path

import click

from ingest.archive.archive import Archive
from ingest.ephemerides.ephemerides import add_ephemeris
from ingest.ephemerides.ephemeris_files import EphemerisFile, ephemerides_folder, list_ephemerides
from service.commands.input_files import open_file
from service.commands.options import var_option
from service.ground.account import become_service, is_root, open_way, prepare_directory
from service.ground.clock import now_mjd
from service.ground.database import SiteDownError
from service.ground.layout import Layout
from service.publishing.publishing import publish


@click.group()
def ephemeris() -> None:
    """Kernels and tables of the positions of bodies.

    Without any, chords are computed with the elements that came with the event. Files are kept in 'ephemerides' below
    the site's directory, with an index: back it up with the archive.
    """


@ephemeris.command(
    epilog="\b\nExamples:\n  umbra ephemeris add de440s.bsp"
    "\n  umbra ephemeris add Chariklo.bsp --body 10199 --name 'NIMA v15'"
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--body", type=click.IntRange(min=1), help="Number of the minor planet; leave it out for a kernel of planets."
)
@click.option("--name", help="Name and version that chords will name; default: the file's name.")
@var_option
def add(file: Path, body: int | None, name: str | None, var: Path) -> None:
    """Take an ephemeris into use, and compute the body's chords anew.

    FILE is an SPK kernel (.bsp), or a table of lines 'JD(UTC) RA Dec distance', geocentric and astrometric, in
    degrees (ICRS) and au. A kernel of a body needs one of the planets too. Of several ephemerides of a body
    the one that was added last and covers the event is used.
    """
    var = var.absolute()
    prepare_directory(var)
    if is_root():
        open_way(var)
    become_service(permanent=False)
    with open_file(file) as content:
        folder = ephemerides_folder(Layout(var).archive)
        item = add_ephemeris(folder, file.name, content, body=body, name=name or file.name)
    click.echo(f"{item.file}: {item.name}, {_words(item)}.")
    _publish(var, item)


@ephemeris.command("list")
@var_option
def list_(var: Path) -> None:
    """Print the ephemerides of the site, the preferred one last."""
    for item in list_ephemerides(ephemerides_folder(Layout(var.absolute()).archive)):
        click.echo(f"{item.file}\t{_words(item)}\t{item.name}")


def _words(item: EphemerisFile) -> str:
    return "planets" if item.body is None else f"body {item.body}"


def _publish(var: Path, item: EphemerisFile) -> None:
    """Publish the events that the new ephemeris may be for."""
    with Archive(Layout(var).archive) as archive:
        events = archive.index.event_ids() if item.body is None else archive.index.event_ids_of_body(item.body)
    try:
        published = publish(var, now_mjd, also=events)
    except SiteDownError:
        click.echo("The site is not running: 'umbra serve' computes the chords anew at its next start.", err=True)
        return
    click.echo(f"Published: {published.n_events} events, {published.n_rows} rows.", err=True)
