"""Pictures of zero points as files: what `umbra calibrate --plot` leaves in a folder."""

import os
from pathlib import Path

from export.calibration_plot import draw_calibration
from ingest.photometry.photometry import Outcome
from schemas.errors import UmbraError
from service.ground.account import as_caller


class PlotError(UmbraError):
    """A picture cannot be written."""


def prepare_folder(folder: Path) -> None:
    """Make the folder of the pictures, as the person who called, before anything is calibrated.

    Raises
    ------
    PlotError
        It cannot be made, or the caller may not write into it.
    """
    with as_caller():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise _trouble(folder, problem.strerror) from problem
        if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
            raise _trouble(folder, "you may not write into it")


def write_plots(folder: Path, outcome: Outcome, kind: str) -> tuple[Path, ...]:
    """Draw the zero point of every band that was tried, the best one first, and return the files.

    Parameters
    ----------
    folder
        Made by `prepare_folder`.
    outcome
        Outcome of a file; one without zero points has no pictures.
    kind
        One of `export.figure_file.FIGURES`.

    Raises
    ------
    PlotError
        A file cannot be written.
    """
    name = outcome.upload.catalogue_id
    written = []
    for fit in () if outcome.point is None else outcome.point.fits:
        path = folder / f"{name}_{fit.survey}_{fit.band}.{kind}"
        picture = draw_calibration(fit, title=name, kind=kind)
        try:
            with as_caller():
                path.write_bytes(picture)
        except OSError as problem:
            raise _trouble(path, problem.strerror) from problem
        written.append(path)
    return tuple(written)


def _trouble(path: Path, reason: str | None) -> PlotError:
    return PlotError(f"{path} cannot be written: {reason}.", "name another folder with --plot")
