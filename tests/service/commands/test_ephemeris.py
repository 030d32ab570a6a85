"""Ephemerides by command: taken in, listed, refused."""

from pathlib import Path

from tests.forked_command import fork_umbra

TABLE = "".join(f"{2459816.5 + number / 24} {90 + number} 0.0 2.0\n" for number in range(5))


def test_a_table_is_taken_in_and_listed(tmp_path: Path) -> None:
    table, var = tmp_path / "hildrun.txt", str(tmp_path / "var")
    table.write_text(TABLE)
    done = fork_umbra("ephemeris", "add", str(table), "--body", "928", "--name", "JPL#1", "--var", var)
    assert done.returncode == 0
    assert done.stdout == "hildrun.txt: JPL#1, body 928.\n"
    assert fork_umbra("ephemeris", "list", "--var", var).stdout == "hildrun.txt\tbody 928\tJPL#1\n"


def test_what_is_no_ephemeris_is_refused(tmp_path: Path) -> None:
    letter, var = tmp_path / "letter.txt", str(tmp_path / "var")
    letter.write_text("Dear all,\n")
    done = fork_umbra("ephemeris", "add", str(letter), "--body", "928", "--var", var)
    assert done.returncode == 1
    assert done.stderr.startswith("umbra: letter.txt:1: ")
    assert fork_umbra("ephemeris", "list", "--var", var).stdout == ""
