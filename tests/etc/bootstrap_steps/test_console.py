"""What the bootstrap says, and how it runs programs."""

import io
import sys
from pathlib import Path

import pytest

from bootstrap_steps.console import BootstrapError, CommandError, Console, explain, find_sign


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("E: You don't have enough free space in /var/cache/apt/archives/.\n", "the disk is full"),
        ("OSError: [Errno 28] No space left on device\n", "the disk is full"),
        ("W: Failed to fetch http://x/InRelease  Temporary failure resolving 'x'\n", "could not be reached"),
        ("NewConnectionError: Failed to establish a new connection\n", "could not be reached"),
        ("ERROR: No matching distribution found for a==1 (from versions: none)", "could not be reached"),
        ("one\nE: dpkg is broken\n\n", "failed with status 100: E: dpkg is broken"),
        ("", "failed with status 100"),
    ],
)
def test_failures_are_explained(output: str, said: str) -> None:
    message, hint = explain("Installing", 100, output)
    assert said in message
    assert hint


def test_console_runs_logs_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "bootstrap.log"
    with Console(log) as console:
        assert console.run("Counting", ["/bin/echo", "one two"]) == "one two\n"
        with pytest.raises(CommandError) as caught:
            console.run("Failing", ["/bin/sh", "-c", "echo bad; exit 3"])
    assert str(log) in caught.value.hint
    assert caught.value.output == "bad\n"
    assert log.read_text().splitlines()[:2] == ["$ /bin/echo one two", "one two"]
    assert capsys.readouterr().out.splitlines()[0] == "Counting ..."


def test_console_says_when_a_program_is_not_there(tmp_path: Path) -> None:
    with Console(tmp_path / "log") as console, pytest.raises(BootstrapError, match="no-such-program"):
        console.run("Starting", ["no-such-program"])


def test_progress_is_a_live_line_on_a_terminal_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stdout", screen)
    console = Console(tmp_path / "log")
    console._shown = 1e12
    console.progress("never seen in a pipe")
    assert screen.getvalue() == ""
    console.is_terminal = True
    console.progress("halfway")
    assert screen.getvalue() == "\r\x1b[K    halfway"


def test_remarks_on_lines_become_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(Console, "progress", lambda self, line: shown.append(line))
    with Console(tmp_path / "log") as console:
        console.run(
            "Counting",
            ["/usr/bin/env", "sh", "-c", "echo one; echo $WORD"],
            describe=lambda line: line.strip() if "t" in line else None,
            env={"WORD": "two"},
        )
    assert shown == ["two"]


def test_signs_are_looked_for_in_the_whole_output() -> None:
    assert find_sign("a\nNo space left on device\n", ("x", "No space"))
    assert not find_sign("all well", ("x", "No space"))
