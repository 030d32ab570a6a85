"""Reference stars between numpy arrays and PostgreSQL's binary formats: a row a star, an array a column."""

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from schemas.photometry import ReferenceStars

#: Columns of ``phot.star`` in the order of `copy_rows`.
COLUMNS = ("survey", "source_id", "ra", "dec", "mag", "mag_err")
#: First and last bytes of COPY's binary format (PostgreSQL manual, COPY, file formats).
_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
_TRAILER = struct.pack("!h", -1)
#: Object identifier of the type real (pg_type.dat).
_REAL = 700
_CHUNK = 50_000


def copy_rows(stars: ReferenceStars) -> Iterator[bytes]:
    """Yield what ``COPY phot.star (...) FROM STDIN (FORMAT binary)`` reads; the columns are `COLUMNS`."""
    yield _HEADER
    source_id = np.char.encode(stars.source_id, "utf-8")
    lengths = np.char.str_len(source_id)
    # Rows whose identifiers are of one length are records of one size.
    for length in np.unique(lengths):
        chosen = np.flatnonzero(lengths == length)
        for start in range(0, len(chosen), _CHUNK):
            yield _records(stars, source_id, chosen[start : start + _CHUNK], int(length))
    yield _TRAILER


def _records(stars: ReferenceStars, source_id: NDArray[np.bytes_], rows: NDArray[np.intp], length: int) -> bytes:
    survey, count = stars.survey.encode(), len(stars.bands)
    array = [("ndim", ">i4"), ("flags", ">i4"), ("type", ">i4"), ("dim", ">i4"), ("first", ">i4")]
    # Types are named by text here, as numpy wants them.
    items = [("size", ">i4"), ("value", ">f4")]
    layout = np.dtype(
        [
            ("n_fields", ">i2"),
            ("survey_size", ">i4"),
            ("survey", f"S{len(survey)}"),
            ("source_id_size", ">i4"),
            ("source_id", f"S{max(length, 1)}"),
            ("ra_size", ">i4"),
            ("ra", ">f8"),
            ("dec_size", ">i4"),
            ("dec", ">f8"),
            ("mag_size", ">i4"),
            ("mag_head", array),
            ("mag", items, (count,)),
            ("mag_err_size", ">i4"),
            ("mag_err_head", array),
            ("mag_err", items, (count,)),
        ]
    )
    out = np.zeros(len(rows), dtype=layout)
    out["n_fields"] = len(COLUMNS)
    out["survey_size"], out["survey"] = len(survey), survey
    out["source_id_size"], out["source_id"] = max(length, 1), source_id[rows] if length else b"-"
    for name, values in (("ra", stars.ra), ("dec", stars.dec)):
        out[f"{name}_size"], out[name] = 8, values[rows]
    for name, table in (("mag", stars.mag), ("mag_err", stars.mag_err)):
        out[f"{name}_size"] = 20 + 8 * count
        out[f"{name}_head"] = (1, 0, _REAL, count, 1)
        out[name]["size"], out[name]["value"] = 4, table[:, rows].T
    return out.tobytes()


def read_doubles(data: bytes | memoryview) -> NDArray[np.float64]:
    """Return the numbers of a one-dimensional ``float8[]`` without NULLs, as PostgreSQL sends it in binary."""
    return _read_array(data, "f8").astype(np.float64)


def read_reals(data: bytes | memoryview) -> NDArray[np.float64]:
    """Return the numbers of a ``float4[]`` of one or two dimensions without NULLs, as PostgreSQL sends it in binary."""
    return _read_array(data, "f4").astype(np.float64)


def _read_array(data: bytes | memoryview, kind: str) -> NDArray[np.generic]:
    n_dimensions, _, _ = struct.unpack_from("!iii", data)
    shape = struct.unpack_from(f"!{2 * n_dimensions}i", data, 12)[::2]
    items = np.frombuffer(data, dtype=[("size", ">i4"), ("value", f">{kind}")], offset=12 + 8 * n_dimensions)
    return items["value"].reshape(shape)
