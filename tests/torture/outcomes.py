"""What came of a query on one way, and in what two ways differ."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.service.answers.streams.test_front import read_arrow, read_fits, read_parquet

#: What differs between two answers to one question: their dates, the addresses that were asked, and the names of
#: columns without a name, which DaCHS makes from places in memory.
_CHANGING = re.compile(rb'name="request_date"[^>]{0,100}|<INFO name="request"[^>]*+>|\b[ns][aeiousmnthwblpgd]{11}\b')
#: Infinities in TABLEDATA, which DaCHS writes in words that VOTable does not have (docs/decisions/rows.md).
_INFINITY = re.compile(rb"(?<=[> ])\+Inf(?=[< ])|(?<=[> ]-)Inf(?=[< ])")
_AROUND = 150
#: Formats whose bytes may differ where what is in them does not, by how their files begin.
_READERS: dict[bytes, Callable[[bytes], Any]] = {
    b"SIMPLE": read_fits,
    b"PAR1": lambda content: _write_columns(*read_parquet(content)),
    b"\xff\xff\xff\xff": lambda content: _write_columns(*read_arrow(content)),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a query on one way.

    Parameters
    ----------
    state
        ``answered``, ``refused`` (with an error), ``left`` to DaCHS, or ``not translated`` and so left to it.
    content
        The answer, or the error or the reason in words.
    is_cut
        Whether there were more rows.
    code
        Status of HTTP.
    kind
        Media type of the answer.
    """

    state: str
    content: bytes
    is_cut: bool = False
    code: int = 200
    kind: str = ""

    def comparable(self) -> bytes:
        """Return what two answers to one question have in common."""
        read = next((read for start, read in _READERS.items() if self.content.startswith(start)), None)
        content = self.content if read is None else repr(read(self.content)).encode()
        return _INFINITY.sub(b"inf", _CHANGING.sub(b"", content))


def _write_columns(rows: Any, votable: bytes, status: bytes | None) -> tuple[str, str, bytes, bytes | None]:  # noqa: ANN401
    return str(rows.schema).replace("\n", ", "), repr(rows.to_pylist()), votable, status


def find_difference(direct: Outcome, other: Outcome) -> str | None:
    """Return in what two outcomes differ, None where they agree."""
    if direct.state in ("left", "not translated"):
        # Kinds of columns and formats that only DaCHS writes are no difference; errors have to be errors there, too.
        is_error = direct.state == "not translated" or direct.content.startswith(b"error")
        return "an error where DaCHS answers" if is_error and other.state == "answered" else None
    if direct.state != other.state:
        return f"{direct.state} where DaCHS has {other.state}"
    if (direct.code, direct.kind) != (other.code, other.kind):
        return "other status or media type"
    if direct.is_cut != other.is_cut:
        return "other mark of a cut answer"
    if direct.comparable() != other.comparable():
        return "other content"
    return None


def describe(direct: Outcome, other: Outcome) -> dict[str, str]:
    """Return the places where two outcomes begin to differ."""
    one, two = (outcome.comparable() for outcome in (direct, other))
    place = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    begin = max(0, place - _AROUND) if direct.state == other.state else 0
    return {
        name: f"{outcome.state} {outcome.code} {text[begin : begin + 3 * _AROUND].decode(errors='replace')}"
        for name, outcome, text in (("direct", direct, one), ("dachs", other, two))
    }
