"""What the encoders of rows have in common: limits, room, and refusals."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.errors import UmbraError
from service.answers.rows.kinds import Kind
from service.answers.rows.layout import FULL, LONGEST_INSTANT, N_RESULTS, NO_NULL, Buffer, find_address

_ROOM = 1 << 20
#: A function that writes rows.
Kernel = Callable[..., int]


class UnfitValueError(UmbraError):
    """A value cannot be written in the form that its column promises."""


class TooLongError(UmbraError):
    """An answer that must be complete before it leaves is longer than may wait."""


class RowEncoder:
    """Makes bytes of rows.

    Parameters
    ----------
    kinds
        The columns.
    max_rows
        Rows beyond it are thrown away; None for no limit.
    kernel
        The compiled function that writes them.
    description
        What it has to know: the description of each column, what means NULL, and limits, of which the first is the
        number of rows that are wanted.
    """

    def __init__(
        self,
        kinds: Sequence[Kind],
        max_rows: int | None,
        kernel: Kernel,
        description: tuple[NDArray[np.int64], Buffer, NDArray[np.int64]],
    ) -> None:
        self.result_formats = tuple(kind.result_format for kind in kinds)
        #: Rows so far.
        self.n_rows = 0
        #: Whether rows were thrown away.
        self.is_truncated = False
        self._kinds = tuple(kinds)
        self._max_rows = max_rows
        self._kernel = kernel
        self._specs, self._literals, self._limits = description
        self._scratch: Buffer = np.empty(LONGEST_INSTANT, dtype=np.uint8)
        self._results = np.zeros(N_RESULTS, dtype=np.int64)
        self._room: Buffer = np.empty(_ROOM, dtype=np.uint8)
        literals, limits = find_address(self._literals), find_address(self._limits)
        scratch = find_address(self._scratch)
        self._addresses = (find_address(self._specs), len(kinds), literals, limits, scratch)

    def feed(self, piece: memoryview | bytes) -> bytes:
        """Return what rows become.

        Parameters
        ----------
        piece
            Whole ``DataRow`` messages.

        Raises
        ------
        UnfitValueError
            A value does not fit into its column; the rows of the piece before it are lost, too.
        """
        rows = np.frombuffer(piece, dtype=np.uint8)
        position, written = 0, []
        while position < rows.size:
            n_wanted = rows.size if self._max_rows is None else self._max_rows - self.n_rows
            if n_wanted <= 0:
                self.is_truncated = True
                break
            self._limits[0] = n_wanted
            out = (find_address(self._room), self._room.size, find_address(self._results))
            status = self._kernel(find_address(rows), rows.size, position, *self._addresses, *out)
            position, end, n_rows, column = self._results.tolist()
            self.n_rows += n_rows
            written.append(self._take(end))
            if status == FULL and n_rows == 0:
                self._widen(int.from_bytes(rows[position + 1 : position + 5].tobytes(), "big") + 1)
            elif status < 0:
                raise self._refuse(status, column)
        return b"".join(written)

    def finish(self) -> bytes:
        """Return the end."""
        return b""

    def finish_parts(self) -> Iterator[bytes]:
        """Yield the end."""
        yield self.finish()

    def _take(self, end: int) -> bytes:
        """Return what the kernel wrote into the room."""
        return self._room[:end].tobytes()

    def _need(self, size: int) -> int:
        """Return the room that the row of a message of some size may need."""
        raise NotImplementedError

    def _widen(self, size: int) -> None:
        """Make room for the row of a message of some size."""
        room: Buffer = np.empty(max(_ROOM, self._need(size)), dtype=np.uint8)
        kept = min(room.size, self._room.size, 3)
        room[:kept] = self._room[:kept]
        self._room = room

    def _refuse(self, status: int, column: int) -> UnfitValueError:
        kind = self._kinds[column]
        if status == NO_NULL:
            return UnfitValueError(f"Column {kind.name} has a NULL, and no value that means it.")
        return UnfitValueError(f"Column {kind.name} has a value that does not fit into {kind.target.name.lower()}.")
