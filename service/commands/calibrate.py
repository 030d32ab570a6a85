"""``umbra calibrate``: catalogues go in, points on standard light curves come out."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click
import psycopg

from formats.sources.source_table import MAX_SIZE
from ingest.intake.examination import fault
from ingest.photometry.photometry import Desk, Outcome, StarReader, take_upload
from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.reference_files import ReferenceFiles
from schemas.codes import FileStatus
from schemas.errors import FormatError, UmbraError
from schemas.photometry import Calibration, Measurement, Target
from schemas.upload import CalibratedUpload, Upload
from service.commands.fault_log import log_to_site
from service.commands.input_files import list_files, open_file
from service.commands.options import NOT_RUNNING, var_option
from service.commands.software import software
from service.commands.star_reader import LimitedReader
from service.commands.targets import make_target
from service.commands.uploads import Plotter, Taken, settle
from service.ground.account import as_caller, become_service, is_root, open_way, prepare_directory
from service.ground.clock import now_mjd
from service.ground.database import SiteDownError, open_database
from service.ground.layout import Layout
from service.publishing.photometry_publishing import publish_photometry
from service.publishing.reference_stars import ReferenceDesk, find_services

#: Largest number of points or zero points of a file that are printed.
_MANY_POINTS = 20
#: Kinds of picture, see `export.figure_file.FIGURES`.
_PICTURES = ("png", "svg", "pdf")


@click.command(
    epilog="\b\nExamples:\n"
    "  umbra calibrate --target SN2024abc --mjd 60500.12345 --exposure 120 --observatory ostrowik frame.cat\n"
    "  umbra calibrate --target SN2024abc --ra 183.1 --dec 12.4 --create --mjd 60500.1 frame.cat\n"
    "  umbra calibrate --target SN2024abc --mjd 60500.1 --filter APASS/V --radius 4 --dry-run --json frame.cat\n"
    "  umbra calibrate --target SN2024abc --mjd 60500.1 --dry-run --plot pictures frame.cat\n"
    "  umbra calibrate --target SN2024abc photometry.csv"
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="CATALOGUE...")
@click.option("--target", "target_id", required=True, metavar="ID", help="The target that the catalogues are of.")
@click.option("--mjd", type=float, help="Mid-exposure, UTC as MJD.")
@click.option("--exposure", type=float, help="Exposure time in seconds.")
@click.option("--observatory", "observatory_id", metavar="ID", help="Observatory that took the images.")
@click.option("--used-filter", metavar="TEXT", help="Filter in front of the detector: B, Sloan r, clear ...")
@click.option("--radius", default=2.0, show_default=True, help="Largest distance of a match in arcsec.")
@click.option("--filter", "force", default="auto", show_default=True, help="SURVEY/BAND to use: APASS/V, any/V, auto.")
@click.option("--magnitude", metavar="COLUMN", help="Magnitude column of the catalogue, for instance MAG_APER.")
@click.option("--aperture", type=click.IntRange(1), help="Which aperture of a vector column, counted from 1.")
@click.option("--colour/--no-colour", "use_colour", default=False, help="Fit a colour term.")
@click.option("--target-colour", type=float, help="Colour of the target in mag, for the colour term.")
@click.option("--ra", type=float, help="Right ascension of a target to create, ICRS in degrees.")
@click.option("--dec", type=float, help="Declination of a target to create, ICRS in degrees.")
@click.option("--create", is_flag=True, help="Create the target at --ra and --dec if it does not exist.")
@click.option("--offline", is_flag=True, help="Fetch no reference stars.")
@click.option("--dry-run", is_flag=True, help="Calibrate, but keep and publish nothing.")
@click.option(
    "--plot",
    "plot_folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw the zero point of every band into this folder.",
)
@click.option(
    "--plot-format", type=click.Choice(_PICTURES), default="png", show_default=True, help="Kind of these pictures."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object a file.")
@var_option
def calibrate(
    paths: tuple[Path, ...],
    var: Path,
    target_id: str,
    mjd: float | None,
    exposure: float | None,
    observatory_id: str | None,
    used_filter: str | None,
    radius: float,
    force: str,
    magnitude: str | None,
    aperture: int | None,
    use_colour: bool,
    target_colour: float | None,
    ra: float | None,
    dec: float | None,
    create: bool,
    offline: bool,
    dry_run: bool,
    plot_folder: Path | None,
    plot_format: str,
    as_json: bool,
) -> None:
    """Put catalogues of stars on a standard photometric scale, and publish their target's magnitude.

    CATALOGUE is a file of SExtractor (ASCII, FITS, VOTable) or a table with the same columns, of one image with the
    target on it; or a file of calibrated points (CSV of BHTOM or TOM Toolkit, AAVSO's Extended format, ATLAS' forced
    photometry). Files may be packed by gzip. Its stars are compared with reference stars of large surveys in every
    band; the best band that can be the filter's, or the one of --filter, gives the point. The filter is that of
    --used-filter, or the one that the catalogue names. Exit status 1: a file was refused, 3: the site is not running.
    """
    if create and (ra is None or dec is None):
        raise click.UsageError("--create needs --ra and --dec")
    upload = Upload(
        target_id=target_id,
        observatory_id=observatory_id,
        mjd=mjd,
        exposure=exposure,
        filter=used_filter,
        radius=radius,
        force=None if force.lower() in ("auto", "any", "no", "") else force,
        magnitude=magnitude,
        aperture=aperture,
        use_colour=use_colour,
        target_colour=target_colour,
    )
    target = None if ra is None or dec is None or not create else make_target(target_id, ra, dec)
    # As the caller still: matplotlib keeps its list of fonts at home, and the site's account has none.
    plot = None if plot_folder is None else make_plotter(plot_folder.absolute(), plot_format)
    layout = open_layout(var, dry_run=dry_run)
    try:
        taken = run_calibration(layout, paths, upload, target, plot=plot, offline=offline, dry_run=dry_run)
    except SiteDownError as problem:
        click.echo(f"umbra: {problem}", err=True)
        raise click.exceptions.Exit(NOT_RUNNING) from problem
    if as_json:
        click.echo(json.dumps([one.as_object() for one in taken], ensure_ascii=False, allow_nan=False, indent=1))
    else:
        click.echo("\n".join(line for one in taken for line in text_lines(one)))
    if any(one.status is FileStatus.REFUSED for one in taken):
        raise click.exceptions.Exit(1)


def make_plotter(folder: Path, kind: str) -> Plotter:
    """Make the folder and return what draws the zero points of a file into it.

    Raises
    ------
    UmbraError
        The folder cannot be written.
    """
    # matplotlib takes a quarter of a second to import, and only pictures need it.
    plots = import_module("service.commands.calibration_plots")
    plots.prepare_folder(folder)
    return lambda outcome: tuple(plots.write_plots(folder, outcome, kind))


def open_layout(var: Path, *, dry_run: bool = False) -> Layout:
    """Find the site's directory and become the account that owns it."""
    var = var.absolute()
    if not dry_run:
        prepare_directory(var)
    if var.exists() and is_root():
        open_way(var)
    become_service(permanent=False)
    if not dry_run:
        log_to_site(Layout(var))
    return Layout(var)


def run_calibration(
    layout: Layout,
    paths: tuple[Path, ...],
    upload: Upload,
    target: Target | None,
    *,
    plot: Plotter | None = None,
    offline: bool,
    dry_run: bool,
) -> list[Taken]:
    """Calibrate files one after the other, keep, draw and publish what came out.

    Raises
    ------
    SiteDownError
        The site's database does not run.
    UmbraError
        There are no reference stars of the field, or the archive or a picture cannot be written.
    """
    with (
        open_database(layout.var) as connection,
        PhotometryArchive(layout.photometry, writable=not dry_run) as archive,
        LimitedReader() as read,
    ):
        if target is not None and target.target_id not in archive.targets() and not dry_run:
            archive.put_target(target)
        extra = {} if target is None else {target.target_id: target}
        services = {} if offline else find_services(layout)
        desk = Desk(
            targets={**extra, **archive.targets()},
            observatories=archive.observatories(),
            field=ReferenceDesk(connection, ReferenceFiles(layout.references), services).field,
            now=now_mjd,
            software=software(),
            read=read,
        )
        taken: list[Taken] = []
        with as_caller():
            files = list(list_files(paths))
        for path in files:
            data, outcome = take_file(path, upload, desk)
            known = desk.targets.get(upload.target_id)
            before = [one.upload for one in taken] if dry_run else None
            taken.append(settle(archive, path, data, outcome, target=known, before=before, plot=plot))
        if not dry_run:
            publish_photometry(connection, archive, [one.upload.catalogue_id for one in taken])
        return taken


def take_file(path: Path, upload: Upload, desk: Desk) -> tuple[bytes, Outcome]:
    """Read a file as the caller and make a point of it; what cannot be read, or fails, is refused by itself."""
    try:
        data = read_file(path)
    except OSError as problem:
        message = f"The file cannot be read: {problem.strerror or problem}."
        return b"", take_upload(b"", path.name, upload, replace(desk, read=_refuse_with(message, "check its owner")))
    try:
        return data, take_upload(data, path.name, upload, desk)
    except (UmbraError, psycopg.Error):
        raise
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other files go in
        finding = fault(path.name, problem)
        return data, take_upload(
            data, path.name, upload, replace(desk, read=_refuse_with(finding.message, finding.hint))
        )


def _refuse_with(message: str, hint: str) -> StarReader:
    def read(_: bytes, name: str, __: Upload) -> NoReturn:
        raise FormatError(name, None, "", message, hint)

    return read


def read_file(path: Path) -> bytes:
    """Return a file's bytes, read as the caller; of a file that is too large only one byte more than the limit."""
    with open_file(path) as stream:
        # A file of the system that has nothing yet gives None.
        return stream.read(MAX_SIZE + 1) or b""


def text_lines(taken: Taken) -> Iterator[str]:
    """Return the outcome of a file as lines for a person."""
    upload = taken.upload
    yield f"{taken.path}: {taken.status}" + (f" as {upload.catalogue_id}" if upload.catalogue else "")
    target = taken.target
    if target is not None:
        yield f"  {target.target_id} at RA {target.ra:.6f}, Dec {target.dec:+.6f} deg"
    chosen = next((calibration for calibration in upload.calibrations if calibration.chosen), None)
    for point in upload.measurements[:_MANY_POINTS]:
        yield f"  {point.mjd:.5f}  {point.survey}/{point.band}  {_magnitude(point)}"
    if len(upload.measurements) > _MANY_POINTS:
        yield f"  and {len(upload.measurements) - _MANY_POINTS} more points"
    if chosen is not None:
        yield from _zero_point_lines(chosen, upload)
    for path in taken.plots:
        yield f"  plot {path}"
    for finding in upload.findings:
        yield finding.text(str(taken.path))


def _zero_point_lines(chosen: Calibration, upload: CalibratedUpload) -> Iterator[str]:
    yield (
        f"  zero point {chosen.zero_point:.3f} +- {chosen.zero_point_err:.3f} mag, scatter {chosen.scatter:.3f} mag, "
        f"{chosen.n_used} of {chosen.n_matched} stars, outlier fraction {chosen.outlier_fraction:.2f}, "
        f"radius {upload.upload.radius:g} arcsec"
    )
    others = [one for one in upload.calibrations if not one.chosen][:_MANY_POINTS]
    for one in others:
        words = f"{one.n_used} of {one.n_matched} stars"
        yield f"  also {one.survey}/{one.band}: {one.zero_point:.3f}, scatter {one.scatter:.3f}, {words}"


def _magnitude(point: Measurement) -> str:
    if point.is_limit or point.mag is None:
        return f"fainter than {point.limiting_mag:.3f} mag"
    errors = [
        f"+- {err:.3f} ({name})"
        for err, name in ((point.mag_err, "statistical"), (point.calib_err, "calibration"))
        if err is not None
    ]
    return " ".join([f"{point.mag:.3f}", *errors, "mag"])
