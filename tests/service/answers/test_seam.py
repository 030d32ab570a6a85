"""Functions of DaCHS are replaced all together, and where DaCHS is the one that they were written for."""

import shlex
import types
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

from service.answers.seam import Replacement, SeamError, find_differences, install, sum_source

#: A module of the standard library in DaCHS' place.
MODULE = "shlex"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    kept, method = shlex.quote, shlex.shlex.push_token
    yield
    shlex.quote, shlex.shlex.push_token = kept, method  # type: ignore[method-assign]


def louder(original: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: original(text) + "!"


def replacement(name: str = "quote", checksum: str | None = None) -> Replacement:
    found: object = import_module(MODULE)
    for part in name.split("."):
        found = getattr(found, part)
    return Replacement(module=MODULE, name=name, checksum=checksum or sum_source(found), make=louder)


@pytest.mark.parametrize("version", ["2.11", "2.11.1"])
def test_a_function_and_a_method_are_replaced_and_reach_the_original(version: str) -> None:
    install([replacement(), replacement("shlex.push_token")], version)
    assert shlex.quote("a b") == "'a b'!"
    assert isinstance(shlex.shlex.push_token, types.FunctionType)


@pytest.mark.parametrize("version", ["2.10", "2.12", "3.0", "2.110"])
def test_another_version_of_dachs_replaces_nothing(version: str) -> None:
    with pytest.raises(SeamError, match=version):
        install([replacement()], version)
    assert shlex.quote("a") == "a"


def test_one_other_text_replaces_nothing_and_is_named() -> None:
    with pytest.raises(SeamError, match=r"shlex\.split"):
        install([replacement(), replacement("split", "0" * 16)], "2.11")
    assert shlex.quote("a") == "a"


@pytest.mark.parametrize("name", ["nowhere", "shlex.nowhere"])
def test_a_function_that_is_gone_is_named(name: str) -> None:
    gone = Replacement(module=MODULE, name=name, checksum="0" * 16, make=louder)
    (line,) = find_differences([gone])
    assert name in line


def test_a_module_that_is_gone_is_named() -> None:
    (line,) = find_differences([Replacement(module="no_such_module", name="f", checksum="0" * 16, make=louder)])
    assert "no_such_module.f" in line


def optional(name: str, checksum: str | None, feature: str) -> Replacement:
    needed = replacement(name, checksum)
    return Replacement(
        module=needed.module, name=needed.name, checksum=needed.checksum, make=needed.make, feature=feature
    )


def test_a_feature_for_another_text_is_left_out_as_a_whole(caplog: pytest.LogCaptureFixture) -> None:
    install([optional("quote", None, "quoting"), optional("split", "0" * 16, "quoting")], "2.11")
    assert shlex.quote("a") == "a"
    assert "quoting" in caplog.text
    assert "shlex.split" in caplog.text


def test_other_features_are_not_left_out() -> None:
    install([optional("quote", None, "quoting"), optional("split", "0" * 16, "splitting")], "2.11")
    assert shlex.quote("a b") == "'a b'!"


def test_features_for_another_version_leave_dachs_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    install([optional("quote", None, "quoting")], "2.12")
    assert shlex.quote("a") == "a"
    assert "2.12" in caplog.text
