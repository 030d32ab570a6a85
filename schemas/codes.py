"""Code lists of the report forms, each code with its meaning.

The letters are those of the IOTA/ES report form 2.0x (SODIS), which are also those of Occult's observation archive
2.15. Published tables hold the readable value.
"""

from enum import StrEnum
from typing import Self


class CodeList(StrEnum):
    """One code of a form: the published value, the form's letter and the meaning."""

    letter: str
    meaning: str

    def __new__(cls, value: str, letter: str, meaning: str) -> Self:
        """Make a member from its published value, its letter on the form and its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.letter = letter
        member.meaning = meaning
        return member

    @classmethod
    def from_letter(cls, letter: str) -> Self | None:
        """Return the member of a form's letter, None if the list has no such letter."""
        return next((member for member in cls if member.letter == letter), None)


class Outcome(StrEnum):
    """What a station saw."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNCERTAIN = "uncertain"
    NO_DATA = "no_data"


class Answer(StrEnum):
    """The answer to a question of the form that may be left open."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AltitudeReference(StrEnum):
    """What an altitude is measured from."""

    #: Mean sea level.
    MSL = "MSL"
    #: The WGS84 ellipsoid.
    WGS84 = "WGS84"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """Whether a file was accepted or refused; the archive keeps it in both cases, in the folder of this name."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class FileStatus(StrEnum):
    """The outcome of a file that was sent."""

    ACCEPTED = "accepted"
    #: The archive already holds the same file.
    UNCHANGED = "unchanged"
    #: Accepted, and a part of it replaces an earlier record.
    SUPERSEDING = "superseding"
    #: The archive already holds the same file, and a person withdrew its points.
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class RecordStatus(StrEnum):
    """Whether a report or correction is in force, or a later one has replaced it."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"


class Telescope(CodeList):
    """Kind of telescope."""

    REFRACTOR = "refractor", "1", "Refractor"
    NEWTONIAN = "newtonian", "2", "Newtonian reflector"
    SCT = "sct", "3", "Schmidt-Cassegrain"
    DOBSONIAN = "dobsonian", "4", "Dobsonian"
    BINOCULARS = "binoculars", "5", "Binoculars"
    OTHER = "other", "6", "Another kind of telescope"
    NONE = "none", "7", "No telescope"
    EVSCOPE = "evscope", "8", "eVscope"


class Method(CodeList):
    """How the station observed."""

    VIDEO = "video", "a", "Analogue or digital video"
    DSLR_VIDEO = "dslr_video", "b", "Video of a digital SLR camera"
    PHOTOMETER = "photometer", "c", "Photometer"
    IMAGES = "images", "d", "Sequential images"
    DRIFT_SCAN = "drift_scan", "e", "Drift scan"
    VISUAL = "visual", "f", "Visual"
    OTHER = "other", "g", "Another method"


class TimeSource(CodeList):
    """The source of the time of a recording."""

    GPS = "gps", "a", "GPS"
    NTP = "ntp", "b", "NTP, time over the network"
    TELEPHONE = "telephone", "c", "Telephone, fixed or mobile"
    RADIO = "radio", "d", "Radio time signal"
    RECORDER_CLOCK = "recorder_clock", "e", "Internal clock of the recorder"
    STOPWATCH = "stopwatch", "f", "Stopwatch"
    OTHER = "other", "g", "Another source of time"


class Transparency(CodeList):
    """Transparency of the sky."""

    CLEAR = "clear", "1", "Clear"
    FOG = "fog", "2", "Fog"
    THIN_CLOUD = "thin_cloud", "3", "Thin cloud, loss below 2 mag"
    THICK_CLOUD = "thick_cloud", "4", "Thick cloud, loss above 2 mag"
    BROKEN_CLOUD = "broken_cloud", "5", "Broken opaque cloud, observed through gaps"
    STAR_FAINT = "star_faint", "6", "Star faint"
    AVERTED_VISION = "averted_vision", "7", "Seen by averted vision"


class Stability(CodeList):
    """Stability of the star's image."""

    STEADY = "steady", "1", "Steady"
    SLIGHT = "slight", "2", "Slight flickering"
    STRONG = "strong", "3", "Strong flickering"


class Datum(CodeList):
    """Geodetic datum of the coordinates in a form."""

    WGS84 = "WGS84", "", "World Geodetic System 1984"
    NAD1927 = "NAD1927", "N", "North American Datum 1927"
    ED1950 = "ED1950", "E", "European Datum 1950"
    TOKYO = "Tokyo", "T", "Tokyo Datum"
    GB1936 = "GB1936", "G", "Ordnance Survey of Great Britain 1936"
    OTHER = "other", "*", "Unspecified, or another datum"


class DCode(CodeList):
    """What disappeared (the letter before the time of D)."""

    MAIN = "D", "D", "Main star disappears"
    SECOND = "d", "d", "Second star disappears"
    SATELLITE_MAIN = "G", "G", "Satellite occults the main star"
    SATELLITE_SECOND = "g", "g", "Satellite occults the second star"
    RING = "N", "N", "Ring occults the star"
    NO_RING = "n", "n", "No ring seen"
    MISS = "M", "M", "No occultation detected"
    MISS_SECOND = "m", "m", "No occultation of the second star detected"
    NOT_SEEN = "C", "C", "Disappearance not seen"
    ARTIFICIAL = "e", "e", "Artificial time, not an observed disappearance"


class RCode(CodeList):
    """What reappeared (the letter before the time of R)."""

    MAIN = "R", "R", "Main star reappears"
    SECOND = "r", "r", "Second star reappears"
    SATELLITE_MAIN = "B", "B", "Main star reappears from behind a satellite"
    SATELLITE_SECOND = "b", "b", "Second star reappears from behind a satellite"
    RING = "N", "N", "Star reappears from behind a ring"
    NO_RING = "n", "n", "No ring seen"
    MISS = "M", "M", "No occultation detected"
    MISS_SECOND = "m", "m", "No occultation of the second star detected"
    NOT_SEEN = "C", "C", "Reappearance not seen"
    ARTIFICIAL = "f", "f", "Artificial time, not an observed reappearance"


#: For each code of D, the code of the R that belongs to it: the same star behind the same body.
CODE_PAIRS: dict[str, str] = {
    "D": "R",
    "d": "r",
    "G": "B",
    "g": "b",
    "N": "N",
    "n": "n",
    "M": "M",
    "m": "m",
    "e": "f",
    "C": "C",
}

#: Codes that mean that nothing was seen, and therefore have no time.
MISS_CODES = frozenset("MmnC")

#: The list of codes of each column of a report.
CODE_LISTS: dict[str, type[CodeList]] = {
    "telescope": Telescope,
    "method": Method,
    "time_source": TimeSource,
    "transparency": Transparency,
    "stability": Stability,
    "datum": Datum,
    "d_code": DCode,
    "r_code": RCode,
}
