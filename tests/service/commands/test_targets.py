"""The commands for targets, observatories and points: accepted and refused values, with and without a running site."""

from pathlib import Path

import pytest

from service.commands.targets import TargetError, check_identifier, make_target
from tests.forked_command import fork_umbra


def run(var: Path, *arguments: str) -> tuple[int, str]:
    done = fork_umbra(*arguments, UMBRA_VAR=str(var))
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("text", ["SN2024abc", "a.b-c_d+e", "a" * 64])
def test_identifiers(text: str) -> None:
    check_identifier(text)


@pytest.mark.parametrize("text", ["", "a b", "-a", "a/b", "a" * 65, "ä"])
def test_no_identifiers(text: str) -> None:
    with pytest.raises(TargetError, match="cannot be an identifier"):
        check_identifier(text)


@pytest.mark.parametrize(
    ("ra", "dec", "hint"), [(12.4, 183.1, "swapped"), (400.0, 12.4, "degrees"), (183.1, -138.0, "degrees")]
)
def test_positions_that_are_not_on_the_sky(ra: float, dec: float, hint: str) -> None:
    with pytest.raises(TargetError, match="on the sky") as caught:
        make_target("SN2024abc", ra, dec)
    assert hint in caught.value.hint


def test_a_target_is_kept_and_listed(tmp_path: Path) -> None:
    status, shown = run(
        tmp_path, "target", "add", "SN2024abc", "--ra", "183.1", "--dec", "12.4", "--name", "SN 2024abc"
    )
    assert (status, "SN2024abc is a target at RA 183.100000, Dec +12.400000 deg." in shown) == (0, True)
    assert "the site is not running" in shown.lower()
    assert run(tmp_path, "target", "list")[1].split() == ["SN2024abc", "183.100000", "+12.400000", "0", "SN", "2024abc"]
    assert run(tmp_path, "target", "list", "--observed") == (0, "")


def test_an_observatory_may_count_its_longitude_to_360(tmp_path: Path) -> None:
    status, shown = run(tmp_path, "observatory", "add", "siding", "--lon", "289.3", "--lat", "-31")
    assert (status, "siding is an observatory." in shown) == (0, True)
    assert run(tmp_path, "observatory", "add", "siding", "--lat", "-91")[0] == 2


def test_only_a_point_that_there_is_can_be_withdrawn(tmp_path: Path) -> None:
    status, shown = run(tmp_path, "withdraw", "SN_1", "--reason", "clouds")
    assert (status, "There is no point SN_1." in shown) == (1, True)
