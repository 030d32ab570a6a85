"""Options that several commands share."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from service.commands.options import arrays_option, files_argument, json_option, var_option


@click.command()
@files_argument
@var_option
@json_option
@arrays_option
def show(paths: tuple[Path, ...], var: Path, as_json: bool, with_arrays: bool) -> None:
    """Print what was given."""
    click.echo(f"{len(paths)} {var} {as_json} {with_arrays}")


@pytest.mark.parametrize(
    ("arguments", "environment", "shown"),
    [
        ((), {}, "1 var False False"),
        ((), {"UMBRA_VAR": "/srv/umbra"}, "1 /srv/umbra False False"),
        (("--var", "/srv/other", "--json", "--arrays"), {"UMBRA_VAR": "/srv/umbra"}, "1 /srv/other True True"),
    ],
)
def test_the_directory_of_the_site(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], shown: str
) -> None:
    answer = CliRunner(env={"UMBRA_VAR": None, **environment}).invoke(show, [str(tmp_path), *arguments])
    assert (answer.exit_code, answer.output) == (0, shown + "\n")


def test_files_must_exist_and_be_named(tmp_path: Path) -> None:
    assert CliRunner().invoke(show, [str(tmp_path / "none")]).exit_code == 2
    assert CliRunner().invoke(show, []).exit_code == 2
