"""Steps on the screen: plain lines in a pipe, a spinner and the time it took on a terminal."""

import io
import re

import pytest
from rich.console import Console

from service.ground.steps import Steps


def steps(*, is_terminal: bool) -> tuple[Steps, io.StringIO]:
    screen = io.StringIO()
    return Steps(Console(file=screen, force_terminal=is_terminal, highlight=False, soft_wrap=True, width=80)), screen


def test_a_pipe_gets_one_plain_line_a_step() -> None:
    shown, screen = steps(is_terminal=False)
    with shown.step("Starting PostgreSQL"):
        shown.say("[bold]not bold[/]")
    assert screen.getvalue() == "Starting PostgreSQL\n[bold]not bold[/]\n"


def test_a_terminal_gets_the_time_it_took() -> None:
    shown, screen = steps(is_terminal=True)
    with shown.step("Starting PostgreSQL"):
        pass
    assert re.search(r"Starting PostgreSQL \(\d+\.\d s\)", screen.getvalue())


def test_a_step_that_fails_is_not_said_to_be_done() -> None:
    shown, screen = steps(is_terminal=True)
    with pytest.raises(KeyError), shown.step("Starting PostgreSQL"):
        raise KeyError
    assert " s)" not in screen.getvalue()
