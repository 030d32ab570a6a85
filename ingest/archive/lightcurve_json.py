"""Light curves to JSON objects beside one array of numbers, and back: how the archive writes them."""

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.archive.record_json import JsonObject, record_from, record_object
from schemas.codes import Answer
from schemas.lightcurve import Clues, LightCurve, Role, TimeKind

FloatArray = NDArray[np.float64]
ARRAYS = ("mjd", "flux", "flux_err", "seconds", "frames", "flags")
_KINDS = {
    "role": Role,
    "time_kind": TimeKind,
    "camera_delay_applied": Answer,
    "exposure_applied": Answer,
}
_PLAIN = tuple((item.name, item.default) for item in fields(LightCurve) if item.name not in (*ARRAYS, "clues"))
#: Placeholder of an array of readings where only the rest of a curve is wanted.
_NO_READINGS = np.empty(0)


class ArrayStore:
    """Collects the arrays of a file's light curves into one.

    Parameters
    ----------
    start
        Number of numbers before them in the file.
    """

    def __init__(self, start: int = 0) -> None:
        self._parts: list[FloatArray] = []
        self._end = start

    def add(self, values: NDArray[Any]) -> list[int]:
        """Append an array; return its offset and length."""
        part = np.asarray(values, dtype=np.float64)
        place = [self._end, part.size]
        self._parts.append(part)
        self._end += part.size
        return place

    def joined(self) -> FloatArray:
        """Return everything that was added, shape (n,)."""
        return np.concatenate(self._parts) if self._parts else _NO_READINGS


def curve_object(curve: LightCurve, arrays: ArrayStore) -> JsonObject:
    """Return a light curve as a JSON object; its arrays go into the store."""
    item: JsonObject = {
        name: value for name, default in _PLAIN if (value := getattr(curve, name)) is not None and value != default
    }
    if clues := record_object(curve.clues):
        item["clues"] = clues
    # The instants come again so that a curve can be found without its arrays.
    item["span"] = [curve.time_start, curve.time_end]
    item["arrays"] = {
        name: arrays.add(array) for name in ARRAYS if (array := getattr(curve, name)) is not None and _is_worth(array)
    }
    return item


def _is_worth(array: NDArray[Any]) -> bool:
    return array.dtype != np.uint8 or bool(array.any())


def curve_from(item: JsonObject, arrays: FloatArray | None) -> LightCurve:
    """Return the light curve that `curve_object` wrote.

    Parameters
    ----------
    item
        The object.
    arrays
        The numbers of the batch, those of the curve included, shape (n,); None: the curve is given with its span
        alone, as two readings without a value.

    Raises
    ------
    ValueError
        If the numbers end before those of the curve.
    """
    values: dict[str, Any] = {name: item[name] for name, _ in _PLAIN if name in item}
    for name, kind in _KINDS.items():
        if name in values:
            values[name] = kind(values[name])
    values["settings"] = tuple((key, value) for key, value in item.get("settings", ()))
    values["clues"] = record_from(Clues, item.get("clues", {}))
    if arrays is None:
        span = [np.nan if instant is None else instant for instant in item["span"]]
        return LightCurve(mjd=np.array(span), flux=np.full(2, np.nan), **values)
    for name, (start, size) in item["arrays"].items():
        if start + size > arrays.size:
            raise ValueError(f"The readings of {item.get('lightcurve_id')} are cut off: {name}.")
        values[name] = arrays[start : start + size]
    return LightCurve(**values)


def shown_object(curve: LightCurve, *, with_arrays: bool) -> JsonObject:
    """Return a light curve as `umbra ingest --json` prints it: fields named as the columns, no private words."""
    private = ("clues", "settings", *ARRAYS)
    item: JsonObject = {name: getattr(curve, name) for name, _ in _PLAIN if name not in private}
    item |= {
        "n_points": curve.n_points,
        "n_dropped": curve.n_dropped,
        "time_start": curve.time_start,
        "time_end": curve.time_end,
    }
    if with_arrays:
        for name in ("mjd", "flux", "flux_err"):
            array = getattr(curve, name)
            item[name] = None if array is None else [None if value != value else value for value in array.tolist()]
    return item
