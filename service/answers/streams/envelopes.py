"""What surrounds the rows of a table: DaCHS writes the table without rows, and its text is cut where they belong."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar, Protocol

from astropy.io import fits
from gavo import base
from gavo.protocols import taprunner

from service.answers.overflow import OVERFLOW
from service.answers.tables.arrow_table import without_data
from service.answers.tables.fits import add_cards, find_unit
from service.answers.tables.truncation import write_result

#: Keys of DaCHS' formats, with the element that holds the rows.
_ELEMENTS = {"votable": b"BINARY", "votableb2": b"BINARY2", "votabletd": b"TABLEDATA"}
_JSON_PLACE = b'"data": ['
_DATE = re.compile(rb'<INFO name="request_date"[^>]{0,200}? value="([^"]{0,40})"')
_STREAM = b'<STREAM encoding="base64">'
_ERROR = b'<INFO name="QUERY_STATUS" value="ERROR">%s</INFO>'


class Envelope(Protocol):
    """The text before and after the rows of a table."""

    #: Whether the text of a cut table states that it was cut.
    says_overflow: ClassVar[bool]
    #: Whether it states this before its rows, so that all have to be there.
    begins_with_status: ClassVar[bool]

    def head(self, now: datetime, *, is_truncated: bool) -> bytes:
        """Return what comes before the rows."""

    def tail(self, *, is_truncated: bool) -> bytes:
        """Return what comes after the rows."""

    def tail_of_failure(self, message: str) -> bytes | None:
        """Return what comes after the rows where the query failed among them; None if there is no place to state it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VOTableEnvelope:
    """The text before and after the rows of a VOTable.

    Parameters
    ----------
    before_date, after_date
        What comes before the rows, without the date of the request between the two.
    end_of_rows, overflow, end
        What comes after the rows, the mark of a table that was cut, and the rest.
    """

    before_date: bytes
    after_date: bytes
    end_of_rows: bytes
    overflow: bytes
    end: bytes

    says_overflow: ClassVar[bool] = True
    begins_with_status: ClassVar[bool] = False

    def head(self, now: datetime, *, is_truncated: bool = False) -> bytes:
        """Return what comes before the rows."""
        return self.before_date + write_date(now) + self.after_date

    def tail(self, *, is_truncated: bool) -> bytes:
        """Return what comes after the rows."""
        return self.end_of_rows + (self.overflow if is_truncated else b"") + self.end

    def tail_of_failure(self, message: str) -> bytes:
        """Return what comes after the rows where the query failed among them."""
        text = message.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
        return self.end_of_rows + _ERROR % text.encode() + self.end


@dataclass(frozen=True, slots=True)
class NoEnvelope:
    """What surrounds the rows of a table that is rows alone: nothing."""

    says_overflow: ClassVar[bool] = False
    begins_with_status: ClassVar[bool] = False

    def head(self, _: datetime, *, is_truncated: bool) -> bytes:
        """Return nothing: the encoder writes the names of the columns."""
        return b""

    def tail(self, *, is_truncated: bool) -> bytes:
        """Return nothing: the rows end the table."""
        return b""

    def tail_of_failure(self, _: str) -> None:
        """Return nothing: there is no place to state that rows are missing."""
        return


@dataclass(frozen=True, kw_only=True, slots=True)
class JsonEnvelope:
    """The text before and after the rows of JSON, and the end of a table that was cut."""

    before: bytes
    end: bytes
    cut_end: bytes

    says_overflow: ClassVar[bool] = True
    begins_with_status: ClassVar[bool] = False

    def head(self, _: datetime, *, is_truncated: bool) -> bytes:
        """Return what comes before the rows."""
        return self.before

    def tail(self, *, is_truncated: bool) -> bytes:
        """Return what comes after the rows."""
        return self.cut_end if is_truncated else self.end

    def tail_of_failure(self, message: str) -> bytes:
        """Return what comes after the rows where the query failed among them."""
        return b"], " + json.dumps({"queryStatus": "ERROR", "errors": [message]}).encode().removeprefix(b"{")


@dataclass(frozen=True, kw_only=True, slots=True)
class FitsEnvelope(NoEnvelope):
    """What the encoder of a FITS file needs to know of its table.

    Parameters
    ----------
    units
        Of each column, as FITS writes them.
    cards, cut_cards
        Cards that describe a table, and one that was cut.
    """

    units: tuple[str | None, ...]
    cards: tuple[str, ...]
    cut_cards: tuple[str, ...]

    says_overflow: ClassVar[bool] = True

    def edit(self, header: fits.Header, is_truncated: bool) -> None:
        """Add the cards to a table's header."""
        for card in self.cut_cards if is_truncated else self.cards:
            header.append(fits.Card.fromstring(card), end=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class ArrowEnvelope(NoEnvelope):
    """What the encoder of a Parquet file or a stream of Arrow needs: the VOTable that describes the columns."""

    votable: VOTableEnvelope

    says_overflow: ClassVar[bool] = True

    def description(self, now: datetime) -> bytes:
        """Return a VOTable without data."""
        return without_data(self.votable.head(now) + self.votable.tail(is_truncated=False))


class EnvelopeError(Exception):
    """DaCHS writes a table in a form that is not known here."""


def make_envelope(table: Any, key: str) -> Envelope:  # noqa: ANN401 - a table of DaCHS
    """Return what surrounds the rows of a table.

    Parameters
    ----------
    table
        DaCHS' table of the answer, without rows.
    key
        DaCHS' key of the format.

    Raises
    ------
    EnvelopeError
        The format is not known here, or the text of the table has no place for rows, or two.
    """
    make = _MAKERS.get(key)
    if make is None:
        raise EnvelopeError(f"the format {key}")
    return make(table)


def _make_votable_envelope(table: Any, key: str) -> VOTableEnvelope:  # noqa: ANN401 - a table of DaCHS
    text = _write(table, key, is_truncated=False)
    place = find_rows(text, key)
    begin, end_of_date = find_date(text[:place])
    tail, cut_tail = text[place:], _cut_tail(table, key)
    end_of_rows, overflow, end = _split_tail(tail, cut_tail)
    return VOTableEnvelope(
        before_date=text[:begin],
        after_date=text[end_of_date:place],
        end_of_rows=end_of_rows,
        overflow=overflow,
        end=end,
    )


def _make_json_envelope(table: Any) -> JsonEnvelope:  # noqa: ANN401 - a table of DaCHS
    before, end = _split_json(_write(table, "json", is_truncated=False))
    cut_before, cut_end = _split_json(_write(table, "json", is_truncated=True))
    if before != cut_before:
        raise EnvelopeError("the mark of a cut table is not behind its rows")
    return JsonEnvelope(before=before, end=end, cut_end=cut_end)


def _split_json(text: bytes) -> tuple[bytes, bytes]:
    """Return what is before and behind the rows of a table of JSON without any."""
    parts = text.split(_JSON_PLACE)
    if len(parts) != 2 or not parts[1].startswith(b"]"):
        raise EnvelopeError("the table has no place for rows")
    return parts[0] + _JSON_PLACE, parts[1]


def _make_fits_envelope(table: Any) -> FitsEnvelope:  # noqa: ANN401 - a table of DaCHS
    columns = list(base.SerManager(table, acquireSamples=False))

    def write_cards(*, is_truncated: bool) -> tuple[str, ...]:
        header = fits.Header()
        add_cards(header, table, columns, is_truncated=is_truncated)
        return tuple(card.image for card in header.cards)

    return FitsEnvelope(
        units=tuple(find_unit(column["unit"]) for column in columns),
        cards=write_cards(is_truncated=False),
        cut_cards=write_cards(is_truncated=True),
    )


def _make_arrow_envelope(table: Any) -> ArrowEnvelope:  # noqa: ANN401 - a table of DaCHS
    return ArrowEnvelope(votable=_make_votable_envelope(table, "votabletd"))


def _make_no_envelope(_: object) -> NoEnvelope:
    return NoEnvelope()


#: For each of DaCHS' formats that is written here, by DaCHS' key.
_MAKERS: dict[str, Callable[[Any], Envelope]] = {
    **{key: partial(_make_votable_envelope, key=key) for key in _ELEMENTS},
    **dict.fromkeys(("csv", "csv_bare", "tsv"), _make_no_envelope),
    "json": _make_json_envelope,
    "fits": _make_fits_envelope,
    **dict.fromkeys(("parquet", "arrow"), _make_arrow_envelope),
}
#: Keys of DaCHS' formats that are written here.
KNOWN = tuple(_MAKERS)


def _cut_tail(table: Any, key: str) -> bytes:  # noqa: ANN401 - a table of DaCHS
    text = _write(table, key, is_truncated=True)
    return text[find_rows(text, key) :]


def _write(table: Any, key: str, *, is_truncated: bool) -> bytes:  # noqa: ANN401 - a table of DaCHS
    table.setMeta("_queryStatus", OVERFLOW if is_truncated else "OK")
    written = io.BytesIO()
    write_result(key, taprunner._makeDataFor(table), written)
    return written.getvalue()


def write_date(now: datetime) -> bytes:
    """Return the date of a request as DaCHS writes it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def find_date(head: bytes) -> tuple[int, int]:
    """Return where the date of the request begins and ends in what is before the rows.

    Raises
    ------
    EnvelopeError
        It is not there.
    """
    date = _DATE.search(head)
    if date is None:
        raise EnvelopeError("the date of the request is not in the table")
    return date.span(1)


def find_rows(text: bytes, key: str) -> int:
    """Return the place of the rows in the text of a VOTable without any.

    Parameters
    ----------
    text
        The whole document.
    key
        DaCHS' key of the format.

    Raises
    ------
    EnvelopeError
        There is no such place, or there are two.
    """
    element = _ELEMENTS[key]
    opening = b"<DATA><" + element + b">" + (b"" if element == b"TABLEDATA" else _STREAM)
    parts = text.split(opening)
    if len(parts) != 2:
        raise EnvelopeError(f"the table has {len(parts) - 1} places for rows")
    place = len(parts[0]) + len(opening)
    if not text.startswith(b"</", place):
        raise EnvelopeError("the table has rows")
    return place


def _split_tail(tail: bytes, cut_tail: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what ends the rows, the mark of a cut table, and the rest."""
    end_of_rows, closing, end = tail.partition(b"</TABLE>")
    end_of_rows += closing
    if not closing or not cut_tail.startswith(end_of_rows) or not cut_tail.endswith(end):
        raise EnvelopeError("the mark of a cut table is not behind the table")
    return end_of_rows, cut_tail[len(end_of_rows) : len(cut_tail) - len(end)], end


def describe_failure(problem: BaseException) -> str:
    """Return in words why the rest of a table is missing."""
    lines = str(problem).splitlines()
    return f"The table ends before its last row: {lines[0] if lines else type(problem).__name__}"
