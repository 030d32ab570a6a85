"""The command as a whole: its list of commands, and what a command imports."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from service.cli import COMMANDS, umbra
from service.commands.samples import SAMPLES
from service.ground.layout import PROJECT

#: Libraries that take 50 ms to import, or more.
HEAVY = frozenset({"astropy", "gavo", "matplotlib", "psycopg", "pyarrow", "pyvo", "rich", "scipy", "spiceypy"})
#: Runs a command, then prints the names of all modules in one line.
_PROGRAM = """
import sys
from service.cli import main
try:
    main()
except SystemExit:
    print(*sys.modules)
"""


def list_imported(*arguments: str) -> frozenset[str]:
    """Run a command in a process of its own; return those of `HEAVY` that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    return HEAVY.intersection(done.stdout.splitlines()[-1].split())


def test_the_list_of_commands_says_what_the_commands_say() -> None:
    context = click.Context(umbra)
    for name, place in COMMANDS.items():
        command = umbra.get_command(context, name)
        assert command is not None
        assert " ".join((command.help or "").split()).startswith(place.help)


def test_help_lists_every_command() -> None:
    answer = CliRunner().invoke(umbra, ["--help"])
    assert answer.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in answer.output


def test_an_unknown_command_is_wrong_use() -> None:
    answer = CliRunner().invoke(umbra, ["ingset"])
    assert answer.exit_code == 2
    assert "No such command 'ingset'" in answer.output


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (("--help",), frozenset()),
        (("check", str(SAMPLES / "20170622_10199_chariklo_outeniqua.txt")), frozenset()),
        (("check", str(SAMPLES / "20170622_10199_chariklo_outeniqua_simulated.csv")), frozenset()),
        pytest.param(("status", "--help"), frozenset({"psycopg"}), marks=pytest.mark.slow),
        pytest.param(("ingest", "--help"), frozenset({"psycopg"}), marks=pytest.mark.slow),
        (("reduce", "--help"), frozenset({"psycopg"})),
        pytest.param(("ephemeris", "list", "--help"), frozenset({"psycopg"}), marks=pytest.mark.slow),
        pytest.param(("calibrate", "--help"), frozenset({"psycopg"}), marks=pytest.mark.slow),
        pytest.param(("target", "list", "--help"), frozenset({"psycopg"}), marks=pytest.mark.slow),
    ],
)
def test_a_command_imports_only_what_it_needs(arguments: tuple[str, ...], needed: frozenset[str]) -> None:
    assert list_imported(*arguments) == needed


def test_imports_are_seen() -> None:
    assert {"psycopg", "rich"} <= list_imported("serve", "--help")
