"""Checks the structure of a double precision array file (DAF) before SPICE opens it.

SPICE ends the whole process if the list of segments of a damaged file points outside of it. The structure is described
in DAF Required Reading (NAIF), "The File Record" and "Summary Records".
"""

import struct
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from ingest.ephemerides.ephemeris_files import KernelError

_RECORD = 1024
_MARK = b"DAF/SPK "
_ORDERS = {b"LTL-IEEE": "<", b"BIG-IEEE": ">"}
#: Number of doubles, and number of integers, in the summary of an SPK segment (SPK Required Reading).
_ND, _NI = 2, 6
_SUMMARY = _ND * 8 + _NI * 4
_MOST_SUMMARIES = 125 // (_ND + (_NI + 1) // 2)
#: Types of segments that SPICE reads (SPK Required Reading, "SPK Data Types").
_TYPES = frozenset({1, 2, 3, 5, 8, 9, 10, 12, 13, 14, 15, 17, 18, 19, 20, 21})


def check_structure(path: Path) -> None:
    """Check that the records and segments of an SPK kernel are within the file.

    Raises
    ------
    KernelError
        If the file is not an SPK kernel, or is damaged.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(0)
        head = stream.read(_RECORD)
        order = _ORDERS.get(head[88:96])
        if len(head) < _RECORD or not head.startswith(_MARK) or order is None:
            raise KernelError(f"{path.name} cannot be read as an SPK kernel.", "give a binary SPK kernel (.bsp)")
        n_doubles, n_integers = struct.unpack_from(f"{order}2i", head, 8)
        forward, backward = struct.unpack_from(f"{order}2i", head, 76)
        if (n_doubles, n_integers) != (_ND, _NI):
            raise _damaged(path, "its summaries are not those of an SPK kernel")
        number, before, seen = forward, 0, set[int]()
        while number:
            if number in seen or not 2 <= number <= size // _RECORD:
                raise _damaged(path, f"its list of segments leads to record {number}")
            seen.add(number)
            stream.seek((number - 1) * _RECORD)
            record = stream.read(_RECORD)
            following, previous, count = struct.unpack_from(f"{order}3d", record)
            if not (following.is_integer() and previous == before and count in range(_MOST_SUMMARIES + 1)):
                raise _damaged(path, f"record {number} is not a list of segments")
            for problem in _problems(record, order, int(count), size):
                raise _damaged(path, problem)
            before, number = number, int(following)
        if before != backward:
            raise _damaged(path, f"its last list of segments is record {before}, not {backward}")


def _problems(record: bytes, order: str, count: int, size: int) -> Iterator[str]:
    for number in range(count):
        values = struct.unpack_from(f"{order}{_ND}d{_NI}i", record, 24 + number * _SUMMARY)
        first, last, _target, _center, _frame, kind, begin, end = values
        if not (isfinite(first) and isfinite(last) and first <= last):
            yield f"a segment goes from {first} to {last}"
        if kind not in _TYPES:
            yield f"a segment has the unknown type {kind}"
        if not 1 <= begin <= end <= size // 8:
            yield f"a segment has the addresses {begin} to {end}, which are not in the file"


def _damaged(path: Path, what: str) -> KernelError:
    return KernelError(f"{path.name} is damaged: {what}.", "download the kernel again")
