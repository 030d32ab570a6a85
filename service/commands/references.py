"""``umbra references``: reference stars in bulk."""

import hashlib
from pathlib import Path

import click

from ingest.photometry.reference_files import ReferenceFiles
from ingest.photometry.reference_tables import read_reference_stars
from ingest.photometry.survey_columns import SURVEYS, survey_of
from service.commands.options import var_option
from service.ground.account import as_caller, become_service, is_root, open_way, prepare_directory
from service.ground.database import SiteDownError, open_database
from service.ground.layout import Layout
from service.publishing.reference_stars import fill_table


@click.group(epilog="\b\nExamples:\n  umbra references load APASS apass_field.fits\n  umbra references surveys")
def references() -> None:
    """Load the reference stars that zero points are computed from."""


@references.command("surveys", epilog="\b\nExamples:\n  umbra references surveys")
def surveys() -> None:
    """List the surveys with their bands and papers."""
    for survey in SURVEYS.values():
        click.echo(f"{survey.name:10} {' '.join(survey.bands):22} {survey.bibcode}")


@references.command("load", epilog="\b\nExamples:\n  umbra references load APASS apass_field.fits")
@click.argument("survey")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE..."
)
@var_option
def load(var: Path, survey: str, paths: tuple[Path, ...]) -> None:
    """Load files of a survey's stars: VOTable, FITS, ECSV, CSV or Parquet, with the survey's own column names.

    Fields that such a file covers are not fetched from a service. A file that was loaded before is skipped.
    """
    known = survey_of(survey)
    if known is None:
        raise click.BadParameter(f"{survey} is not a known survey: {', '.join(SURVEYS)}.", param_hint="SURVEY")
    var = var.absolute()
    prepare_directory(var)
    if is_root():
        open_way(var)
    become_service(permanent=False)
    files = ReferenceFiles(Layout(var).references)
    for path in paths:
        click.echo(load_file(files, path, known.name))
    try:
        with open_database(var) as connection:
            fill_table(connection, files)
    except SiteDownError:
        click.echo("The site is not running: 'umbra serve' will load the stars.", err=True)


def load_file(files: ReferenceFiles, path: Path, survey: str) -> str:
    """Keep the stars of a bulk file and print their number.

    Raises
    ------
    FormatError
        The file is no table of that survey.
    """
    with as_caller():
        data = path.read_bytes()
    checksum = hashlib.sha256(data).hexdigest()
    if files.has_bulk(survey, checksum):
        return f"{path.name}: unchanged"
    stars, findings = read_reference_stars(data, path.name, survey)
    files.add_bulk(stars, checksum)
    notes = [finding.text(str(path)) for finding in findings]
    return "\n".join([f"{path.name}: {len(stars)} stars of {survey} in {' '.join(stars.bands)}", *notes])
