"""What a request asks for, where it asks in the way that nearly all do; DaCHS answers the others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Parameters that the answer follows from, and RUNID, which it does not.
_KNOWN = frozenset({"REQUEST", "LANG", "QUERY", "FORMAT", "RESPONSEFORMAT", "MAXREC", "RUNID"})
_LANGUAGES = frozenset({"ADQL", "ADQL-2.0", "ADQL-2.1"})
_NUMBER = re.compile(r"[0-9]{1,9}")
#: Longest query that is answered here [character]; longer ones hold lists, and are seldom asked twice.
_LONGEST_QUERY = 20_000
_DEFAULT_FORMAT = "votable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A synchronous query of TAP.

    Parameters
    ----------
    query
        The text in ADQL.
    maxrec
        MAXREC, None where it is left to the site.
    format
        Format of the answer as the request names it.
    """

    query: str
    maxrec: int | None
    format: str


def read_question(arguments: Mapping[bytes, Sequence[bytes]]) -> Question | None:
    """Return the question of a request.

    Parameters
    ----------
    arguments
        The request's parameters with all their values.

    Returns
    -------
    None where it is asked in another way: with an upload, with parameters that are not known, given twice, or wrong.
    """
    values: dict[str, str] = {}
    for name, given in arguments.items():
        key = name.decode("latin-1").upper()
        if key not in _KNOWN or key in values or len(given) != 1:
            return None
        try:
            values[key] = given[0].decode()
        except UnicodeDecodeError:
            return None
    maxrec = values.get("MAXREC", "").strip()
    query = values.get("QUERY", "").replace("\xa0", " ")
    is_plain = (
        values.get("REQUEST", "doQuery") == "doQuery"
        and values.get("LANG") in _LANGUAGES
        and 0 < len(query.strip()) <= len(query) <= _LONGEST_QUERY
        and (not maxrec or _NUMBER.fullmatch(maxrec) is not None)
    )
    if not is_plain:
        return None
    wanted = values.get("RESPONSEFORMAT") or values.get("FORMAT") or _DEFAULT_FORMAT
    return Question(query=query, maxrec=int(maxrec) if maxrec else None, format=wanted.strip())
