"""What compiled functions and their callers agree on."""

import numpy as np
from numpy.typing import NDArray

Buffer = NDArray[np.uint8]
#: What stops a function that writes rows: no room for the next one.
FULL = 1
#: The same: a value does not fit.
MISFIT = -1
#: The same: there is no value for NULL.
NO_NULL = -2
#: Styles of text.
XML, DELIMITED, JSON = 0, 1, 2
#: Characters of the longest text of a date and of a number.
LONGEST_INSTANT, LONGEST_NUMBER = 32, 26
#: Numbers that describe a column to the functions for binary tables, for text, and for columns.
N_BINARY_PLACES, N_TEXT_PLACES, N_COLUMN_PLACES = 12, 10, 7
#: Numbers of the result of a function that writes rows.
N_RESULTS = 4


def find_address(array: NDArray[np.generic]) -> int:
    """Return where an array begins; its owner has to hold it as long as the address is used."""
    address: int = array.__array_interface__["data"][0]
    return address
