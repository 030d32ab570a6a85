"""Keeps the archive's index readable for the server's account, which may not write beside it."""

import sqlite3
from pathlib import Path


class IndexKeeper:
    """Holds the index open for reading.

    SQLite needs two files beside an index in its write-ahead mode, which go with the last process that has it open.
    An account without the right to write could then not read it (https://www.sqlite.org/wal.html, "Read-Only
    Databases"). As long as the site holds the index open, they stay.

    Parameters
    ----------
    path
        The index; it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._inode: int | None = None

    def keep(self) -> None:
        """Open the index if it is there and not open yet, or another one has taken its place."""
        try:
            inode = self._path.stat().st_ino
        except FileNotFoundError:
            return
        if inode == self._inode:
            return
        self.close()
        try:
            self._connection = sqlite3.connect(self._path)
            self._connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            self._inode = inode
        except sqlite3.Error:
            # Just being made, or damaged: the next look tries again, and the archive says what is wrong with it.
            self.close()

    def close(self) -> None:
        """Let the index go."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._inode = None, None
