"""What DaCHS itself writes for the rows of a query."""

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_SCRIPT = Path(__file__).with_name("dachs_peer.py")


class PeerError(Exception):
    """DaCHS refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A FIELD of the table that DaCHS wrote."""

    name: str
    datatype: str
    arraysize: str | None
    null: str | None


class Peer:
    """A process that runs DaCHS."""

    def __init__(self, database: dict[str, str], home: Path) -> None:
        arguments = [str(home), *(database[key] for key in ("host", "dbname", "user", "password"))]
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(_SCRIPT), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_SCRIPT.parents[4],
            env={**os.environ, "PYTHONPATH": str(_SCRIPT.parents[4])},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def write(self, format_: str, sql: str, columns: list[dict[str, str]]) -> tuple[bytes, list[Field]]:
        """Return the table of a query and its fields."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"format": format_, "sql": sql, "columns": columns}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise PeerError(answer["error"])
        fields = [
            Field(
                name=field["name"],
                datatype=field["datatype"],
                arraysize=field["arraysize"],
                null=field["nullvalue"],
            )
            for field in answer["fields"]
        ]
        return base64.b64decode(answer["content"]), fields
