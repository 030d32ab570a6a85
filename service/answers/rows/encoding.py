"""What the encoders of rows have in common: limits, room, and refusals."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.errors import UmbraError
from service.answers.rows.binary_cells import NO_NULL
from service.answers.rows.binary_kernel import FULL
from service.answers.rows.dates import LONGEST
from service.answers.rows.fields import Buffer
from service.answers.rows.kinds import Kind

_ROOM = 1 << 20
#: ``encode_rows`` of a kernel.
Kernel = Callable[[Buffer, int, NDArray[np.int64], Buffer, NDArray[np.int64], Buffer, Buffer], tuple[int, ...]]


class UnfitValueError(UmbraError):
    """A value cannot be written in the form that its column promises."""


class RowEncoder:
    """Makes bytes of rows.

    Parameters
    ----------
    kinds
        The columns.
    max_rows
        Rows beyond it are thrown away; None for no limit.
    """

    def __init__(self, kinds: Sequence[Kind], max_rows: int | None) -> None:
        self.result_formats = tuple(kind.result_format for kind in kinds)
        #: Rows so far.
        self.n_rows = 0
        #: Whether rows were thrown away.
        self.is_truncated = False
        self._kinds = tuple(kinds)
        self._max_rows = max_rows
        self._scratch: Buffer = np.empty(LONGEST, dtype=np.uint8)
        self._room: Buffer = np.empty(_ROOM, dtype=np.uint8)

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
        if not rows.flags.writeable:
            rows = rows.copy()
        position, written = 0, []
        while position < rows.size:
            n_wanted = rows.size if self._max_rows is None else self._max_rows - self.n_rows
            if n_wanted <= 0:
                self.is_truncated = True
                break
            position, end, n_rows, status, column = self._encode(rows, position, n_wanted)
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

    def _encode(self, rows: Buffer, position: int, n_wanted: int) -> tuple[int, ...]:
        """Call the kernel."""
        raise NotImplementedError

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
