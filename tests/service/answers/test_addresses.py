"""The TAP service and its jobs have addresses below /tap."""

import pytest
import requests

from service.answers.addresses import make_public
from tests.site_fixture import RunningSite

OWN = "/__system__/tap/run"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"http://a.example{OWN}", "http://a.example/tap"),
        (f"http://a.example{OWN}/async/1/phase?x={OWN}", f"http://a.example/tap/async/1/phase?x={OWN}"),
        (f"{OWN}/tableMetadata", "/tap/tables"),
        (f"{OWN}?QUERY=1", "/tap?QUERY=1"),
        (f"{OWN}ner/x", f"{OWN}ner/x"),
        ("http://a.example/occ/q/cone", "http://a.example/occ/q/cone"),
    ],
)
def test_only_the_name_of_the_tap_service_changes(address: str, expected: str) -> None:
    assert make_public(address) == expected


@pytest.mark.site
def test_clients_are_sent_to_addresses_below_tap(site: RunningSite) -> None:
    made = requests.post(f"{site.url}/tap/async", data={"LANG": "ADQL"}, allow_redirects=False, timeout=60)
    job = made.headers["Location"]
    assert job.startswith(f"{site.url}/tap/async/")
    posted = requests.post(f"{job}/parameters", data={"MAXREC": "1"}, allow_redirects=False, timeout=60)
    assert posted.headers["Location"] == job
    deleted = requests.delete(job, allow_redirects=False, timeout=60)
    assert deleted.headers["Location"] == f"{site.url}/tap/async"
    capabilities = requests.get(f"{site.url}/tap/capabilities", timeout=60).text
    assert "__system__" not in capabilities
    for name in ("tables", "capabilities", "availability", "examples"):
        assert f">{site.url}/tap/{name}<" in capabilities
        assert requests.get(f"{site.url}/tap/{name}", timeout=60).status_code == 200
