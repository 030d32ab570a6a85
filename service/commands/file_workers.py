"""Workers: processes that read files, each file within a limit of time, and that end with the process they work for.

A reader that loops in C code hears no signal, so it runs in a process that can be killed and replaced. A worker gets
files in chunks and counts them where the process that it works for can see it; it writes the results of a chunk into a
file in memory, so that it never waits for a reader.
"""

import ctypes
import logging
import mmap
import os
import pickle
import signal
import struct
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

from schemas.finding import Finding, FindingCode

Job = TypeVar("Job")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)
#: Processor time that reading a file may take, and what is added a megabyte [s].
FILE_SECONDS = 30.0
MEGABYTE_SECONDS = 2.0
#: Chunks that a worker has at hand.
_AHEAD = 4
#: Jobs of a chunk, and their size as they are sent, so that sending never waits for a worker [byte].
_CHUNK_SIZE = 50
_CHUNK_BYTES = 16_000
#: How often silent workers are looked at [s].
_LOOK_S = 0.5
#: A file may take this many times its limit of processor time by the clock on the wall: disks and busy machines.
_WALL_FACTOR = 10.0
_PR_SET_PDEATHSIG = 1
#: Sent by a worker where the results of a chunk are in its file; else it sends the results.
_IN_FILE = b"."
#: What a worker counts where all can see it: its chunks, and the jobs of the present one that are done.
_COUNT = struct.Struct("@QQ")
_libc = ctypes.CDLL(None, use_errno=True)


#: The process that this one works for; None: it is no worker.
_parent: int | None = None


def die_with_parent() -> None:
    """Let this process end with the one it works for, if it is a worker.

    A change of user cancels that (prctl(2)), so a job that changes it asks for it again.
    """
    if _parent is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != _parent:
        os._exit(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """Why a worker did not finish a job."""

    #: Processor time that it took until it was stopped [s]; None if it ended by itself.
    seconds: float | None
    #: How it ended, for people.
    reason: str


def loss_finding(loss: Loss) -> Finding:
    """Return the finding on a file whose reading was not finished."""
    if loss.seconds is None:
        return Finding.error(
            FindingCode.FAULT, f"Umbra failed on this file: {loss.reason}.", "tell the operators of the site"
        )
    return Finding.error(
        FindingCode.TOO_SLOW, f"Reading was broken off: {loss.reason}.", "check whether the file is damaged"
    )


@dataclass(slots=True)
class _Chunk(Generic[Job, Result]):
    jobs: list[Job]
    #: Results of jobs that were not finished, by their number in the chunk.
    lost: dict[int, Result] = field(default_factory=dict)
    #: All results, once they are there.
    results: list[Result] | None = None

    @property
    def left(self) -> list[int]:
        """Numbers of the jobs that a worker has to do."""
        return [number for number in range(len(self.jobs)) if number not in self.lost]

    def complete(self, done: Sequence[Result]) -> None:
        """Put the results of `left` and those of lost jobs together."""
        found = self.lost | dict(zip(self.left, done, strict=True))
        self.results = [found[number] for number in range(len(self.jobs))]


class Workers(Generic[Job, Result]):
    """Processes that call a function.

    Parameters
    ----------
    function
        Called with each job in a worker, where nothing that it changes is seen by others. Its result is pickled.
    on_loss
        Called here with a job that was not finished, and why; gives the result instead.
    limit_s
        Gives the processor time that a job may take [s].
    n_processes
        How many work at once.
    """

    def __init__(
        self,
        function: Callable[[Job], Result],
        on_loss: Callable[[Job, Loss], Result],
        *,
        limit_s: Callable[[Job], float],
        n_processes: int = 1,
    ) -> None:
        self._function = function
        self._on_loss = on_loss
        self._limit_s = limit_s
        self._n_processes = n_processes
        self._workers: list[_Worker[Job, Result]] = []

    def __enter__(self) -> "Workers[Job, Result]":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def call(self, job: Job) -> Result:
        """Return what the function makes of one job."""
        (result,) = self.map(iter([job]))
        return result

    def map(self, jobs: Iterator[Job]) -> Iterator[Result]:
        """Yield what the function makes of jobs, in their order; a bounded number is worked on ahead."""
        chunks = _chunks(jobs)
        waiting: deque[_Chunk[Job, Result]] = deque()
        while True:
            while len(waiting) < _AHEAD * self._n_processes and (chunk := next(chunks, None)) is not None:
                waiting.append(chunk)
                self._find_worker().give(chunk)
            if not waiting:
                return
            while (results := waiting[0].results) is None:
                self._look()
            waiting.popleft()
            yield from results

    def _find_worker(self) -> "_Worker[Job, Result]":
        """Return the worker with the least to do."""
        idle = min(self._workers, key=lambda worker: len(worker.chunks), default=None)
        if idle is None or (idle.chunks and len(self._workers) < self._n_processes):
            idle = _Worker(self._function, self._workers)
            self._workers.append(idle)
        return idle

    def _look(self) -> None:
        """Wait for a message of a worker; replace those that ended or hang."""
        busy = [worker for worker in self._workers if worker.chunks]
        heard = wait([worker.connection for worker in busy], timeout=_LOOK_S)
        for worker in busy:
            loss = worker.listen() if worker.connection in heard else worker.check(self._limit_s(worker.job))
            if loss is not None:
                self._replace(worker, loss)

    def _replace(self, worker: "_Worker[Job, Result]", loss: Loss) -> None:
        """Give the worker's job up, and let another worker do the rest."""
        worker.kill()
        self._workers.remove(worker)
        _log.warning("A reading was broken off: %s", loss.reason)
        chunk, number = worker.chunks[0], worker.number
        chunk.lost[number] = self._on_loss(chunk.jobs[number], loss)
        if not chunk.left:
            chunk.complete(())
        left = [one for one in worker.chunks if one.results is None]
        if left:
            successor: _Worker[Job, Result] = _Worker(self._function, self._workers)
            self._workers.append(successor)
            for one in left:
                successor.give(one)


class _Worker(Generic[Job, Result]):
    """One process, and what is known of it."""

    def __init__(self, function: Callable[[Job], Result], siblings: Sequence["_Worker[Job, Result]"]) -> None:
        #: What it has to do; it works at the first.
        self.chunks: deque[_Chunk[Job, Result]] = deque()
        self.connection, theirs = Pipe()
        self._files = [os.memfd_create(f"results{number}") for number in range(_AHEAD)]
        self._counter = mmap.mmap(-1, _COUNT.size)
        self._n_given = self._n_collected = 0
        #: Count of the chunk's jobs that were done when it was looked at last, when that was, and the processor time
        #: that it had taken then [s].
        self._seen: tuple[int, int] = (0, 0)
        self._since = time.monotonic()
        self._cpu: float | None = None
        parent = os.getpid()
        self._pid: int | None = os.fork()
        if self._pid == 0:
            for other in (self, *siblings):
                other.connection.close()
            _serve(function, theirs, self._files, self._counter, parent)
        theirs.close()

    @property
    def number(self) -> int:
        """Number in its chunk of the job that it works at."""
        left = self.chunks[0].left
        return left[min(self._count(), len(left) - 1)]

    @property
    def job(self) -> Job:
        """The job that it works at."""
        return self.chunks[0].jobs[self.number]

    def _count(self) -> int:
        """Return how many jobs of the chunk that it works at are done."""
        n_chunks, n_jobs = _COUNT.unpack_from(self._counter)
        return n_jobs if n_chunks == self._n_collected + 1 else 0

    def give(self, chunk: _Chunk[Job, Result]) -> None:
        """Hand it a chunk."""
        if not self.chunks:
            self._since, self._cpu = time.monotonic(), None
        self.chunks.append(chunk)
        self._n_given += 1
        with suppress(OSError):  # it has ended, which is seen when it is listened to
            self.connection.send([chunk.jobs[number] for number in chunk.left])

    def listen(self) -> Loss | None:
        """Collect the chunks that are done; tell if it has ended."""
        try:
            while self.chunks and self.connection.poll():
                content = self.connection.recv_bytes()
                self._n_collected += 1
                if content == _IN_FILE:
                    fd = self._files[self._n_collected % _AHEAD]
                    content = os.pread(fd, os.fstat(fd).st_size, 0)
                self.chunks[0].complete(pickle.loads(content))  # noqa: S301 - of our own process
                self.chunks.popleft()
                self._since, self._cpu = time.monotonic(), None
        except (EOFError, OSError):
            return Loss(seconds=None, reason="the process that read the file ended")
        return None

    def check(self, limit_s: float) -> Loss | None:
        """Tell if it has been at one job for too long; for workers that have sent nothing."""
        seen = (self._n_collected, self._count())
        if seen != self._seen:
            self._seen, self._since, self._cpu = seen, time.monotonic(), None
        silence = time.monotonic() - self._since
        if silence < _LOOK_S or self._pid is None:
            return None
        now = _cpu_seconds(self._pid)
        if self._cpu is None:
            self._cpu = now
        if now - self._cpu > limit_s or silence > _WALL_FACTOR * limit_s:
            return Loss(seconds=limit_s, reason=f"reading the file took more than {limit_s:.0f} s")
        return None

    def kill(self) -> None:
        """End it, and give back what was open for it."""
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = None
        self.connection.close()
        for fd in self._files:
            os.close(fd)


def _serve(
    function: Callable[[Job], Result],
    connection: "Connection[Any, Any]",
    files: Sequence[int],
    counter: mmap.mmap,
    parent: int,
) -> NoReturn:
    """Work for the parent, as long as there is one."""
    global _parent
    _parent, status, n_chunks = parent, 1, 0
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        die_with_parent()
        while True:
            jobs = connection.recv()
            n_chunks += 1
            results = []
            for number, job in enumerate(jobs):
                _COUNT.pack_into(counter, 0, n_chunks, number)
                results.append(function(job))
            content = pickle.dumps(results, protocol=pickle.HIGHEST_PROTOCOL)
            connection.send_bytes(_IN_FILE if _write(files[n_chunks % _AHEAD], content) else content)
    except EOFError:
        status = 0
    except BaseException as problem:  # noqa: BLE001 - the parent sees that this process has ended
        _log.warning("A fault in a worker", exc_info=problem)
    finally:
        os._exit(status)


def _write(fd: int, content: bytes) -> bool:
    """Write a whole file; tell whether there was room: a limit on the size of files may leave too little."""
    try:
        os.ftruncate(fd, 0)
        rest, start = memoryview(content), 0
        while start < len(content):
            start += os.pwrite(fd, rest[start:], start)
    except OSError:
        return False
    return True


def _chunks(jobs: Iterator[Job]) -> Iterator[_Chunk[Job, Any]]:
    """Put jobs together; the first are few, so that all workers begin at once."""
    size = 2
    while batch := list(islice(jobs, size)):
        while len(batch) > 1 and len(pickle.dumps(batch)) > _CHUNK_BYTES:
            half = len(batch) // 2
            yield _Chunk(jobs=batch[:half])
            batch = batch[half:]
        yield _Chunk(jobs=batch)
        size = min(2 * size, _CHUNK_SIZE)


def _cpu_seconds(pid: int) -> float:
    """Return the processor time of a process [s], of one that has ended 0 (proc(5), ``stat``)."""
    try:
        words = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
