"""Tables that a query brings along: what is no VOTable is named, and yes or no, and no row at all, can be sent."""

import io
import re
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from astropy.io.votable import parse
from gavo import base, utils
from gavo.base import valuemappers
from gavo.formats import votableread

from service.answers.seam import Replacement

_HINT = "send a VOTable; astropy makes one: Table.read('mine.csv').write('mine.vot', format='votable')"
#: How other formats begin, and what they are called.
_BEGINNINGS = (
    (b"SIMPLE  =", "a FITS file"),
    (b"PAR1", "a Parquet file"),
    (b"PK\x03\x04", "a ZIP archive or a workbook"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{", "JSON"),
    (b"[", "JSON"),
)
_PAGE = re.compile(rb"(?i)<!doctype html|<html")
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]{0,40}+)(?::([A-Za-z_][\w.-]{0,40}+))?")
_FIELD = re.compile(rb"<(?:\w{1,20}:)?FIELD\b[^>]{0,4000}")
_NAME = re.compile(rb"""\bname\s{0,5}=\s{0,5}["']([^"']{0,200})""")
_BIT = re.compile(rb"""datatype\s{0,5}=\s{0,5}["']bit["']""")
_COMPLEX = re.compile(rb"""datatype\s{0,5}=\s{0,5}["'](?:float|double)Complex["']""")
_DATA = re.compile(rb"<(?:\w{1,20}:)?DATA\b")
_PLACE = re.compile(r"line \d{1,9}, column \d{1,9}")


def name_content(content: bytes) -> str | None:
    """Return in words what an upload is that is no VOTable; None if it looks like one."""
    start = content[:4000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return "empty"
    for beginning, words in _BEGINNINGS:
        if start.startswith(beginning):
            return words
    if not start.startswith(b"<"):
        return "a text that is no XML (CSV perhaps)"
    if _PAGE.match(start):
        return "a web page"
    root = next((found[2] or found[1] for found in _ROOT.finditer(start)), b"")
    return None if root.upper() == b"VOTABLE" else f"XML with the root {root.decode('ascii', 'replace')}"


def prepare(name: str, content: bytes) -> bytes:
    """Return an upload as DaCHS reads it: yes and no as booleans, and a table without rows with an empty one.

    Raises
    ------
    gavo.base.ValidationError
        It is no VOTable, or has numbers that no table here can hold.
    """
    words = name_content(content)
    if words is not None:
        raise base.ValidationError(f"The upload {name} is {words}, and uploads are VOTables", "UPLOAD", hint=_HINT)
    data = _DATA.search(content)
    fields = _FIELD.findall(content, 0, len(content) if data is None else data.start())
    for field in fields:
        if _COMPLEX.search(field):
            column = _NAME.search(field)
            raise base.ValidationError(
                f"The column {'' if column is None else column[1].decode()} of the upload {name} has complex numbers,"
                " which tables here cannot hold",
                "UPLOAD",
                hint="send real and imaginary parts as two columns",
            )
    if data is not None and not any(map(_BIT.search, fields)):
        return content
    return _rewrite(name, content)


def _rewrite(name: str, content: bytes) -> bytes:
    """Return a VOTable with booleans for bits, and with an empty table where it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document = parse(io.BytesIO(content), verify="ignore")
            document.get_first_table()
            written = io.BytesIO()
            document.to_xml(written, tabledata_format="tabledata")
    except (ValueError, IndexError, TypeError, OSError) as problem:
        raise _unreadable(name, problem) from problem
    text = _BIT.sub(b'datatype="boolean"', written.getvalue())
    if not _DATA.search(text):
        text = text.replace(b"</TABLE>", b"<DATA><TABLEDATA></TABLEDATA></DATA></TABLE>", 1)
    return text


def _unreadable(name: str, problem: Exception) -> base.ValidationError:
    """Return the error of an upload that cannot be read; no word of where it is on the server."""
    place = _PLACE.search(str(problem))
    if place is not None:
        message = f"The upload {name} is no well-formed XML ({place[0]})"
    else:
        message = f"The upload {name} cannot be read: {str(problem).splitlines()[0] if str(problem) else problem!r}"
    return base.ValidationError(message, "UPLOAD", hint=_HINT)


def ingest_uploads(job: Any, uploads: Sequence[tuple[str, str]] | None, connection: Any) -> list[Any]:  # noqa: ANN401
    """Make temporary tables of uploads and return their definitions.

    Parameters
    ----------
    job
        DaCHS' job; its directory has the tables that came with the request.
    uploads
        Names of tables and where they are.
    connection
        DaCHS' connection that the query will use; it is given back if an upload cannot be read.
    """
    try:
        return [_ingest(job, name, source, connection) for name, source in uploads or []]
    except BaseException:
        connection.close()
        raise


def _ingest(job: Any, name: str, source: str, connection: Any) -> object:  # noqa: ANN401 - things of DaCHS
    if valuemappers.needsQuoting(name):
        raise base.ValidationError(
            f"{name} cannot be the name of an uploaded table",
            "UPLOAD",
            hint="take a name of letters, digits and underscores that is no reserved word of ADQL",
        )
    content = prepare(name, _read(job, name, source))
    try:
        table = votableread.uploadVOTable(
            name, io.BytesIO(content), connection, nameMaker=votableread.AutoQuotedNameMaker()
        )
    except base.ValidationError:
        raise
    except Exception as problem:
        raise base.ui.logOldExc(_unreadable(name, problem)) from problem
    return table.tableDef


def _read(job: Any, name: str, source: str) -> bytes:  # noqa: ANN401 - a job of DaCHS
    try:
        # Tables that came with the request have been put into the job's directory under these addresses.
        file = job.openFile(source.split("/")[-1]) if source.startswith("file://") else utils.urlopenRemote(source)
        with file:
            return bytes(file.read())
    except OSError as problem:
        raise base.ValidationError(
            f"The upload {name} cannot be fetched: {problem.strerror or problem}",
            "UPLOAD",
            hint="send it with the query",
        ) from problem


def _make_ingest_uploads(_: object) -> Callable[..., list[Any]]:
    return ingest_uploads


QUERY_REPLACEMENTS = (
    Replacement(
        module="gavo.protocols.taprunner",
        name="_ingestUploads",
        feature="uploads of all kinds",
        checksum="50e4a0e219c41192",
        make=_make_ingest_uploads,
    ),
)
