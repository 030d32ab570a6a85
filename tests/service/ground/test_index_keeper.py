"""The index stays readable for an account that may not write beside it."""

import sqlite3
from pathlib import Path

from service.ground.index_keeper import IndexKeeper


def list_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def make(path: Path, value: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"CREATE TABLE t AS SELECT {value} AS a")
    connection.commit()
    connection.close()


def test_the_files_beside_the_index_stay_while_it_is_held(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    keeper = IndexKeeper(path)
    keeper.keep()
    make(path, 1)
    assert list_names(tmp_path) == {"index.sqlite"}
    keeper.keep()
    connection = sqlite3.connect(path)
    connection.execute("SELECT * FROM t").fetchall()
    connection.close()
    assert {"index.sqlite-wal", "index.sqlite-shm"} <= list_names(tmp_path)
    keeper.close()
    assert list_names(tmp_path) == {"index.sqlite"}


def test_another_index_in_its_place_is_held_then(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    make(path, 1)
    keeper = IndexKeeper(path)
    keeper.keep()
    for part in tmp_path.iterdir():
        part.rename(part.with_name(f"old-{part.name}"))
    make(path, 2)
    keeper.keep()
    assert (tmp_path / "index.sqlite-shm").exists()
    keeper.close()


def test_a_damaged_index_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    keeper = IndexKeeper(path)
    keeper.keep()
    keeper.close()
