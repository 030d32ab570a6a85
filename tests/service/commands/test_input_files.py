"""Files that a person names: those in folders too, hidden ones and links passed over."""

import os
from pathlib import Path

import pytest

from service.commands.input_files import list_files, open_file


def test_folders_are_gone_through_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden", ".git/x", "a/.x"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.txt")
    found = [path.relative_to(tmp_path).as_posix() for path in list_files([tmp_path])]
    assert found == ["b.txt", "a/1.txt", "a/2.txt"]


def test_what_is_named_is_taken_as_it_is(tmp_path: Path) -> None:
    hidden, link = tmp_path / ".hidden", tmp_path / "link"
    hidden.write_text("")
    link.symlink_to(hidden)
    assert list(list_files((hidden, link))) == [hidden, link]


def test_a_file_is_opened_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\0\xff")
    with open_file(path) as content:
        assert content.read() == b"\0\xff"
    with pytest.raises(FileNotFoundError):
        open_file(tmp_path / "none")


def test_a_pipe_that_nobody_writes_to_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with open_file(tmp_path / "pipe") as content:
        assert content.read() == b""
