"""The way to the checkout for the accounts of the site."""

import getpass
from pathlib import Path

import pytest

from bootstrap_steps import account


def test_closed_directories_are_found(tmp_path: Path) -> None:
    deep = tmp_path / "closed" / "open"
    deep.mkdir(parents=True)
    tmp_path.joinpath("closed").chmod(0o700)
    found = account.find_closed(deep, account.lets_others_in)
    assert tmp_path / "closed" in found
    assert deep not in found
    assert account.find_existing(deep / "not" / "yet") == deep


def test_accounts_are_looked_up() -> None:
    assert account.find_account("no-such-account") is None
    found = account.find_account(getpass.getuser())
    assert found is not None
    assert found.pw_name == getpass.getuser()
    assert set(account.PURPOSES) == {account.ACCOUNT, account.WEB_ACCOUNT}


def test_directories_of_the_environment_must_be_reached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("UMBRA_VAR", raising=False)
    assert account.data_places() == []
    monkeypatch.setenv("UMBRA_VAR", str(tmp_path))
    assert account.data_places() == [tmp_path]
