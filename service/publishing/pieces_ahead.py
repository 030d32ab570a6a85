"""Pieces that a thread makes ahead, while the database takes the piece before."""

from collections.abc import Generator, Iterable
from queue import Full, Queue
from threading import Event, Thread

#: Pieces that wait at most.
_MOST_WAITING = 2
#: How often the thread looks whether its pieces are still wanted [s].
_LOOK_S = 0.2


class _End:
    """Comes after the last piece, with what stopped the thread."""

    def __init__(self, problem: BaseException | None) -> None:
        self.problem = problem


def made_ahead(pieces: Iterable[bytes]) -> Generator[bytes, None, None]:
    """Yield pieces that a thread makes; what it raises is raised here.

    Whoever stops before the end has to close the generator, which then waits for the thread.

    Parameters
    ----------
    pieces
        Taken one at a time by the thread; they must use nothing that belongs to the caller's thread.
    """
    queue: Queue[bytes | _End] = Queue(_MOST_WAITING)
    is_unwanted = Event()
    thread = Thread(target=_make, args=(pieces, queue, is_unwanted), daemon=True)
    thread.start()
    try:
        while not isinstance(piece := queue.get(), _End):
            yield piece
        if piece.problem is not None:
            raise piece.problem
    finally:
        is_unwanted.set()
        thread.join()


def _make(pieces: Iterable[bytes], queue: "Queue[bytes | _End]", is_unwanted: Event) -> None:
    problem: BaseException | None = None
    try:
        for piece in pieces:
            if not _put(queue, piece, is_unwanted):
                return
    except BaseException as raised:  # noqa: BLE001 - the one who waits for pieces raises it
        problem = raised
    _put(queue, _End(problem), is_unwanted)


def _put(queue: "Queue[bytes | _End]", piece: "bytes | _End", is_unwanted: Event) -> bool:
    """Hand a piece over as soon as there is room; return whether it is wanted."""
    while not is_unwanted.is_set():
        try:
            queue.put(piece, timeout=_LOOK_S)
        except Full:
            continue
        return True
    return False
