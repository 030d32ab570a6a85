"""Cone searches as they are asked, and as DaCHS answers them: its own query, and its own words around the rows."""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from gavo import base, rsc, svcs
from gavo.protocols import scs
from gavo.svcs import inputdef
from gavo.web import vodal

from service.answers.streams.envelopes import EnvelopeError, find_date, find_rows, write_date
from service.answers.streams.plans import Plan, UnknownWayError, get_descriptors, list_fields

_RENDERER = "scs.xml"
_PATH = re.compile(r"/([a-z][a-z0-9_]{0,40}/[a-z][a-z0-9_]{0,40})/([a-z][a-z0-9_]{0,40})/scs\.xml")
#: Characters of a request that XML takes as they are, but for the ampersand.
_URI = re.compile(r"[A-Za-z0-9_/.?=&+%,:;@!*()~$-]{1,500}")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,20})?")
#: Simple Cone Search 1.03, section 2.1 [deg]; larger radii have a query of another form.
_RANGES = {"RA": (0.0, 360.0), "DEC": (-90.0, 90.0), "SR": (0.0, 89.999)}
_VERBOSITIES = ("1", "2", "3")
_MAXREC = re.compile(r"[1-9][0-9]{0,4}")
#: A cone whose numbers are looked for in DaCHS' query [deg].
_SAMPLE = {"RA": 123.45678901, "DEC": -12.34567891, "SR": 1.23456789}
#: What DaCHS writes the centre of a cone with, and what is put there.
_CENTRE = "(%fd,%fd)"
#: For the request and its numbers, in the table of the sample.
_URI_MARK, _NUMBERS_MARK = "umbra-request-mark", "umbra-numbers-mark"
_KEY = "votable"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConeForm:
    """What is the same in all cone searches that differ only in centre and radius.

    Parameters
    ----------
    descriptor, service
        Identifiers of the resource descriptor and of the service.
    verbosity, maxrec
        VERB and MAXREC, None where they are left to the site.
    """

    descriptor: str
    service: str
    verbosity: str | None
    maxrec: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cone:
    """A cone search.

    Parameters
    ----------
    form
        Which service, and how it is to answer.
    ra, dec, sr
        Centre, ICRS, and radius [deg].
    uri
        The request.
    """

    form: ConeForm
    ra: float
    dec: float
    sr: float
    uri: str

    def fill(self, plan: Plan) -> Plan:
        """Return the plan of this cone, made from that of its form."""
        envelope = plan.envelope
        if not isinstance(envelope, ConeEnvelope):
            raise TypeError(envelope)
        return replace(plan, parameters=_write_parameters(self.ra, self.dec, self.sr), envelope=envelope.fill(self))


def read_cone(path: bytes, uri: bytes, arguments: Mapping[bytes, Sequence[bytes]]) -> Cone | None:
    """Return the cone search of a request.

    Parameters
    ----------
    path, uri
        Address of the request, without and with its parameters.
    arguments
        The request's parameters with all their values.

    Returns
    -------
    None where the address is another, or where it is asked in another way: with parameters that are not known, given
    twice, or wrong.
    """
    found = _PATH.fullmatch(path.decode("latin-1"))
    address = uri.decode("latin-1")
    if found is None or _URI.fullmatch(address) is None or any(len(given) != 1 for given in arguments.values()):
        return None
    values = {name.decode("latin-1"): given[0].decode("latin-1") for name, given in arguments.items()}
    numbers = [_read_degrees(values.pop(name, ""), *limits) for name, limits in _RANGES.items()]
    verbosity, maxrec = values.pop("VERB", None), values.pop("MAXREC", None)
    if values or None in numbers or verbosity not in (None, *_VERBOSITIES):
        return None
    if maxrec is not None and _MAXREC.fullmatch(maxrec) is None:
        return None
    form = ConeForm(
        descriptor=found[1], service=found[2], verbosity=verbosity, maxrec=None if maxrec is None else int(maxrec)
    )
    ra, dec, sr = (number for number in numbers if number is not None)
    return Cone(form=form, ra=ra, dec=dec, sr=sr, uri=address)


def _read_degrees(text: str, least: float, greatest: float) -> float | None:
    """Return a number, None where it is written in an unusual way or outside of its range."""
    if _DEGREES.fullmatch(text) is None or not least <= float(text) <= greatest:
        return None
    return float(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConeEnvelope:
    """The text before and after the rows of a cone search, which states first whether there are more rows.

    Parameters
    ----------
    whole, cut
        Head and tail of a table with all rows, and of one that was cut.
    keys
        DaCHS' names of right ascension, declination and radius in its query.
    """

    whole: tuple[bytes, bytes]
    cut: tuple[bytes, bytes]
    keys: tuple[str, str, str]

    says_overflow: ClassVar[bool] = True
    begins_with_status: ClassVar[bool] = True

    def fill(self, cone: Cone) -> "ConeEnvelope":
        """Return the envelope of a cone, made from that of its form."""
        numbers = repr(dict(zip(self.keys, (cone.ra, cone.dec, cone.sr), strict=True))).encode()
        uri = cone.uri.replace("&", "&amp;").encode()

        def put(texts: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
            head, tail = texts
            return head.replace(_NUMBERS_MARK.encode(), numbers).replace(_URI_MARK.encode(), uri), tail

        return replace(self, whole=put(self.whole), cut=put(self.cut))

    def head(self, now: datetime, *, is_truncated: bool) -> bytes:
        """Return what comes before the rows."""
        head, _ = self.cut if is_truncated else self.whole
        begin, end = find_date(head)
        return head[:begin] + write_date(now) + head[end:]

    def tail(self, *, is_truncated: bool) -> bytes:
        """Return what comes after the rows."""
        return (self.cut if is_truncated else self.whole)[1]

    def tail_of_failure(self, _: str) -> None:
        """Return nothing: such an answer leaves when it is whole."""
        return


def make_cone_plan(form: ConeForm) -> Plan:
    """Find out how DaCHS answers cone searches of a form.

    Raises
    ------
    UnknownWayError
        It does it in a way that is not known here.
    """
    try:
        service = base.caches.getRD(form.descriptor).getById(form.service)
    except base.NotFoundError as problem:
        raise UnknownWayError(f"no service {form.service}") from problem
    if _RENDERER not in getattr(service, "allowed", ()) or service.limitTo or not isinstance(service.core, scs.SCSCore):
        raise UnknownWayError("a service that is no cone search for all")
    whole, cut = _Rehearsal(service, form), _Rehearsal(service, form)
    try:
        texts = whole.run(is_cut=False), cut.run(is_cut=True)
    except EnvelopeError as problem:
        raise UnknownWayError(str(problem)) from problem
    keys = whole.find_keys()
    return Plan(
        sql=whole.write_sql(keys),
        fields=tuple(list_fields(whole.table)),
        max_rows=whole.max_rows,
        format=_KEY,
        media_type=whole.headers.pop("content-type"),
        envelope=ConeEnvelope(whole=texts[0], cut=texts[1], keys=keys),
        descriptors=get_descriptors({form.descriptor, str(whole.core.queriedTable.rd.sourceId)}),
        headers=tuple(whole.headers.items()),
    )


class _Rehearsal:
    """A cone search that DaCHS answers without the database; DaCHS takes this object for the request, too."""

    def __init__(self, service: Any, form: ConeForm) -> None:  # noqa: ANN401 - a service of DaCHS
        self.service = service
        self.headers: dict[str, str] = {}
        self.uri = _URI_MARK.encode()
        self.client = True
        self.table: Any = None
        self.sql = ""
        self.parameters: dict[str, object] = {}
        self._written: list[bytes] = []
        self._is_cut = False
        limit = base.getConfig("ivoa", "dalDefaultLimit") * 10
        given = {name: repr(value) for name, value in _SAMPLE.items()}
        given |= {} if form.verbosity is None else {"VERB": form.verbosity}
        given |= {} if form.maxrec is None else {"MAXREC": str(form.maxrec)}
        self._given = given
        self._meta = svcs.QueryMeta(given, defaultLimit=limit)
        self.max_rows = int(self._meta["dbLimit"])
        self._renderer = svcs.getRenderer(_RENDERER)
        self.core = copy.copy(service.getCoreFor(self._renderer, self._meta))
        self.core._runQuery = self._take_query

    def setHeader(self, name: str, value: str) -> None:
        """Keep a header, as a request would."""
        self.headers[name.lower()] = value

    def write(self, content: bytes) -> None:
        """Keep a piece of the answer, as a request would."""
        self._written.append(content)

    def run(self, *, is_cut: bool) -> tuple[bytes, bytes]:
        """Return what DaCHS writes before and after the rows.

        Raises
        ------
        EnvelopeError
            It has no place for rows.
        """
        self._is_cut = is_cut
        grammar = self.service.getContextGrammarFor(self._renderer, self._meta, self.core)
        given = {name: [value] for name, value in self._given.items()}
        arguments = inputdef.CoreArgs.fromRawArgs(self.core.inputTable, given, grammar)
        self._meta["renderer"] = self._renderer
        self._meta["inputTable"] = arguments
        data = self.service.adaptCoreRes(self.core.run(self.service, arguments, self._meta), self._meta)
        renderer = object.__new__(vodal.SCSRenderer)
        renderer.service, renderer.queryMeta = self.service, self._meta
        renderer._formatOutput(data, self, stream=False)
        self.table = data.getPrimaryTable()
        text = b"".join(self._written)
        place = find_rows(text, _KEY)
        find_date(text[:place])
        if text.count(_URI_MARK.encode()) != 1 or text.count(_NUMBERS_MARK.encode()) != 1:
            raise EnvelopeError("the request is not in the table")
        return text[:place], text[place:]

    def _take_query(self, definition: Any, fragment: str, parameters: dict[str, object], meta: Any) -> Any:  # noqa: ANN401
        """Keep the query instead of running it, and return a table without rows; as ``DBCore._runQuery``."""
        self.parameters = dict(parameters)
        definition.addMeta("info", _NUMBERS_MARK, infoName="queryPars", infoValue=fragment)
        with base.getTableConn() as connection:
            queried = rsc.TableForDef(self.core.queriedTable, nometa=True, create=False, connection=connection)
            definition, self.sql, self.parameters = queried.getQuery(
                definition,
                fragment,
                dict(parameters),
                limits=meta.asSQL(),
                distinct=self.core.distinct,
                groupBy=self.core.groupBy,
            )
        table = rsc.TableForDef(definition, rows=[{}] if self._is_cut else [])
        # One row is more than none: DaCHS takes the table for cut, and removes it.
        self.core._addQueryStatus(table, {"dbLimit": 0})
        return table

    def find_keys(self) -> tuple[str, str, str]:
        """Return DaCHS' names of right ascension, declination and radius in its query.

        Raises
        ------
        UnknownWayError
            Its query has other values, too.
        """
        keys = {}
        for name, value in self.parameters.items():
            if name != "_matchLimit":
                keys[value] = name
        if list(keys) != list(_SAMPLE.values()):
            raise UnknownWayError("a cone search whose query has other values")
        first, second, third = keys.values()
        return first, second, third

    def write_sql(self, keys: tuple[str, str, str]) -> str:
        """Return the query with the numbers of PostgreSQL's parameters.

        Raises
        ------
        UnknownWayError
            Its query has the centre of the cone in a form that is not known here.
        """
        centre = f"spoint '{_CENTRE % (_SAMPLE['RA'], _SAMPLE['DEC'])}'"
        if self.sql.count(centre) != 1:
            raise UnknownWayError("a cone search whose query has no distance")
        places = {key: f"${number}" for number, key in enumerate(keys, start=1)}
        places |= {"_matchLimit": str(self.parameters["_matchLimit"])}
        return (self.sql % places).replace(centre, "$4::spoint")


def _write_parameters(ra: float, dec: float, sr: float) -> tuple[str, ...]:
    """Return the parameters of a query; the last is the centre to a millionth of a degree, as DaCHS writes it."""
    return repr(ra), repr(dec), repr(sr), _CENTRE % (ra, dec)
