"""What the site answers at all: addresses, methods, sizes, and the headers that every answer has.

DaCHS serves more by itself than a site needs. Every address is named here, and closed unless a client or a
page needs it:

=============================  =====================================================================
address                        decision
=============================  =====================================================================
/                              open: the front page
/static                        open: pages, scripts, style sheets; DaCHS lists no directories
/tap, /__system__/tap/run      open; ``user_tables`` (tables that people leave here) closed
/adql, /__system__/adql/query  open: the form for ADQL
/oai.xml, services/registry    open: the registry's harvest
/tableinfo, /tablenote,        open: what a table is, named by TAP and by every form
/browse, dc_tables
/fancyroot, services/root,     open: the list of services
services/overview              (its ``admin`` closed)
obscore/dl                     open: datalink of ObsCore
favicon.*, robots.txt          open
the collections (/occ, /phot)  open, as far as their descriptors allow
/login                         closed: no page knows people, and it sent visitors to any address
/seffe, ``admin``              closed: reloading and blocking of descriptors
/test, /__system__/tests       closed: they wait, crash and reset on request
services/cacheclear            closed
/genrd, __system__/run         closed: writes descriptors
/getproduct, products          closed: the site has no products in DaCHS' sense
/datalinkuws, ``dlasync``      closed: datalink needs no jobs here
siap2, biblinks, /odoc         closed: nothing is served by them; one of them never ended its answer
/getRR                         closed: fails for every record
/3rdparty                      closed: fetches from elsewhere
/clientcount, /teapot          closed: say what the server does, and nothing
/schemata                      closed: redirects to another site
/.well-known                   closed: names the authors of DaCHS as those to be asked about security
``upload``, ``mupload``,       closed on every service
``external``
=============================  =====================================================================
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

#: First parts of addresses that are open as they are.
OPEN = frozenset(
    {"", "static", "adql", "tap", "oai.xml", "tableinfo", "tablenote", "fancyroot"}
    | {"favicon.png", "favicon.ico", "robots.txt"}
)
#: Services of DaCHS itself that are open, by descriptor and name.
OPEN_SYSTEM = frozenset(
    {
        ("services", "root"),
        ("services", "registry"),
        ("services", "overview"),
        ("dc_tables", "list"),
        ("dc_tables", "show"),
        ("adql", "query"),
        ("tap", "run"),
        ("obscore", "dl"),
    }
)
#: Ways to serve something that are closed for every service.
CLOSED_RENDERERS = frozenset({"admin", "upload", "mupload", "dlasync", "external", "user_tables", "soap"})
#: Where jobs can be deleted.
_JOBS = (("tap", "async"), ("__system__", "tap", "run", "async"))
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
#: Headers that scripts of other sites may send, and those of answers that they may read besides the usual ones.
_SENT = (
    "Accept, Accept-Language, Authorization, Cache-Control, Content-Language, Content-Type, If-Modified-Since, "
    "If-None-Match, Range, X-Requested-With"
)
_READ = "Allow, Content-Disposition, Content-Encoding, ETag, Location, Query-Status, Retry-After"
#: How long a browser may keep what a preflight allows [s].
_MAX_AGE = 86_400
#: Longest body that is no upload: a query and its parameters [byte].
LONGEST_FORM = 1_000_000
#: What the frame around uploaded files may take besides them [byte].
FRAME = 64_000
#: Time for a request to arrive whole [s], and what it gets more for each megabyte of its body.
RECEIVE_TIME = 30.0
RECEIVE_TIME_PER_MEGABYTE = 10.0
#: Idle connections are closed after this time [s].
IDLE_TIME = 60

#: Programs of this computer that pages send tables to, by the Web Profile of SAMP.
_SAMP = "http://localhost:21012 http://127.0.0.1:21012"
_COMMON = "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
#: Our own pages: no script but those of the site.
PAGE_POLICY = (
    f"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' {_SAMP}; "
    f"form-action 'self'; {_COMMON}"
)
#: DaCHS' pages have scripts within them, and its library of forms makes functions of templates.
DACHS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' data: blob:; connect-src 'self' {_SAMP}; form-action 'self'; {_COMMON}"
)
#: The sky in Aladin Lite, which compiles its shaders and gets pictures where a person asks for them.
ALADIN_POLICY = (
    "default-src 'self' blob: data:; script-src 'self' blob: 'wasm-unsafe-eval' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; connect-src 'self' blob: data: https:; "
    f"form-action 'none'; {_COMMON}"
)
#: Files of observers and figures, where they are opened by themselves: nothing in them runs.
FILE_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; {_COMMON}"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why a request is not answered."""

    status: int
    reason: str
    #: Methods that the address takes, for status 405.
    allow: Sequence[str] = ()


def split_path(path: bytes) -> list[str] | None:
    """Return the decoded parts of a path, None where one of them has no place in an address."""
    parts = [unquote_to_bytes(part) for part in path.split(b"/")[1:]]
    try:
        texts = [part.decode("utf-8") for part in parts]
    except UnicodeDecodeError:
        return None
    bad = any(text in (".", "..") or "/" in text or "\\" in text or not text.isprintable() for text in texts)
    return None if bad or not path.startswith(b"/") else texts


def find_refusal(method: bytes, path: bytes, collections: Collection[str]) -> Refusal | None:
    """Return why a request is not answered, None where it is.

    Parameters
    ----------
    method
        Method of HTTP.
    path
        Path of the address as it came.
    collections
        Names of the collections that the site serves.
    """
    if (method, path) == (b"OPTIONS", b"*"):
        return None
    parts = split_path(path)
    if parts is None:
        return Refusal(status=400, reason="The address has parts that no address of this site has.")
    allowed = _find_methods(parts)
    if method.decode("latin-1") not in allowed:
        return Refusal(status=405, reason=f"This address takes {', '.join(allowed)} only.", allow=allowed)
    if not _is_open(parts, collections):
        return Refusal(status=404, reason="There is nothing at this address.")
    return None


def find_methods(path: bytes) -> tuple[str, ...]:
    """Return the methods that an address takes; ``*`` is the whole site, as in ``OPTIONS *``."""
    return _find_methods(split_path(path) or [])


def find_cross_origin(origin: str | None, pattern: str) -> dict[str, str]:
    """Return the headers of an answer to a script of another site, none where the site does not let it in.

    Parameters
    ----------
    origin
        The request's header Origin.
    pattern
        What its beginning must match; an empty one lets no script in.
    """
    if not origin or not pattern or not re.match(pattern, origin):
        return {}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _READ, "Vary": "Origin"}


def find_preflight(methods: Sequence[str]) -> dict[str, str]:
    """Return what the answer to a preflight says besides, where the site lets the script in (Fetch standard, 3.2.3)."""
    return {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": _SENT,
        "Access-Control-Max-Age": str(_MAX_AGE),
    }


def find_policy(path: bytes) -> str:
    """Return the Content Security Policy of what an address gives."""
    parts = [part for part in split_path(path) or [] if part]
    if not parts:
        return PAGE_POLICY
    if parts == ["static", "umbra", "aladin.html"]:
        return ALADIN_POLICY
    if parts[-1] == "dlget":
        return FILE_POLICY
    is_ours = parts[:2] == ["static", "umbra"] or "qp" in parts[2:4]
    return PAGE_POLICY if is_ours else DACHS_POLICY


def find_longest(path: bytes, content_type: bytes, *, sync: int, upload: int) -> int:
    """Return how long the body of a request may be [byte].

    Parameters
    ----------
    path
        Path of the address.
    content_type
        Media type of the body.
    sync, upload
        Limits of uploads to synchronous queries and to others [byte].
    """
    if not content_type.lower().startswith(b"multipart/"):
        return LONGEST_FORM
    return (sync if path.rstrip(b"/").endswith(b"/sync") else upload) + FRAME


def _find_methods(parts: Sequence[str]) -> tuple[str, ...]:
    for jobs in _JOBS:
        if tuple(parts[: len(jobs)]) == jobs and len(parts) > len(jobs):
            is_parameter = len(parts) == len(jobs) + 3 and parts[len(jobs) + 1] == "parameters"
            return (*_METHODS, "DELETE", "PUT") if is_parameter else (*_METHODS, "DELETE")
    return _METHODS


def _is_open(parts: Sequence[str], collections: Collection[str]) -> bool:
    first, rest = parts[0], [part for part in parts[1:] if part]
    if first == "" and rest:
        return False  # DaCHS takes // for its own services
    if CLOSED_RENDERERS & set(rest):
        return False
    if first == "__system__":
        return tuple(rest[:2]) in OPEN_SYSTEM
    if first == "browse":
        return not rest or rest[0] in collections
    return first in OPEN or first in collections
