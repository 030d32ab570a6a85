"""The services that reference stars are fetched from: which there are; `ingest.photometry.remote` asks them."""

import configparser
from dataclasses import dataclass
from pathlib import Path

from ingest.photometry.sky_cells import Cell
from ingest.photometry.survey_columns import survey_of
from schemas.errors import UmbraError
from schemas.photometry import ReferenceStars

#: A cell of the sky with its stars.
Fetched = tuple[Cell, ReferenceStars]


class RemoteError(UmbraError):
    """A service of reference stars cannot be reached, or does not give what was asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceService:
    """A TAP service that has a survey."""

    survey: str
    #: Address of the TAP service.
    url: str
    #: ADQL with ``$ra``, ``$dec`` and ``$radius`` [deg] of a circle.
    query: str


def read_services(path: Path) -> dict[str, ReferenceService]:
    """Read the list of services, by survey.

    Raises
    ------
    RemoteError
        If the file cannot be read, or a section is no survey or lacks an item.
    """
    parser = configparser.ConfigParser(interpolation=None)
    try:
        with path.open(encoding="utf-8") as stream:
            parser.read_file(stream)
        services = [
            ReferenceService(survey=section, url=parser[section]["url"], query=parser[section]["query"])
            for section in parser.sections()
        ]
    except (OSError, KeyError, UnicodeDecodeError, configparser.Error) as problem:
        raise RemoteError(
            f"{path} is no list of services: {problem}.", "give each [SURVEY] a url and a query"
        ) from problem
    found = {}
    for service in services:
        known = survey_of(service.survey)
        if known is None:
            raise RemoteError(f"{path} names {service.survey}, which is no survey here.")
        found[known.name] = service
    return found
