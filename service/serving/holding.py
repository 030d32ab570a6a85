"""What the collections hand out: links, contents, files, time series and refusals.

`service.serving.datalink` passes them to DaCHS; nothing here knows of it, so that collections can be tried without.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from schemas.errors import UmbraError

Row = dict[str, Any]

VOTABLE, CSV = "application/x-votable+xml", "text/csv;header=present;charset=utf-8"


class Connection(Protocol):
    """DaCHS' connection to the database."""

    def queryToDicts(self, query: str, arguments: Row) -> Iterator[Row]:
        """Run a query and return its rows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One row of a datalink document (DataLink 1.1, section 3.2)."""

    url: str
    semantics: str
    description: str
    media_type: str
    #: Meaning in the collection's own words.
    local: str
    #: Size of what the address returns, where it is known [bytes].
    length: int | None = None
    qualifier: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """Something that was made on request."""

    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptFile:
    """A file that is handed out as it is."""

    media_type: str
    path: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """One table of a time series."""

    #: Identifier of the table in the collection's descriptor.
    definition: str
    rows: Sequence[Row]
    #: What is the same for all rows; the table takes those that it declares.
    parameters: Row


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeSeries:
    """One table or several of a time series, to be written by DaCHS."""

    media_type: str
    #: Identifier of the data in the collection's descriptor.
    data: str
    #: Identifier of the table that the data makes; it also represents tables that the descriptor does not declare.
    definition: str
    tables: Sequence[Readings]


Delivery = Content | KeptFile | TimeSeries


class Holding(Protocol):
    """The thing that an identifier names."""

    def links(self, site: str) -> Iterator[Link]:
        """Return what belongs to it; ``site`` is the address of the site."""

    def deliver(self, wanted: Mapping[str, Any]) -> Delivery:
        """Return what is asked for by the parameters of the collection's service.

        Raises
        ------
        WithheldError, AbsentError, ParameterError
            It is not handed out.
        """


class WithheldError(UmbraError):
    """Something is kept here, and not handed out."""


class AbsentError(UmbraError):
    """Something does not exist."""


class ParameterError(UmbraError):
    """A parameter of a request is wrong.

    Parameters
    ----------
    message
        What is wrong.
    hint
        What to do.
    parameter
        Name of the parameter.
    """

    def __init__(self, message: str, hint: str, parameter: str) -> None:
        super().__init__(message, hint)
        self.parameter = parameter
