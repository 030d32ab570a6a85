"""The one station of a file with one form."""

from schemas.reading import Reading, StationReport


def station(reading: Reading) -> StationReport:
    """Return the station; there must be no other one."""
    [entry] = reading.entries
    [found] = entry.stations
    return found
