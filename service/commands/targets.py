"""``umbra target``, ``umbra observatory`` and ``umbra withdraw``: what light curves refer to."""

from collections.abc import Callable
from pathlib import Path

import click

from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.upload_checks import IDENTIFIER
from schemas.errors import UmbraError
from schemas.photometry import Observatory, Target, TargetOrigin
from schemas.position import signed_turn
from schemas.upload import Withdrawal
from service.commands.options import var_option
from service.ground.account import become_service, is_root, open_way, prepare_directory
from service.ground.clock import now_mjd
from service.ground.database import SiteDownError, open_database
from service.ground.layout import Layout
from service.publishing.photometry_publishing import publish_photometry


class TargetError(UmbraError):
    """A target, observatory or point cannot be made or found."""


@click.group(epilog="\b\nExamples:\n  umbra target add SN2024abc --ra 183.1 --dec 12.4\n  umbra target list --observed")
def target() -> None:
    """Targets of follow-up photometry."""


@click.group(epilog="\b\nExamples:\n  umbra observatory add ostrowik --lon 21.42 --lat 52.09 --alt 138\n")
def observatory() -> None:
    """Observatories that send catalogues."""


@target.command("add", epilog="\b\nExamples:\n  umbra target add SN2024abc --ra 183.1 --dec 12.4 --name 'SN 2024abc'")
@click.argument("target_id", metavar="ID")
@click.option("--ra", type=float, required=True, help="Right ascension, ICRS in degrees.")
@click.option("--dec", type=float, required=True, help="Declination, ICRS in degrees.")
@click.option("--name", help="Name of the object.")
@click.option("--ivoid", help="IVOA identifier of the alert.")
@click.option("--published", type=float, metavar="MJD", help="Instant of the alert, UTC as MJD.")
@click.option("--url", help="Address of a page about the target.")
@click.option(
    "--synthetic",
    "is_synthetic",
    is_flag=True,
    help="Mark the target as a model for demonstration, which is not in ObsCore.",
)
@var_option
def add_target(
    var: Path,
    target_id: str,
    ra: float,
    dec: float,
    name: str | None,
    ivoid: str | None,
    published: float | None,
    url: str | None,
    is_synthetic: bool,
) -> None:
    """Register a target, or change its entry."""
    check_target(target_id, ra, dec)
    made = Target(
        target_id=target_id,
        ivoid=ivoid,
        name=name,
        ra=ra,
        dec=dec,
        published=published,
        url=url,
        origin=TargetOrigin.SYNTHETIC if is_synthetic else TargetOrigin.MEASURED,
    )
    change(var, lambda archive: archive.put_target(made))
    click.echo(f"{target_id} is a target at RA {made.ra:.6f}, Dec {made.dec:+.6f} deg.")


@target.command("list", epilog="\b\nExamples:\n  umbra target list --observed")
@click.option("--observed", is_flag=True, help="Only those with points.")
@var_option
def list_targets(var: Path, observed: bool) -> None:
    """List the targets with the numbers of their accepted uploads."""
    become_service(permanent=True)
    with PhotometryArchive(Layout(var.absolute()).photometry) as archive:
        counts: dict[str, int] = {}
        for upload in archive.uploads():
            counts[upload.upload.target_id] = counts.get(upload.upload.target_id, 0) + 1
        for one in sorted(archive.targets().values(), key=lambda item: item.target_id):
            if counts.get(one.target_id) or not observed:
                words = f"{one.ra:11.6f} {one.dec:+11.6f}  {counts.get(one.target_id, 0):6d}  {one.name or ''}"
                click.echo(f"{one.target_id:24} {words}".rstrip())


@observatory.command("add", epilog="\b\nExamples:\n  umbra observatory add ostrowik --lon 21.42 --lat 52.09 --alt 138")
@click.argument("observatory_id", metavar="ID")
@click.option("--lon", type=click.FloatRange(-180, 360), help="Longitude, WGS84, degrees, east positive.")
@click.option("--lat", type=click.FloatRange(-90, 90), help="Latitude, WGS84, degrees, north positive.")
@click.option("--alt", type=click.FloatRange(-500, 9000), help="Height above the WGS84 ellipsoid in metres.")
@click.option("--name", help="Name of observatory or telescope.")
@var_option
def add_observatory(
    var: Path, observatory_id: str, lon: float | None, lat: float | None, alt: float | None, name: str | None
) -> None:
    """Register an observatory, or change its entry."""
    check_identifier(observatory_id)
    lon = None if lon is None else signed_turn(lon)
    made = Observatory(observatory_id=observatory_id, name=name, lon=lon, lat=lat, alt=alt)
    change(var, lambda archive: archive.put_observatory(made))
    click.echo(f"{observatory_id} is an observatory.")


@click.command(
    epilog="\b\nExamples:\n  umbra withdraw SN2024abc_60500.12345_3f9c01ab22_1 --reason 'clouds'\n"
    "  umbra withdraw --undo SN2024abc_60500.12345_3f9c01ab22_1"
)
@click.argument("measurement_id", metavar="MEASUREMENT_ID")
@click.option("--reason", default="", help="Why.")
@click.option("--undo", is_flag=True, help="Publish the point again.")
@var_option
def withdraw(var: Path, measurement_id: str, reason: str, undo: bool) -> None:
    """Withdraw a point from publication. It is kept, with the reason, and can be published again."""

    def note(archive: PhotometryArchive) -> list[str]:
        catalogue_id = measurement_id.rpartition("_")[0]
        checksum = archive.catalogue_ids().get(catalogue_id)
        found = None if checksum is None else archive.find(checksum, catalogue_id)
        if found is None or measurement_id not in [point.measurement_id for point in found.measurements]:
            raise TargetError(f"There is no point {measurement_id}.", "look it up in phot.measurement")
        if undo:
            archive.restore(measurement_id)
        else:
            now = now_mjd()
            archive.withdraw(Withdrawal(measurement_id=measurement_id, withdrawn=now, reason=reason))
        return [catalogue_id]

    change(var, note)
    click.echo(f"{measurement_id} is {'published again' if undo else 'withdrawn'}.")


def change(var: Path, note: Callable[[PhotometryArchive], list[str] | None]) -> None:
    """Change the archive and publish the change, if the site runs."""
    var = var.absolute()
    prepare_directory(var)
    if is_root():
        open_way(var)
    become_service(permanent=False)
    with PhotometryArchive(Layout(var).photometry, writable=True) as archive:
        catalogue_ids = note(archive) or []
        try:
            with open_database(var) as connection:
                publish_photometry(connection, archive, catalogue_ids)
        except SiteDownError:
            click.echo("The site is not running: 'umbra serve' will publish the change.", err=True)


def make_target(target_id: str, ra: float, dec: float) -> Target:
    """Return a target at a position.

    Raises
    ------
    TargetError
        The identifier or the position is impossible.
    """
    check_target(target_id, ra, dec)
    return Target(target_id=target_id, ra=ra, dec=dec)


def check_target(target_id: str, ra: float, dec: float) -> None:
    """Make sure that a target can have this identifier and position (ICRS [deg]).

    Raises
    ------
    TargetError
        The identifier or the position is impossible.
    """
    check_identifier(target_id)
    if not (0.0 <= ra < 360.0 and -90.0 <= dec <= 90.0):
        hint = "are they swapped?" if -90.0 <= ra <= 90.0 and 0.0 <= dec < 360.0 else "give degrees"
        raise TargetError(f"RA {ra:g}, Dec {dec:g} is no position on the sky.", hint)


def check_identifier(text: str) -> None:
    """Make sure that an identifier can be part of addresses and file names.

    Raises
    ------
    TargetError
        It cannot.
    """
    if not IDENTIFIER.fullmatch(text):
        raise TargetError(
            f"{text!r} cannot be an identifier.", "use up to 64 letters, digits and _ . + -, beginning with one"
        )
