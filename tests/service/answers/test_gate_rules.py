"""What is open, what is closed, and with what headers."""

import pytest

from service.answers.gate_rules import (
    ALADIN_POLICY,
    DACHS_POLICY,
    FILE_POLICY,
    FRAME,
    LONGEST_FORM,
    PAGE_POLICY,
    find_cross_origin,
    find_longest,
    find_methods,
    find_policy,
    find_preflight,
    find_refusal,
    split_path,
)

COLLECTIONS = ("occ", "phot")
OPEN = [
    "/",
    "/static/umbra/index.html",
    "/static/js/samp.js",
    "/tap",
    "/tap/sync",
    "/tap/async",
    "/tap/async/0123456789abcdef",
    "/tap/capabilities",
    "/tap/examples",
    "/__system__/tap/run/async/0123456789abcdef/results/result",
    "/adql",
    "/__system__/adql/query/form",
    "/__system__/dc_tables/list/form",
    "/__system__/services/root/fixed",
    "/fancyroot/titles",
    "/oai.xml",
    "/tableinfo/occ.event",
    "/browse/occ/q",
    "/favicon.ico",
    "/robots.txt",
    "/occ/q/cone/scs.xml",
    "/occ/q/page/qp/20170622_10199_chariklo",
    "/occ/lc/dl/dlget",
    "/phot/q/cone/form",
]
CLOSED = [
    "/login",
    "/seffe",
    "/seffe/occ/q",
    "/test",
    "/test/stream",
    "/teapot",
    "/clientcount",
    "/3rdparty/x",
    "/getRR/occ/q/cone",
    "/schemata",
    "/.well-known/security.txt",
    "/genrd",
    "/odoc",
    "/datalinkuws",
    "/getproduct/x",
    "//tests/reset/form",
    "//services/overview/admin",
    "///tests/reset/form",
    "/__system__",
    "/__system__/tests/reset/form",
    "/__system__/tests/coredump/form",
    "/__system__/services/cacheclear/form",
    "/__system__/services/overview/admin/occ/q",
    "/__system__//tests/reset/form",
    "/__system__/products/p/get",
    "/__system__/siap2/sitewide/form",
    "/__system__/biblinks/links/biblinks.json",
    "/__system__/users",
    "/__system__/run/genrd/fixed",
    "/browse/__system__/users",
    "/tap/user_tables",
    "/tap/user_tables/mine",
    "/__system__/tap/run/user_tables/mine",
    "/occ/q/cone/admin",
    "/occ/lc/dl/dlasync",
    "/occ/q/x/upload",
    "/nosuch",
]


@pytest.mark.parametrize("path", OPEN)
def test_what_clients_need_is_open(path: str) -> None:
    assert find_refusal(b"GET", path.encode(), COLLECTIONS) is None


@pytest.mark.parametrize("path", CLOSED)
def test_what_dachs_serves_besides_is_closed(path: str) -> None:
    refusal = find_refusal(b"GET", path.encode(), COLLECTIONS)
    assert refusal is not None
    assert refusal.status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/../etc/gavo.rc",
        "/static/%2e%2e/%2E%2e/etc/gavo.rc",
        "/static/..%2fetc",
        "/static/a%5c..%5cb",
        "/static/%00",
        "/tap/async/%0d%0aX-Evil:1/",
        "/tap/%ff",
        "/occ%2Fq/cone/admin",
        "tap",
        "*",
        "http://evil.example/tap",
        "",
    ],
)
def test_addresses_that_nobody_means_are_refused(path: str) -> None:
    refusal = find_refusal(b"GET", path.encode(), COLLECTIONS)
    assert refusal is not None
    assert refusal.status == 400


@pytest.mark.parametrize("coding", ["/%6cogin", "/log%69n", "/__system%5f_/tests/reset/form"])
def test_coded_letters_open_nothing(coding: str) -> None:
    refusal = find_refusal(b"GET", coding.encode(), COLLECTIONS)
    assert refusal is not None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "CONNECT", "PATCH", "PROPFIND", "get"])
@pytest.mark.parametrize("path", ["/", "/tap/sync", "/tap/async", "/static/umbra/index.html"])
def test_other_methods_are_refused_by_name(method: str, path: str) -> None:
    refusal = find_refusal(method.encode(), path.encode(), COLLECTIONS)
    assert refusal is not None
    assert (refusal.status, refusal.allow) == (405, ("GET", "HEAD", "POST", "OPTIONS"))


@pytest.mark.parametrize("path", ["/tap/async/abc", "/__system__/tap/run/async/abc"])
def test_jobs_can_be_deleted_and_their_parameters_be_put(path: str) -> None:
    assert find_refusal(b"DELETE", path.encode(), COLLECTIONS) is None
    assert find_refusal(b"PUT", f"{path}/parameters/MAXREC".encode(), COLLECTIONS) is None
    for closed in ("", "/phase", "/parameters", "/parameters/a/b"):
        refusal = find_refusal(b"PUT", f"{path}{closed}".encode(), COLLECTIONS)
        assert refusal is not None
        assert refusal.status == 405


@pytest.mark.parametrize("path", OPEN)
def test_open_addresses_say_what_they_take(path: str) -> None:
    assert find_refusal(b"OPTIONS", path.encode(), COLLECTIONS) is None
    methods = find_methods(path.encode())
    assert set(methods) >= {"GET", "HEAD", "POST", "OPTIONS"}
    assert ("DELETE" in methods) == ("async/" in path)


@pytest.mark.parametrize("path", CLOSED)
def test_closed_addresses_say_nothing(path: str) -> None:
    refusal = find_refusal(b"OPTIONS", path.encode(), COLLECTIONS)
    assert refusal is not None
    assert refusal.status == 404


def test_options_of_the_whole_site() -> None:
    assert find_refusal(b"OPTIONS", b"*", COLLECTIONS) is None
    assert find_methods(b"*") == ("GET", "HEAD", "POST", "OPTIONS")


@pytest.mark.parametrize(
    ("origin", "pattern", "expected"),
    [
        ("https://a.example", ".*", True),
        ("null", ".*", True),
        ("https://a.example", r"https://a\.example$", True),
        ("https://a.example.evil.test", r"https://a\.example$", False),
        ("https://a.example", "", False),
        (None, ".*", False),
        ("", ".*", False),
    ],
)
def test_scripts_of_other_sites_are_let_in_as_the_pattern_says(
    origin: str | None, pattern: str, *, expected: bool
) -> None:
    headers = find_cross_origin(origin, pattern)
    assert (headers.get("Access-Control-Allow-Origin") == origin) is (expected or origin is None)
    assert ("Query-Status" in headers.get("Access-Control-Expose-Headers", "")) is expected
    assert (headers.get("Vary") == "Origin") is expected


def test_a_preflight_names_methods_headers_and_how_long() -> None:
    headers = find_preflight(("GET", "DELETE"))
    assert headers["Access-Control-Allow-Methods"] == "GET, DELETE"
    assert "Content-Type" in headers["Access-Control-Allow-Headers"]
    assert int(headers["Access-Control-Max-Age"]) > 0


def test_paths_are_decoded_once() -> None:
    assert split_path(b"/a%2520b/c") == ["a%20b", "c"]


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", PAGE_POLICY),
        ("/static/umbra/index.html", PAGE_POLICY),
        ("/static/umbra/aladin.html", ALADIN_POLICY),
        ("/occ/q/page/qp/some_event", PAGE_POLICY),
        ("/occ/q/reports/form", DACHS_POLICY),
        ("/tap/examples", DACHS_POLICY),
        ("/nosuch", DACHS_POLICY),
        ("/occ/lc/dl/dlget", FILE_POLICY),
        ("/%ff", PAGE_POLICY),
    ],
)
def test_each_kind_of_address_has_its_policy(path: str, policy: str) -> None:
    assert find_policy(path.encode()) == policy


@pytest.mark.parametrize("policy", [PAGE_POLICY, DACHS_POLICY, FILE_POLICY])
def test_no_policy_names_a_foreign_host(policy: str) -> None:
    sources = {word for word in policy.replace(";", " ").split() if ":" in word and not word.startswith("'")}
    assert sources <= {"data:", "blob:", "http://localhost:21012", "http://127.0.0.1:21012"}


def test_our_pages_run_no_script_but_the_sites() -> None:
    for policy in (PAGE_POLICY, FILE_POLICY):
        assert "script-src" not in policy
        assert "unsafe-eval" not in policy


@pytest.mark.parametrize(
    ("path", "kind", "longest"),
    [
        (b"/tap/sync", b"multipart/form-data; boundary=x", 20 + FRAME),
        (b"/tap/sync/", b"Multipart/form-data; boundary=x", 20 + FRAME),
        (b"/tap/async", b"multipart/form-data; boundary=x", 100 + FRAME),
        (b"/tap/async", b"application/x-www-form-urlencoded", LONGEST_FORM),
        (b"/tap/async", b"", LONGEST_FORM),
    ],
)
def test_bodies_have_a_limit_that_fits_what_they_are(path: bytes, kind: bytes, longest: int) -> None:
    assert find_longest(path, kind, sync=20, upload=100) == longest
