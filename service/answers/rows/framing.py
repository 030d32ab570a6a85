"""Where the messages of PostgreSQL's protocol begin and end."""

import numpy as np

from service.answers.rows.bytes_access import load8
from service.answers.rows.compiled import Word, compiled
from service.answers.rows.fields import Buffer, get_int32


@compiled("int64(uint8[::1], int64, int64, int64)")
def skip_messages(buffer: Buffer, begin: Word, end: Word, kind: Word) -> Word:
    """Return the place behind the whole messages of a kind that follow one another.

    Parameters
    ----------
    buffer
        What was received.
    begin, end
        The part of it that holds messages; the last one may be cut.
    kind
        First byte of the messages.
    """
    position, address = begin, np.int64(buffer.ctypes.data)
    while end - position >= 5 and load8(address + position) == kind:
        size = get_int32(address + position + 1) + 1
        if size > end - position:
            break
        position += size
    return position
