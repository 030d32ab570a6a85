"""Where the messages of PostgreSQL's protocol begin and end."""

from service.answers.rows.bytes_access import load8
from service.answers.rows.compiled import Word, compiled
from service.answers.rows.fields import get_int32


@compiled
def skip_messages(buffer: Word, begin: Word, end: Word, kind: Word) -> Word:
    """Return the place behind the whole messages of a kind that follow one another.

    Parameters
    ----------
    buffer
        Address of what was received.
    begin, end
        The part of it that holds messages; the last one may be cut.
    kind
        First byte of the messages.
    """
    position = begin
    while end - position >= 5 and load8(buffer + position) == kind:
        size = get_int32(buffer + position + 1) + 1
        if size > end - position:
            break
        position += size
    return position
