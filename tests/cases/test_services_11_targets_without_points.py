"""A target that has no point yet has an empty light curve."""

from io import BytesIO

import pytest
import requests
from astropy.io.votable import parse

from tests.service.test_clients import run_stilts
from tests.site_fixture import RunningSite, run_umbra

pytestmark = pytest.mark.site
TARGET = "case-11-without-points"


@pytest.fixture(scope="module")
def target(site: RunningSite) -> str:
    done = run_umbra("target", "add", TARGET, "--ra", "100.5", "--dec", "-10.25", "--var", str(site.var))
    assert done.returncode == 0, done.stdout + done.stderr
    return TARGET


def fetch(site: RunningSite, target: str, **parameters: str) -> requests.Response:
    return requests.get(f"{site.url}/phot/q/dl/dlget", params={"ID": target, **parameters}, timeout=60)


@pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")
@pytest.mark.parametrize("parameters", [{}, {"FORMAT": "votable"}])
def test_light_curve_is_an_empty_time_series(site: RunningSite, target: str, parameters: dict[str, str]) -> None:
    answer = fetch(site, target, **parameters)
    assert answer.status_code == 200
    table = parse(BytesIO(answer.content)).get_first_table()
    assert len(table.array) == 0
    assert {"mjd", "mag", "mag_err"} <= set(table.array.dtype.names)
    values = {param.name: param.value for param in table.params}
    assert (values["target_id"], values["ra"], values["dec"]) == (target, 100.5, -10.25)
    assert "survey" not in values or not values["survey"]


def test_other_formats_are_empty_too(site: RunningSite, target: str) -> None:
    assert fetch(site, target, FORMAT="json").json()["mjd"] == []
    assert fetch(site, target, FORMAT="csv").text.splitlines() == ["target_id"]


def test_empty_time_series_is_a_valid_votable(site: RunningSite, target: str) -> None:
    report = run_stilts("votlint", f"votable={site.url}/phot/q/dl/dlget?ID={target}")
    assert "ERROR" not in report, report


def test_every_link_of_the_target_works(site: RunningSite, target: str) -> None:
    answer = requests.get(f"{site.url}/phot/q/dl/dlmeta", params={"ID": target}, timeout=60)
    table = parse(BytesIO(answer.content)).get_first_table().to_table()
    addresses = [address for address in table["access_url"] if address]
    assert addresses
    for address in addresses:
        assert requests.get(address, timeout=60).status_code == 200, address


def test_band_without_points_is_not_found(site: RunningSite, target: str) -> None:
    answer = fetch(site, f"{target}:ATLAS:r")
    assert answer.status_code == 404
    assert "no target, light curve" in answer.text
