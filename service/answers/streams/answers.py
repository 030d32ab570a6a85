"""The text of an answer, piece by piece, as the rows come from the database."""

from collections.abc import Generator, Mapping
from contextlib import closing
from datetime import UTC, datetime

from service.answers.rows.wire import Wire
from service.answers.streams.encoders import make_encoder
from service.answers.streams.plans import Plan


class Answer:
    """The answer to a query.

    Parameters
    ----------
    plan
        The query.
    wire
        A connection that is not in use.
    shapes
        Names of pgSphere's types, by their numbers in this database.
    timeout_s
        How long the database may work [s].

    Raises
    ------
    UnknownKindError
        A column is of a kind that DaCHS writes.
    QueryError, ConnectionLostError
        The database cannot do it.
    """

    def __init__(self, plan: Plan, wire: Wire, shapes: Mapping[int, str], *, timeout_s: float) -> None:
        self._plan = plan
        self._timeout_s = timeout_s
        self._wire = wire
        self._prepared = wire.prepare(plan.sql)
        self._encoder = make_encoder(plan, self._prepared.columns, shapes)

    @property
    def is_truncated(self) -> bool:
        """Whether there were more rows than may be handed out, as far as is known."""
        return self._encoder.is_truncated

    def pieces(self) -> Generator[bytes, None, None]:
        """Yield the text.

        Whoever stops before the end has to close the generator: the query is cancelled then.

        Raises
        ------
        QueryError, ConnectionLostError
            The database could not do it, perhaps after some pieces.
        """
        envelope = self._plan.envelope
        if envelope.begins_with_status:
            with closing(self._rows()) as rows:
                content = b"".join(rows)
            content += b"".join(self._encoder.finish_parts())
            head = envelope.head(datetime.now(UTC), is_truncated=self.is_truncated)
            yield head + content + envelope.tail(is_truncated=self.is_truncated)
            return
        with closing(self._rows()) as rows:
            # Nothing leaves before the database has begun to answer: what it refuses, DaCHS has the words for.
            first = next(rows, b"")
            yield envelope.head(datetime.now(UTC), is_truncated=self.is_truncated) + first
            yield from rows
        yield from self._encoder.finish_parts()
        yield envelope.tail(is_truncated=self.is_truncated)

    def _rows(self) -> Generator[bytes, None, None]:
        formats = self._encoder.result_formats
        with closing(
            self._wire.run(self._prepared, formats, parameters=self._plan.parameters, timeout_s=self._timeout_s)
        ) as pieces:
            for piece in pieces:
                yield self._encoder.feed(piece)
                if self.is_truncated:
                    break


def check_kinds(plan: Plan, wire: Wire, shapes: Mapping[int, str]) -> None:
    """Check that all columns of an answer are of kinds that are known here.

    Raises
    ------
    UnknownKindError
        One is not.
    QueryError
        The query is wrong.
    """
    make_encoder(plan, wire.prepare(plan.sql).columns, shapes)
