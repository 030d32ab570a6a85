"""Reading of catalogues of stars within a limit of time."""

from types import TracebackType
from typing import Self

from ingest.intake.examination import fault
from ingest.photometry.photometry import FaultError, read_stars
from schemas.errors import FormatError
from schemas.finding import Finding
from schemas.photometry import PointList, SourceList
from schemas.upload import Upload
from service.commands.file_workers import FILE_SECONDS, MEGABYTE_SECONDS, Loss, Workers, loss_finding

_Job = tuple[bytes, str, Upload]
_Result = SourceList | PointList | FormatError | Finding


class LimitedReader:
    """Reads catalogues in a process that is stopped where one takes too long."""

    def __init__(self) -> None:
        self._workers: Workers[_Job, _Result] = Workers(_read, _lose, limit_s=_time_limit)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.__exit__(kind, problem, trace)

    def __call__(self, data: bytes, name: str, upload: Upload) -> SourceList | PointList:
        """Read a file as `read_stars` does.

        Raises
        ------
        FormatError
            If it cannot be read.
        FaultError
            If it takes too long, or Umbra fails on it.
        """
        result = self._workers.call((data, name, upload))
        if isinstance(result, Finding):
            raise FaultError(result)
        if isinstance(result, FormatError):
            raise result
        return result


def _read(job: _Job) -> _Result:
    try:
        return read_stars(*job)
    except FormatError as problem:
        return problem
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other files go in
        return fault(job[1], problem)


def _lose(_: _Job, loss: Loss) -> Finding:
    return loss_finding(loss)


def _time_limit(job: _Job) -> float:
    return FILE_SECONDS + MEGABYTE_SECONDS * len(job[0]) / 1e6
