"""What a query may use and bring along: functions, and tables by address."""

import os
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import BinaryIO

from gavo import base
from gavo.adql import common, grammar, nodes, ufunctions
from gavo.utils import parsetricks

from service.answers.seam import DachsThing, Replacement
from service.answers.upload_sources import check_source, open_source, read_hosts
from service.ground.layout import PROJECT, Layout

#: Most bins of a histogram: the database makes them whether anything is in them or not.
_MOST_BINS = 10_000
#: Longest query [character].
_LONGEST_QUERY = 200_000
#: A text of ADQL without its closing quotation mark; a backslash is a character like others.
_TEXT = r"'[^'\n\r]*+(?:''[^'\n\r]*+)*+"
_HISTOGRAMS = ("IVO_HISTOGRAM", "GAVO_HISTOGRAM")
#: Functions by which a query makes the server ask other servers.
_NETWORK_FUNCTIONS = ("IVO_SIMBADPOINT", "GAVO_SIMBADPOINT")


def _find_hosts() -> frozenset[str]:
    path = Layout(Path(os.environ["UMBRA_VAR"])).upload_hosts
    return read_hosts(path.read_text(encoding="utf-8")) if path.exists() else frozenset()


def _own_address() -> str:
    return str(base.getConfig("web", "serverURL"))


def _make_opener(_: object) -> Callable[..., BinaryIO]:
    def open_remote(url: str, **_: object) -> BinaryIO:
        """Fetch what an address gives, if it is one that the operator allows."""
        return open_source(url, _find_hosts(), _own_address(), limit=base.getConfig("web", "maxUploadSize"))

    return open_remote


def _make_tap_parser(original: Callable[[str], DachsThing]) -> Callable[[str], DachsThing]:
    def parse(text: str) -> DachsThing:
        """Read TAP's parameter UPLOAD and refuse addresses that nothing is fetched from."""
        found = list(original(text))
        for _, source in found:
            _check(source)
        return found

    return parse


def _make_dali_parser(original: Callable[[str], DachsThing]) -> Callable[[str], DachsThing]:
    def parse(text: str) -> DachsThing:
        """Read DALI's parameter UPLOAD and refuse addresses that nothing is fetched from."""
        name, source = original(text)
        _check(source)
        return name, source

    return parse


def _check(source: str) -> None:
    if source.startswith("param:"):
        return
    try:
        check_source(source, _find_hosts(), _own_address())
    except OSError as problem:
        raise base.ValidationError(str(problem), "UPLOAD", hint="send the table with the query") from problem


def _refuse_series(_: object) -> Callable[[object], None]:
    def polish(node: object) -> None:
        """Refuse a function in place of a table: it generates rows."""
        raise common.UfuncError("generate_series is not available here: a query can only read tables.")

    return polish


def _make_grammar(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    @wraps(original)
    def make_grammar(actions: DachsThing) -> DachsThing:
        r"""Return a grammar of ADQL whose texts end where those of SQL do.

        That of pyparsing takes \' for a quotation mark within a text. PostgreSQL does not, and would run what follows.
        """
        ending = parsetricks.Regex(_TEXT) + "'"
        grammar.sglQuotedString = parsetricks.Combine(ending).setName("string enclosed in single quotes")
        return original(actions)

    nodes.getTreeBuildingGrammar.cache_clear()
    return make_grammar


def _make_query_parser(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    @wraps(original)
    def get_query(job_id: object, parameters: DachsThing) -> DachsThing:
        """Refuse queries that are too long before they are parsed, which takes a time that grows with them."""
        if len(parameters.get("query") or "") > _LONGEST_QUERY:
            raise base.ValidationError(
                f"The query is longer than {_LONGEST_QUERY} characters.", "QUERY", hint="upload long lists as tables"
            )
        return original(job_id, parameters)

    return get_query


def close_functions() -> None:
    """Close functions of ADQL that ask other servers, and keep histograms and vocabularies within bounds."""
    # These modules bring their functions along when they are imported.
    from gavo.protocols import simbadinterface  # noqa: F401, PLC0415

    registry = ufunctions.UFUNC_REGISTRY
    for name in _NETWORK_FUNCTIONS:
        registry.pop(name, None)
    for name in _HISTOGRAMS:
        registry[name] = _limit_bins(registry[name])
    registry["GAVO_VOCMATCH"] = _limit_vocabularies(registry["GAVO_VOCMATCH"])


def _limit_bins(function: Callable[[Sequence[DachsThing]], DachsThing]) -> Callable[[Sequence[DachsThing]], DachsThing]:
    @wraps(function)
    def limited(arguments: Sequence[DachsThing]) -> DachsThing:
        text = _flatten(arguments[-1]) if arguments else ""
        if not text.isdecimal() or int(text[:9]) > _MOST_BINS or len(text) > 9:
            raise common.UfuncError(f"The number of bins is a whole number up to {_MOST_BINS}.")
        return function(arguments)

    return limited


def _limit_vocabularies(
    function: Callable[[Sequence[DachsThing]], DachsThing],
) -> Callable[[Sequence[DachsThing]], DachsThing]:
    known = {path.stem for path in (PROJECT / "etc/vocabularies").rglob("*.json")}

    @wraps(function)
    def limited(arguments: Sequence[DachsThing]) -> DachsThing:
        name = str(getattr(arguments[0], "value", "")) if arguments else ""
        if name not in known:
            raise common.UfuncError(f"The vocabularies known here are {', '.join(sorted(known))}.")
        return function(arguments)

    return limited


def _flatten(node: DachsThing) -> str:
    return str(node.flatten() if hasattr(node, "flatten") else node).strip()


QUERIES = (
    Replacement(module="gavo.adql.grammar", name="getADQLGrammarCopy", checksum="2bb20ed1cfbec035", make=_make_grammar),
    Replacement(module="gavo.utils", name="urlopenRemote", checksum="4917be214ac79fce", make=_make_opener),
    Replacement(
        module="gavo.protocols.tap", name="parseUploadString", checksum="f670df00df65e9de", make=_make_tap_parser
    ),
    Replacement(
        module="gavo.protocols.dali", name="parseUploadString", checksum="d0be986754a1ce74", make=_make_dali_parser
    ),
    Replacement(
        module="gavo.adql.nodes", name="SetGeneratingFunction._polish", checksum="57180e132b1b99e6", make=_refuse_series
    ),
    Replacement(
        module="gavo.protocols.taprunner",
        name="_parseTAPParameters",
        checksum="61425b6eface2bb5",
        make=_make_query_parser,
    ),
)
