"""Other people's servers: reference stars of a field from TAP services. The only outbound network of the site."""

import math
import os
import ssl
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from string import Template

import numpy as np
import pyvo
import requests
from astropy.io.votable.exceptions import VOWarning

from ingest.photometry.reference_catalogues import from_columns
from ingest.photometry.reference_files import no_stars, split_cells
from ingest.photometry.reference_services import Fetched, ReferenceService, RemoteError
from ingest.photometry.sky_cells import Cell
from schemas.errors import FormatError

#: Seconds until a service that does not answer is given up: to connect, and between two pieces of an answer.
CONNECT_TIMEOUT = 6.0
READ_TIMEOUT = 60.0
#: Largest number of rows of a query; a cell with more is an error, never a part.
_MAXREC = 500_000
_SERVICES_AT_ONCE = 8
#: By these people tell requests about authorities of their own.
_AUTHORITY_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
#: Limits of services are multiples of this number of rows, and some cut answers without saying so.
_ROUND = 1000


def fetch_cells(
    wanted: Sequence[tuple[ReferenceService, Sequence[Cell]]], keep: Callable[[str, list[Fetched]], None]
) -> dict[str, RemoteError]:
    """Fetch cells of the sky of several surveys at once.

    Parameters
    ----------
    wanted
        Services, each with the cells that are missing of its survey.
    keep
        Called with a survey and its cells with their stars, in the order in which services answer; from this thread.

    Returns
    -------
    dict
        What went wrong, by survey.
    """
    trouble = {}
    with ThreadPoolExecutor(_SERVICES_AT_ONCE) as pool:
        jobs = [(service.survey, pool.submit(_fetch, service, cells)) for service, cells in wanted]
        for survey, job in jobs:
            try:
                keep(survey, job.result())
            except RemoteError as problem:
                trouble[survey] = problem
    return trouble


def _fetch(service: ReferenceService, cells: Iterable[Cell]) -> list[Fetched]:
    return [_fetch_cell(service, cell) for cell in cells]


def _fetch_cell(service: ReferenceService, cell: Cell) -> Fetched:
    """Fetch one cell; what lies outside of it is dropped, so that cells do not overlap."""
    ra, dec = cell.center
    radius = math.ceil(cell.radius * 1e6) / 1e6
    query = Template(service.query).substitute(ra=f"{ra:.7f}", dec=f"{dec:.7f}", radius=f"{radius:.6f}")
    columns = _ask(service, query)
    _check_whole(service, query, max(map(len, columns.values()), default=0))
    try:
        stars, _ = from_columns(columns, service.url, service.survey)
    except FormatError as problem:
        if any(len(column) for column in columns.values()) and "no star" not in problem.message:
            raise _trouble(service, str(problem)) from problem
        return cell, no_stars(service.survey)
    return next(split_cells(stars, [cell]))


def _check_whole(service: ReferenceService, query: str, n_rows: int) -> None:
    """Make sure that an answer with a suspiciously round number of rows is all there is."""
    if n_rows == 0 or n_rows % _ROUND:
        return
    counting = f"SELECT COUNT(*) AS n_rows FROM ({query}) AS answer"  # noqa: S608 - the query is the operator's own
    (count,) = _ask(service, counting).values()
    if len(count) != 1 or int(count[0]) != n_rows:
        raise _trouble(service, f"{n_rows} of {int(count[0]) if len(count) else 'unknown'} rows came")


def _ask(service: ReferenceService, query: str) -> dict[str, np.ndarray]:
    """Run a query; the columns of its answer by name."""
    with warnings.catch_warnings(), _Session() as session:
        # Services write dates and units that astropy remarks on; nothing of them is used here.
        warnings.simplefilter("ignore", VOWarning)
        warnings.simplefilter("error", pyvo.dal.DALOverflowWarning)
        try:
            answer = pyvo.dal.TAPService(service.url, session=session).run_sync(query, maxrec=_MAXREC)
        except pyvo.dal.DALOverflowWarning as problem:
            raise _trouble(service, f"more than {_MAXREC} stars in one cell") from problem
        except (pyvo.dal.DALAccessError, requests.RequestException, ValueError) as problem:
            raise _trouble(service, " ".join(str(problem).split())[:200]) from problem
        return {name: np.ma.asarray(answer.getcolumn(name)) for name in answer.fieldnames}


class _Session(requests.Session):
    """A session whose requests all have a time-out, pyvo sets none, and that trusts the authorities of the machine.

    Those that requests brings along are locked with it and expire; Debian renews its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.verify = authorities() or True

    def request(self, method: str, url: str, **options: object) -> requests.Response:  # type: ignore[override]
        """Send a request, see `requests.Session.request`."""
        options.setdefault("timeout", (CONNECT_TIMEOUT, READ_TIMEOUT))
        return super().request(method, url, **options)  # type: ignore[arg-type]


def authorities() -> str | None:
    """Return the file of certificate authorities that the machine keeps, None if a variable or nothing names one."""
    if any(os.environ.get(name) for name in _AUTHORITY_VARIABLES):
        return None
    return ssl.get_default_verify_paths().cafile


def _trouble(service: ReferenceService, reason: str) -> RemoteError:
    return RemoteError(f"{service.url} does not give the stars of {service.survey}: {reason}.")
