"""Time zones and time scales that people name beside a time, and the offset of each from UTC."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from schemas.leap_seconds import LEAP_DAYS

#: Abbreviations that mean one zone only, with the hours by which it is ahead of UTC (IANA time zone database 2025b).
_HOURS = {
    **dict.fromkeys(("WET", "WEZ", "GMT"), 0.0),
    **dict.fromkeys(("CET", "MEZ", "MET", "WEST", "WESZ"), 1.0),
    **dict.fromkeys(("CEST", "MESZ", "MEDZ", "MEST", "EET", "OEZ", "SAST"), 2.0),
    **dict.fromkeys(("EEST", "OESZ", "MSK"), 3.0),
    **dict.fromkeys(("JST", "KST"), 9.0),
    "AWST": 8.0, "ACST": 9.5, "ACDT": 10.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
    "NDT": -2.5, "ADT": -3.0, "MDT": -6.0, "PDT": -7.0, "AKDT": -8.0, "AKST": -9.0, "HST": -10.0,
}  # fmt: skip
#: Abbreviations that mean different zones in different parts of the world.
_SHARED = ("CST", "IST", "BST", "AST", "EST", "EDT", "CDT", "MST", "PST", "LT", "LMT", "LST")
#: Uniform time scales, and how far each is ahead of TAI [s] (IERS Conventions 2010, chapter 10).
_AHEAD_OF_TAI_S = {"TT": 32.184, "TDT": 32.184, "TAI": 0.0}
#: Time scales that a table of leap seconds cannot convert, and why.
_UNEVEN = {
    "UT1": "differs from UTC by up to 0.9 s",
    "TDB": "is a time of the Solar System's barycentre",
    "ET": "is a time of old ephemerides",
    "GPST": "is 18 s ahead of UTC, unless the receiver gave UTC",
}
#: TAI - UTC from 1972 January 1 on [s], and the MJD of that day (IERS Bulletin C; `schemas.leap_seconds`).
_TAI_AHEAD_IN_1972_S = 10
_FIRST_LEAP_YEAR_MJD = 41317

_LOCAL = (
    r"local(?:[ -](?:mean|standard|civil|summer|daylight)){0,2}(?:[ -]time)?|loc(?:al)?\.?(?: time)?|"
    r"ortszeit|lokalzeit|sommerzeit|winterzeit|summer time|winter time|daylight(?: saving)?(?: time)?|"
    r"heure (?:locale|l[ée]gale)|temps local|ora locale|hora local"
)
_NUMBERED = r"(?:UTC?|GMT|TUC?)[+-]\d{1,2}(?::?[0-5]\d)?(?!\d|[.,:]\d)"
_NAMES = "|".join(sorted({*_HOURS, *_SHARED, *_AHEAD_OF_TAI_S, *_UNEVEN} - {"GMT"}, key=len, reverse=True))
_END = r"(?![^\W_])"
#: A zone directly after a time.
ZONE_AFTER = re.compile(
    rf"[\s,;(]{{0,9}}(?:{_NUMBERED}|(?:{_NAMES}){_END}|(?:{_LOCAL}){_END}|[ap]\.?m\.?{_END})", re.IGNORECASE
)
_IN_HEAD = re.compile(
    rf"(?<![^\W_])(?:(?P<number>(?:UTC?|GMT|TUC?)\s?[+-]\s?\d{{1,2}}(?::?[0-5]\d)?(?!\d|[.,:]\d))|"
    rf"(?P<name>{_NAMES}|GPS(?: time)?){_END}|(?P<local>(?i:{_LOCAL})){_END})"
)
_IN_WORDS = re.compile(
    rf"(?<![^\W_])(?:{_NUMBERED}(?!\s?(?:m?s|sec|min)\b)|"
    rf"(?:{'|'.join(sorted(set(_HOURS) - {'GMT', 'WET', 'HST', 'MET', 'WEST', 'ADT'}, key=len, reverse=True))}){_END}|"
    rf"(?i:local (?:\w{{1,10}} )?time|ortszeit|lokalzeit|sommerzeit|winterzeit|summer time|daylight saving|"
    rf"heure (?:locale|l[ée]gale)|ora locale|hora local){_END})"
)
_PLAIN_UT = re.compile(r"(?<![^\W_])(?:UTC?|U\.T\.(?:C\.?)?|TUC?|(?i:universal time))(?![^\W_])(?!\s?[+-]\s?\d)")
_OFFSET = re.compile(r"(?:UTC?|GMT|TUC?)\s?([+-])\s?(\d{1,2}):?([0-5]\d)?")
_FARTHEST_H = 14.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """A time zone or time scale that a text names."""

    name: str
    #: How far it is ahead of UTC [s]; None where the name does not state this.
    offset_s: float | None = None
    #: How far it is ahead of TAI [s], for scales without leap seconds.
    ahead_of_tai_s: float | None = None
    #: Why it cannot be converted, as the end of a sentence that begins with the name; empty where it can.
    trouble: str = ""

    def ahead_of_utc_s(self, day: int | None) -> float | None:
        """Return how far the zone is ahead of UTC on a day [MJD], None where that is not known."""
        if self.ahead_of_tai_s is None:
            return self.offset_s
        if day is None or day < _FIRST_LEAP_YEAR_MJD:
            return None
        return self.ahead_of_tai_s + _TAI_AHEAD_IN_1972_S + bisect_left(LEAP_DAYS, day)


def zone_named(name: str) -> Zone:
    """Return the zone of a name such as ``CEST``, ``UT+1``, ``TT`` or ``local``."""
    words = name.strip(" ,;()").rstrip(".")
    word = words.upper()
    numbered = _OFFSET.fullmatch(word)
    if numbered is not None:
        hours = int(numbered[2]) + int(numbered[3] or 0) / 60
        if hours > _FARTHEST_H:
            return Zone(name=words, trouble="is not a zone on Earth")
        return Zone(name=words, offset_s=(hours if numbered[1] == "+" else -hours) * 3600)
    if word in _HOURS:
        return Zone(name=words, offset_s=_HOURS[word] * 3600)
    if word in _AHEAD_OF_TAI_S:
        return Zone(name=words, ahead_of_tai_s=_AHEAD_OF_TAI_S[word], trouble="cannot be converted before 1972")
    if word in _UNEVEN or word.startswith("GPS"):
        return Zone(name=words, trouble=_UNEVEN.get(word, _UNEVEN["GPST"]))
    if word in _SHARED:
        return Zone(name=words, trouble="is the name of more than one zone")
    return Zone(name=words, trouble="does not state how far it is from UT")


def zone_in_head(text: str) -> Zone | None:
    """Return the zone that the head of a table names, ``Time (MEZ)``; None if it is universal time or names no zone.

    Of several names the one with a known offset is taken: ``local time (UT+2)``. Where names contradict each other, as
    ``UT`` and ``MEZ`` do, the zone returned cannot be converted.
    """
    head = text[:400]
    named = {match[0]: zone_named(match[0]) for match in _IN_HEAD.finditer(head)}
    if not named:
        return None
    known = [zone for zone in named.values() if zone.offset_s is not None or zone.ahead_of_tai_s is not None]
    if len({(zone.offset_s, zone.ahead_of_tai_s) for zone in known}) > 1:
        return Zone(name=" and ".join(named), trouble="are not the same zone")
    if _PLAIN_UT.search(head) and not all(zone.offset_s == 0 for zone in named.values()):
        return Zone(name=" and ".join(["UT", *named]), trouble="are not the same zone")
    zone = next(iter(known), next(iter(named.values())))
    return None if zone.offset_s == 0 else zone


def zone_in_words(text: str) -> str | None:
    """Return the words by which a remark names a time other than UT, None if it names no such time."""
    match = _IN_WORDS.search(text[:8000])
    return None if match is None else match[0]
