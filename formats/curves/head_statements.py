"""What the head of a table of readings says of its times and values: scale, place, zone, instant, exposure, unit.

A statement is obeyed or refused by its name. Title rows name one column each; remarks are searched for phrases
about the times or the values.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from formats.words.zones import Zone, zone_named
from schemas.finding import Finding, FindingCode
from schemas.lightcurve import TimeKind

#: Longest text of a remark that is looked at.
_MAX_REMARK = 400
#: Keys of header lines whose values are names and places, not statements on times.
_NAMES = re.compile(
    r"#*\s{0,9}(?:observers?|telescopes?|objects?|objname|stars?|targets?|names?|cameras?|instrument|site|source|file"
    r"(?:name)?|location|city|address|software|recorder|version|author|path|occultation-\w{1,20}(?:-\w{1,20}){0,3})"
    r"\s{0,9}[:=]",
    re.IGNORECASE,
)
#: Words for how the clock was set, which say nothing of the scale.
_SOURCE = re.compile(
    r"\b(?:source|method|device|receiver|insert\w{0,5}|vti|sync\w{0,15}|disciplined|pps|lock\w{0,3}|fix|status|quality|"
    r"accuracy|antenna|flash\w{0,4}|ntp|log|date)\b",
    re.IGNORECASE,
)
_TIME_WORD = re.compile(
    r"\b(?:times?|timesys|timescale|jd|mjd|bjd|hjd|date|dates|scale|systems?|stamps?|timestamps?|instants?|clock|utc?|"
    r"zone|zeit|zeiten|uhrzeit|temps|heures?|hora|horas|ora|ore|tempo|tempi|tiempos?|seconds?)\b",
    re.IGNORECASE,
)
_TO_UTC = re.compile(
    r"\b(?:to|in|into|as|are|is|nach|en|auf|=>?|->)\s{0,3}(?:UTC?|TUC?|universal time|Weltzeit)(?![\w+-])",
    re.IGNORECASE,
)
_BARYCENTRIC = re.compile(
    r"(?<![^\W_])(?:[RBM]?B?[BH]JD\w{0,4}|[BH]MJD|B[TK]JD|bary(?:cent(?:er|re|ric)|zentrisch)\w{0,4}|"
    r"helio(?:centric|zentrisch)\w{0,4}|h[ée]liocentri\w{1,5}|eliocentric\w|barycorr\w{0,8}|"
    r"(?:helio|bary)\.?(?=[ _-]{0,2}(?:JD|julian|time|date)))(?![^\W_])",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:no|not|none|without|nicht|keine?|ohne|sans|senza|sin|off|false|uncorrected)\b", re.IGNORECASE)
_SCALES = (
    r"(?i:TDB|TDT|TAI|UT1|TCB|TCG|GPST|GPS[ -]?time|JDE|JED|Julian Ephemeris (?:day|date)s?|Ephemeris Time|"
    r"Terrestrial (?:Dynamical )?Time|International Atomic Time|(?:Barycentric )?Dynamical Time)|TT|ET|GPS"
)
_SCALE = re.compile(rf"(?<![^\W_])(?:{_SCALES})(?![^\W_])")
#: In the title of a column small letters are no words of a language.
_SCALE_OF_TITLE = re.compile(rf"(?<![^\W_])(?:{_SCALES}|tt)(?![^\W_])")
_ZONE = re.compile(
    r"(?<![^\W_])(?:(?:UTC?|GMT|TUC?)\s?[+-]\s?\d{1,2}(?::?[0-5]\d)?(?![\d.,:])(?!\s?m?s\b)|"
    r"(?:MES?Z|MEDZ|MEST|MET|CES?T|WEZ|WESZ|OEZ|OESZ|EES?T|SAST|MSK|JST|KST|AWST|AC[SD]T|AE[SD]T|NZ[SD]T|NDT|ADT|MDT|PDT|"
    r"AKDT|AKST|HST|CST|IST|BST|AST|EST|EDT|CDT|MST|PST|LMT)(?![^\W_])|"
    r"(?i:local(?: mean| standard| civil| summer)? time|local(?=\W{0,3}$)|ortszeit|lokalzeit|sommerzeit|winterzeit|"
    r"(?:summer|winter) time|daylight saving(?: time)?|heure (?:locale|l[ée]gale|d['’][ée]t[ée])|"
    r"ora (?:locale|legale)|hora local)(?![^\W_]))"
)
#: A zone by its distance from UTC, or by the name of a place (IANA time zone database).
_OFFSET = re.compile(
    r"\b(?:TZ|time ?zone|zeitzone|fuseau(?: horaire)?|fuso(?: orario)?|huso(?: horario)?|(?:UTC?|GMT)[ _-]?offset|"
    r"offset (?:from|to) (?:UTC?|GMT))\s{0,3}[:=]?\s{0,3}(?P<offset>[+-]?\s?\d{1,2}(?::?[0-5]\d)?)(?![\d.,:])"
    r"(?!\s?(?:m?s|min)\b)",
    re.IGNORECASE,
)
_PLACE_ZONE = re.compile(
    r"(?<![\w/])(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][A-Za-z_/-]{2,40}"
)
_FRAME = r"(?:each |every |the |an? )?(?:exposures?|frames?|integrations?|images?)"
_START = r"(?:starts?|begin(?:ning)?s?)"
_KINDS = (
    (TimeKind.MID, re.compile(
        rf"\bmid(?:dle|point)?[ -]{{0,2}}(?:of )?(?:-?times? of )?{_FRAME}|"
        r"\b(?:exposure|frame|integration)[ -]mid(?:dle|point)?\b|"
        r"\bmid[- ]?(?:times?|exp)\b|mitte der (?:belichtung|aufnahme)|milieu de (?:la )?pose|metà (?:della )?posa|"
        r"mitad de (?:la )?exposici[óo]n", re.IGNORECASE)),
    (TimeKind.START, re.compile(
        rf"\b{_START} (?:times? )?(?:of )?{_FRAME}|\b(?:exposure|frame|integration)[ -]{_START}\b|\bshutter open|"
        r"(?:beginn|anfang) der (?:belichtung|aufnahme)|d[ée]but de (?:la )?pose|inizio (?:della )?posa|"
        r"inicio de (?:la )?exposici[óo]n", re.IGNORECASE)),
    (TimeKind.END, re.compile(
        rf"\bends? (?:times? )?(?:of )?{_FRAME}|\b(?:exposure|frame|integration)[ -]ends?\b|\bshutter clos|"
        r"ende der (?:belichtung|aufnahme)|fin de (?:la )?pose|fine (?:della )?posa|"
        r"fin de (?:la )?exposici[óo]n", re.IGNORECASE)),
)  # fmt: skip
_TITLE_KINDS = {
    **dict.fromkeys(("mid", "midpoint", "middle", "midexp", "avg"), TimeKind.MID),
    **dict.fromkeys(("start", "begin", "beg"), TimeKind.START),
    **dict.fromkeys(("end", "stop"), TimeKind.END),
}
_EXPOSURE = re.compile(
    r"\b(?:exposures?|exp ?times?|integration|belichtung(?:szeit)?|temps de pose|pose|posa|exposici[óo]n)(?: times?)?"
    r"[ \t]{0,4}(?:[(\[](?P<unit1>[a-zµ]{1,12})[)\]])?[ \t]{0,4}(?:[:=]|is|was|of|de)?[ \t]{0,4}"
    r"(?P<value>[+-]?\d{1,9}(?:[.,]\d{1,9})?(?:e[+-]?\d{1,2})?)[ \t]{0,2}"
    r"(?P<unit2>ms|msec|milliseconds?|s|sec|secs|seconds?|sekunden|secondes?|µs|us|min|minutes?)?(?![\w.:/])",
    re.IGNORECASE,
)
_UNITS_S = {
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds", "sekunden", "seconde", "secondes"), 1.0),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 1e-3),
    **dict.fromkeys(("us", "µs"), 1e-6),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
}
_MAGNITUDES = re.compile(
    r"(?<![^\W_])(?:[adimv]?mags?|magnitudes?|magnitude?n|magnitud|magnitudini|magnitudine|amags?|dmags?|[vubrigzc]mag|"
    r"magerr|[vct]-[ckv])(?![^\W_])",
    re.IGNORECASE,
)
_IN_MAGNITUDES = re.compile(
    r"\b(?:values?|flux(?:es)?|brightness|photometry|data|units?|columns?|helligkeit\w{0,3}|in)\b[^\d\n]{0,30}?"
    r"\bmag(?:nitude)?[sn]?\b(?!\s{0,3}(?:drop|limit|[:=]?\s{0,3}-?\d))",
    re.IGNORECASE,
)
_DAY_ZERO = re.compile(
    r"(?<![^\W_])(?:M?JD|J\.D\.|Julian dates?)(?:[ _(\[]{0,3}UTC?[)\]]?)?\s{0,3}[-−–]\s{0,3}"
    r"(?P<minus>\d{5,7}(?:\.\d{1,2})?)"
    r"|\(\s{0,3}\+\s{0,3}(?P<plus>\d{5,7}(?:\.\d{1,2})?)\s{0,3}\)",
    re.IGNORECASE,
)
_MJD_ZERO = 2_400_000.5
#: Days counted from this Julian Date are called RJD.
_REDUCED_ZERO = 2_400_000.0
_TIME_UNIT = re.compile(r"[(\[_ ](ms|msec|min|minutes|h|hours|hr)[)\]]?$", re.IGNORECASE)
_TIME_UNITS_S = {
    **dict.fromkeys(("ms", "msec"), 1e-3),
    **dict.fromkeys(("min", "minutes"), 60.0),
    **dict.fromkeys(("h", "hours", "hr"), 3600.0),
}
#: Steps in time that an exposure may last, frames that overlap included; beyond the second it has another unit.
_MOST_STEPS, _IMPOSSIBLE_STEPS = 1.5, 20.0
_FULL_NAMES = {
    # Dynamical time, and the Julian ephemeris date that counts it, is terrestrial time (Explanatory Supplement to the
    # Astronomical Almanac, 2013, section 3.3).
    **dict.fromkeys(("TERRESTRIAL TIME", "TERRESTRIAL DYNAMICAL TIME", "DYNAMICAL TIME", "JDE", "JED"), "TT"),
    **dict.fromkeys(("JULIAN EPHEMERIS DATE", "JULIAN EPHEMERIS DAY"), "TT"),
    "EPHEMERIS TIME": "ET",
    "INTERNATIONAL ATOMIC TIME": "TAI",
    "BARYCENTRIC DYNAMICAL TIME": "TDB",
}
#: GPS time is this much ahead of TAI [s] (IS-GPS-200, section 3.3.4).
_GPS_AHEAD_S = -19.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Statements:
    """What a head says of times and values."""

    #: Zone or scale of the times where it is not UTC.
    zone: Zone | None = None
    time_kind: TimeKind | None = None
    #: Exposure [s].
    exposure: float | None = None
    #: Instant that the numbers are counted from, as Julian Date.
    day_zero: float | None = None
    #: True where it says that the numbers are Modified Julian Dates.
    is_mjd: bool = False
    #: Length of the unit of times that are no days [s].
    unit_s: float = 1.0
    #: True where it says that they are UTC.
    is_utc: bool = False
    #: What makes the table unusable, and what is worth knowing.
    findings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scale:
    """What a title or remark says of the scale of times."""

    #: Where it is not UTC.
    zone: Zone | None = None
    is_utc: bool = False
    findings: tuple[Finding, ...] = ()


def read_statements(remarks: Sequence[tuple[int, str]], time_title: str = "", line: int | None = None) -> Statements:
    """Read what remarks and the title of the column of times say.

    Parameters
    ----------
    remarks
        Lines before the table, with their numbers.
    time_title, line
        Title of the times, and the line it is in.
    """
    said = _of_title(time_title, line) if time_title else Statements()
    for number, text in remarks:
        if not _NAMES.match(text):
            said = _joined(said, _of_remark(text[:_MAX_REMARK], number))
    return said


def _joined(one: Statements, other: Statements) -> Statements:
    """Return two statements as one; the first to name something counts."""
    return Statements(
        zone=one.zone if one.zone is not None or one.is_utc else other.zone,
        time_kind=one.time_kind or other.time_kind,
        exposure=one.exposure if one.exposure is not None else other.exposure,
        day_zero=one.day_zero if one.day_zero is not None else other.day_zero,
        is_mjd=one.is_mjd or other.is_mjd,
        unit_s=one.unit_s,
        is_utc=one.is_utc or (other.is_utc and one.zone is None),
        findings=one.findings + other.findings,
    )


def _of_title(title: str, line: int | None) -> Statements:
    words = {word for word in re.split(r"[\W_]+", title) if word}
    unit = _TIME_UNIT.search(title)
    kinds = [kind for word in words if (kind := _TITLE_KINDS.get(word.lower())) is not None]
    scale = _scale_of_title(title, words, line)
    return Statements(
        zone=scale.zone,
        time_kind=kinds[0] if len(kinds) == 1 else next(_kinds(title), None),
        day_zero=_REDUCED_ZERO if "RJD" in words else _day_zero(title),
        is_mjd="MJD" in {word.upper() for word in words},
        unit_s=1.0 if unit is None else _TIME_UNITS_S[unit[1].lower()],
        is_utc=scale.is_utc,
        findings=scale.findings,
    )


def _scale_of_title(title: str, words: set[str], line: int | None) -> _Scale:
    if match := _BARYCENTRIC.search(title):
        return _Scale(findings=(_refused_place(match[0], title, line),))
    if words & {"UT", "UTC", "Utc", "utc", "ut", "TU", "TUC"} and not _ZONE.search(title):
        return _Scale(is_utc=True)
    named = _ZONE.search(title) or _SCALE_OF_TITLE.search(title)
    return _Scale() if named is None else _scale_named(named[0], title, line)


def _of_remark(text: str, line: int) -> Statements:
    exposure, findings = _exposure(text, line)
    if _says_magnitudes(text):
        findings = (*findings, magnitudes(text.strip(" #"), line))
    scale = _scale_of_remark(text, line)
    return Statements(
        zone=scale.zone,
        time_kind=next(_kinds(text), None),
        exposure=exposure,
        day_zero=_day_zero(text),
        is_utc=scale.is_utc,
        findings=(*findings, *scale.findings),
    )


def _scale_of_remark(text: str, line: int) -> _Scale:
    if _TO_UTC.search(text):
        return _Scale(is_utc=True)
    bary = _BARYCENTRIC.search(text)
    if bary is not None and not _NOT.search(text):
        return _Scale(findings=(_refused_place(bary[0], text, line),))
    if place := _PLACE_ZONE.search(text):
        return _scale_named(place[0], text, line)
    if offset := _OFFSET.search(text):
        hours = offset["offset"].replace(" ", "")
        return _scale_named(f"UTC{'' if hours[0] in '+-' else '+'}{hours}", text, line)
    zone = _ZONE.search(text)
    if zone is not None and (_TIME_WORD.search(text) or zone[0] == text.strip(" #:")):
        return _scale_named((_more_exact(text) or zone)[0], text, line)
    scale = _SCALE.search(text)
    if scale is not None and _is_of_times(scale[0], text):
        return _scale_named(scale[0], text, line)
    return _Scale()


def _more_exact(text: str) -> re.Match[str] | None:
    """Return the zone of a remark that names its distance from UTC: ``local time (UT+1)``."""
    return next((match for match in _ZONE.finditer(text) if zone_named(match[0]).offset_s is not None), None)


def _is_of_times(scale: str, text: str) -> bool:
    """Return whether a remark says that the times are in a scale; a clock that GPS sets may give UTC."""
    if scale.upper().startswith("GPS") and (_SOURCE.search(text) or re.search(r"\bUTC?\b", text)):
        return False
    if scale == "GPS":
        return re.search(r"(?:scale|system|timesys|jd)\W{0,5}(?:is )?\W{0,3}GPS", text, re.IGNORECASE) is not None
    is_a_column = scale in {part.strip(" #*") for part in re.split(r"[;,|\t:]", text)}
    return is_a_column or _TIME_WORD.search(text) is not None


def _scale_named(name: str, text: str, line: int | None) -> _Scale:
    zone = _zone(name)
    if zone.offset_s == 0:
        return _Scale(is_utc=True)
    if zone.trouble and zone.offset_s is None and zone.ahead_of_tai_s is None:
        message = f"The head says {_quoted(text)}: {name} {zone.trouble}."
        refusal = Finding.error(FindingCode.TIME_ZONE, message, "give the times in UTC", field="time", line=line)
        return _Scale(findings=(refusal,))
    return _Scale(zone=zone)


def _zone(name: str) -> Zone:
    full = _FULL_NAMES.get(name.upper().removesuffix("S"))
    word = full or name.upper()
    if word in {"GPS", "GPST"}:
        return Zone(name=name, ahead_of_tai_s=_GPS_AHEAD_S)
    if "/" in word:
        return Zone(name=name, trouble="does not state whether summer time was in use")
    if word in {"TCB", "TCG"}:
        return Zone(name=name, trouble="is a time of relativity theory that runs at another rate than UTC")
    return replace(zone_named(word), name=full or name)


def _kinds(text: str) -> Iterator[TimeKind]:
    """Yield the instant of the exposure that a text names, if it names one only."""
    found = [kind for kind, pattern in _KINDS if pattern.search(text)]
    if len(found) == 1:
        yield found[0]


def _exposure(text: str, line: int) -> tuple[float | None, tuple[Finding, ...]]:
    """Return the exposure [s] that a remark names, and a warning where it is impossible."""
    match = _EXPOSURE.search(text)
    if match is None:
        return None, ()
    factor = _UNITS_S.get((match["unit2"] or match["unit1"] or "").lower())
    value = float(match["value"].replace(",", ".")) * factor if factor is not None else 0.0
    if value > 0:
        return round(value, 9), ()
    message = f"The head says {_quoted(text)}: an exposure of {match['value']} is impossible, and none was taken."
    finding = Finding.warning(
        FindingCode.UNIT_UNLIKELY, message, "give the exposure time in seconds", field="exposure", line=line
    )
    return None, (finding,)


def _day_zero(text: str) -> float | None:
    match = _DAY_ZERO.search(text)
    if match is None:
        return None
    is_modified = match[0].upper().lstrip().startswith("MJD")
    zero = float(match["minus"] or match["plus"])
    return zero + (_MJD_ZERO if is_modified else 0.0)


def _says_magnitudes(text: str) -> bool:
    words = text.strip(" #:.").split()
    return _IN_MAGNITUDES.search(text) is not None or (len(words) <= 2 and _MAGNITUDES.search(text) is not None)


def is_of_magnitudes(title: str) -> bool:
    """Return whether the title of a column names magnitudes."""
    return _MAGNITUDES.search(title) is not None


def magnitudes(title: str, line: int | None) -> Finding:
    """Return the refusal of magnitudes."""
    message = f"{_quoted(title)} holds magnitudes, which have no value where the star is gone."
    hint = "send the flux of the star, or for photometry of a variable star a CSV of time, filter, magnitude and error"
    return Finding.error(FindingCode.FLUX_UNIT, message, f"{hint} to umbra calibrate", field="flux", line=line)


def _refused_place(word: str, text: str, line: int | None) -> Finding:
    place = "Sun's centre" if word.upper().startswith(("H", "ELIO")) or "HJD" in word.upper() else "barycentre"
    message = f"The head says {_quoted(text)}: these are times at the {place}, up to 8.3 min from those of the station."
    return Finding.error(
        FindingCode.TIME_ZONE, message, "send the times of the station in UTC (JD or MJD)", field="time", line=line
    )


def _quoted(text: str) -> str:
    words = " ".join(text.strip(" #\t").split())
    return f"'{words[:60]}...'" if len(words) > 60 else f"'{words}'"


def checked_exposure(exposure: float | None, cadence: float | None) -> tuple[float | None, list[Finding]]:
    """Return an exposure [s] that the steps in time leave room for, and a warning where they leave little or none."""
    if exposure is None or cadence is None or exposure <= _MOST_STEPS * cadence:
        return exposure, []
    is_impossible = exposure > _IMPOSSIBLE_STEPS * cadence
    end = ", and was not taken" if is_impossible else ""
    message = f"An exposure of {exposure:g} s is longer than the step of {cadence:g} s in time{end}."
    hint = "give it in seconds: is it in milliseconds?" if is_impossible else "correct it"
    finding = Finding.warning(FindingCode.UNIT_UNLIKELY, message, hint, field="exposure")
    return None if is_impossible else exposure, [finding]
