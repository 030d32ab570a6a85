"""The text of an EAON/IOTA-ES report form taken apart: fields, event lines, comment and the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from formats.forms.form import Entry
from formats.words.reaction_time import is_question
from formats.words.zones import Zone, zone_in_head

_TITLE = re.compile(r"AST\w{3,9}AL\s{1,4}OCCULTATION\s{0,4}-?\s{0,4}REPORT\s{1,4}FORM", re.IGNORECASE)
_HEAD = re.compile(
    r"(?P<n>[1-8])?\s?[.):-]?\s?(?P<words>DATE(?=\s?:)|OBSERVER|OBSERVING STATION|TIMING OF EVENTS?|TELESCOPE|"
    r"TIMING\s?(?:&|AND|\+|/)\s?RECORDING|OBSERVING CONDITIONS|(?:ADDITIONAL |OTHER )?COMMENTS)"
    r"(?![\w'’(])\s?(?P<colon>:?)\s?(?P<rest>.*)",
    re.IGNORECASE,
)
_SECTIONS = {"date": 1, "observer": 2, "observing station": 3, "telescope": 5, "observing conditions": 7}
_BORDER = re.compile(r"[+][-=]{3,}[+]?|[-=_*]{4,}[+]?|\|")
_WIDE = re.compile(r"[ \t\xa0]{2,}|\t")
_OUTCOME = re.compile(
    r"(?<![\w-])(?:(?:OCCULTATION|EVENT)\s{1,2}(?:RECORDED|REPORTED|OBSERVED|SEEN)|RESULT)(?![\w?])\s?[:=]?\s?(?P<word>.*)",
    re.IGNORECASE,
)
_EMBLEM = re.compile(
    r"(?:EAON|IOTA ?+[-/]?+ ?+ES|EUROPEAN|ASTEROIDAL|INTERNATIONAL|OC+ULTATION|NETWORK|TIMING|ASSOCIATION|SECTION|"
    r"&|\s)*+",
    re.IGNORECASE,
)
#: A line of date, star and body, and a table of events, are never longer.
_MAX_FIELD, _MAX_EVENTS = 4000, 400
#: Keys of the sections, folded to letters and digits, and the column each belongs to; "" is a private word.
_KEYS: tuple[dict[str, str], ...] = (
    {},
    {},
    {
        **dict.fromkeys(("name", "names", "observer", "observers", "observername"), "observer"),
        **dict.fromkeys(("email", "mail", "emailaddress"), "email"),
        **dict.fromkeys(("address", "adress", "adresse", "postaladdress", "addr"), "address"),
        **dict.fromkeys(("phone", "tel", "telephone", "fax", "mobile"), "phone"),
        **dict.fromkeys(("abbr", "abrr", "abbreviation", "eaonabbr", "iotaesno"), ""),
    },
    {
        **dict.fromkeys(("nearestcity", "nearesttown", "city", "town", "place", "site", "location"), "site"),
        **dict.fromkeys(("longitude", "long", "lon", "lambda"), "lon"),
        **dict.fromkeys(("latitude", "lat", "phi"), "lat"),
        **dict.fromkeys(("altitude", "alt", "height", "elevation"), "alt"),
        **dict.fromkeys(("datum", "geodeticdatum", "geodeticsystem", "coordinatesystem"), "datum"),
        "country": "country",
        **dict.fromkeys(("station", "stationname", "iauobscode", "iaucode", "singlemultiple", "single"), ""),
        **dict.fromkeys(("observatory", "singleordoubleormultiplestation", "singleordouble", "multiple"), ""),
    },
    {
        "duration": "duration",
        **dict.fromkeys(("predictedmidevent", "predictedtime", "predictedmidtime"), "time_predicted"),
        **dict.fromkeys(("midevent", "midtime", "middleofevent"), "time_mid"),
        **dict.fromkeys(("predictedmaxduration", "predictedmaxdrop", "predictederrorintime"), ""),
        "personalequation": "",
    },
    {
        **dict.fromkeys(("type", "telescope", "instrument", "telescopetype"), "telescope"),
        **dict.fromkeys(("aperture", "diameter", "ouverture", "apertura"), "aperture"),
        **dict.fromkeys(("focallength", "focal", "focus", "focallenght"), "focal_length"),
        **dict.fromkeys(("magnification", "mount", "mounting", "motordrive", "fov", "eyepiece", "fratio"), ""),
    },
    {
        **dict.fromkeys(("timesource", "timekeeping", "timing", "timereference", "timebase"), "time_source"),
        **dict.fromkeys(
            ("sensor", "sensorcamera", "camera", "camerasensor", "detector", "videocamera", "sensortype"), "camera"
        ),
        **dict.fromkeys(("integrationtime", "exposure", "exposuretime", "integration", "exptime"), "exposure"),
        "software": "software",
        **dict.fromkeys(
            (
                "modeofrecording", "recording", "deviceofrecording", "timeinsertion", "timeinsertiondevice", "recorder",
                "eventinsertion", "compression", "videocamerasettings", "camerasettings", "videograbber", "shutter",
            ),
            "",
        ),
    },
    {
        **dict.fromkeys(("atmospherictransparency", "transparency", "sky", "skytransparency"), "transparency"),
        "wind": "wind",
        **dict.fromkeys(("temperature", "temp", "airtemperature"), "temperature"),
        **dict.fromkeys(("starimagestability", "stability", "imagestability", "seeing", "starstability"), "stability"),
        **dict.fromkeys(("altitude", "altitudeofstar", "staraltitude", "minorplanetvisible", "humidity", "moon"), ""),
    },
    {},
)  # fmt: skip
#: The column of words that are beside a section's head without a key.
_DEFAULTS = {2: "observer", 3: "site", 5: "telescope"}
#: Columns of words: a line without a key is their continuation.
_WORD_COLUMNS = frozenset({"address", "camera", "software", "wind", "site", "phone", ""})
_FIRST = re.compile(
    r"(?<!\w)(?P<key>DATE|JOUR|FECHA|STAR|STERN|[ÉE]TOILE|STELLA|ESTRELLA|GWIAZDA|ASTERO[IÏ]DE?|AST\.?|"
    r"MINOR PLANET|PLANETO[IÏ]DE?|NM-BM-0|N\W{0,3}[ro]?\.?|NUMBER|NUM\.?|PREDICTED TIME(?: \(UTC?\))?)\s?:",
    re.IGNORECASE,
)
_FIRST_COLUMNS = (
    ("date", "date"), ("jour", "date"), ("fecha", "date"), ("predicted", "time_predicted"),
    ("ast", "body_name"), ("minor", "body_name"), ("planet", "body_name"), ("n", "body_number"),
)  # fmt: skip
_PLACE = re.compile(
    r"(?<=\s)(?=(?:LATITUDE|LONGITUDE|LAT|LONG?|ALTITUDE|ALT)\.?\s?(?:\([^()]{0,40}\)\s?)?:)", re.IGNORECASE
)
_EVENT = re.compile(
    r"[-*•\u2013]?\s?\"?(?P<code>[A-Za-z])(?P<mod>[se]|[1-9])?\"?\s?(?P<gap>(?:[-:.\u2013]\s?){0,3})(?P<rest>.*)"
)
_EVENT_WORD = re.compile(
    r"(?P<word>start\w*|begin\w*|end\w*|stop\w*|disapp\w*|reapp\w*|blink|flash|interrupt\w*(?:-end|-start)?)"
    r"(?:\s(?:of\s)?(?:observ\w*|record\w*|start|end))?\s?[-:]{0,2}\s?(?P<rest>\d.*)",
    re.IGNORECASE,
)
_WORD_CODES = (
    ("star", "S"),
    ("beg", "S"),
    ("en", "E"),
    ("sto", "E"),
    ("disa", "D"),
    ("rea", "R"),
    ("bl", "B"),
    ("fl", "F"),
    ("in", "I"),
)
_CODES = frozenset("SEDRBFIJO")
_HAS_CLOCK = re.compile(r"\d\s?[:hH ]\s?\d{1,2}\s?[:mM ]\s?\d")
#: A line of the head of the table of events, which names the zone of its times.
_TIME_HEAD = re.compile(
    r"\b(?:local )?(?:times?|zeit|uhrzeit|ortszeit|heures?|temps|ora|hora|tiempo)\b"
    r"(?!.{0,80}(?:reaction|predict|source))|"
    r"\bhh?[: ]{0,2}mm?[: ]{0,2}ss?",
    re.IGNORECASE,
)
_LEGEND = re.compile(
    r"type of event|event ?code|event\s.{0,60}time|code\s.{0,60}ss|hh[: ]mm|observation|nterrupt|"
    r"isappearance|eappearance|abbreviations|p\.e\.|unc\.|specify|\"link|\"lash|^comments$|^event$|^code|^blink$|^flash$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventLine:
    """One line of the table of events."""

    #: Upper-case code; ``?`` where the letter is in no list.
    code: str
    #: What follows the code: time, personal equation, accuracy, words.
    rest: str
    #: The line as written, blanks folded.
    text: str
    line: int


@dataclass(kw_only=True, slots=True)
class LegacyText:
    """A form taken apart."""

    entries: dict[str, Entry] = field(default_factory=dict)
    events: list[EventLine] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    comment_line: int | None = None
    #: Fields and lines that no column holds.
    private: list[str] = field(default_factory=list)
    #: Fields that the form does not know, and values of fields that came twice.
    unknown: list[Entry] = field(default_factory=list)
    repeated: list[tuple[str, Entry]] = field(default_factory=list)
    #: False where the table of events has no column for the personal equation.
    has_personal_equation: bool = True
    #: The zone that the head of the table of events names, and its line.
    zone: Zone | None = None
    zone_line: int | None = None
    #: Lines on the observer's reaction time.
    reaction: list[str] = field(default_factory=list)
    n_heads: int = 0


def is_title(text: str) -> bool:
    """Tell whether a text holds the title of this form, with the spellings that occur."""
    return _TITLE.search(text) is not None


def section_of(line: str) -> int | None:
    """Return the number of the section that a line opens, None if it opens none."""
    match = _HEAD.match(clean(line).replace("\t", " ").strip())
    return _section(match) if match else None


def take_apart(lines: Sequence[str], *, first_line: int = 1) -> LegacyText:
    """Take a form apart.

    Parameters
    ----------
    lines
        Its lines without line ends.
    first_line
        Line of the file on which it begins, counted from 1.
    """
    reader = _Reader(text=LegacyText())
    for number, line in enumerate(lines, start=first_line):
        reader.take(clean(line), number)
    return reader.finish()


def clean(line: str) -> str:
    """Return a line without quoting marks and box drawing, wide gaps as one tab, none before a colon."""
    bare = _BORDER.sub("\t", line.lstrip("> ").replace("\xa0", " ").replace("\x1a", ""))
    return _WIDE.sub("\t", bare).replace("\t\t", "\t").replace("\t:", ":").replace(" :", ":").strip()


def _section(match: re.Match[str]) -> int | None:
    """Return the section of a head; one without a number must be alone or before a colon."""
    if not match["n"] and not match["colon"] and match["rest"].strip():
        return None
    words = " ".join(match["words"].casefold().split())
    if words.endswith("comments"):
        return 8 if match["n"] or words != "comments" else None
    if words.startswith("timing"):
        return 4 if words.startswith("timing of") else 6
    return _SECTIONS[words]


@dataclass(kw_only=True, slots=True)
class _Reader:
    """State of the reading of the lines."""

    text: LegacyText
    section: int = 0
    _last: str | None = None
    _wants_outcome: bool = False
    _more: dict[str, list[str]] = field(default_factory=dict)

    def take(self, line: str, number: int) -> None:
        if self.section != 8 or re.match(r"[1-8]\s?[.)]?\s?[A-Z]{4}", line):
            match = _HEAD.match(line.replace("\t", " "))
            section = _section(match) if match else None
            if match is not None and section is not None and not (section < self.section and not match["n"]):
                self.section, self._last = section, None
                self.text.n_heads += 1
                line = line if section == 1 else line[len(line) - len(match["rest"]) :].strip()
                if section in _DEFAULTS and line and ":" not in line:
                    line = f"{_DEFAULT_KEYS[section]}: {line}"
        if self.section != 8 and is_question(line) and not _HAS_CLOCK.search(line):
            self._reaction(line.replace("\t", " "))
        elif self.section == 8:
            self._comment(line, number)
        elif line and not self._outcome(line, number):
            self._field_line(line, number)

    def _reaction(self, line: str) -> None:
        """Take the question whether the reaction time was applied, and keep it as written."""
        self.text.reaction.append(line)
        head, colon, answer = line.partition(":")
        if colon:
            self.text.private.append(f"{head.strip()}={answer.strip()}")
        else:
            self._loose(line)

    def _comment(self, line: str, number: int) -> None:
        if line and self.text.comment_line is None:
            self.text.comment_line = number
        self.text.comment.append(line.replace("\t", " "))

    def _outcome(self, line: str, number: int) -> bool:
        """Take the line of the result, or the word of the result on the line after."""
        folded = line.replace("\t", " ").strip()
        if self._wants_outcome and re.fullmatch(r"[^\W\d_]{3,10}", folded):
            self.text.entries["outcome"] = Entry(key="Result", text=folded, line=number)
            self._wants_outcome = False
            return True
        match = _OUTCOME.search(folded) if self.section in {0, 1, 4} else None
        if match is None or is_title(folded) or "outcome" in self.text.entries:
            return False
        word = match["word"].strip(" .:")
        if word:
            self.text.entries["outcome"] = Entry(key="Result", text=word, line=number)
        self._wants_outcome = not word
        return True

    def _field_line(self, line: str, number: int) -> None:
        if self.section == 1:
            self._first_section(line, number)
        elif self.section == 0:
            if not is_title(line) and not _EMBLEM.fullmatch(line.replace("\t", " ")):
                self._loose(line)
        elif self.section != 4 or not self._event(line, number):
            parts = _PLACE.split(line.replace("\t", " ")) if self.section == 3 else _parts(line, self.section)
            for part in parts:
                self._part(part.strip(), number)

    def _first_section(self, line: str, number: int) -> None:
        """Take date, star and body, which share a line."""
        folded = line.replace("\t", " ")
        folded = re.sub(r"^1\s?[.):-]?\s?", "", folded)
        if len(folded) > _MAX_FIELD:
            self._loose(folded[_MAX_FIELD:])
            folded = folded[:_MAX_FIELD]
        matches = list(_FIRST.finditer(folded))
        ends = [match.start() for match in matches] + [len(folded)]
        if folded[: ends[0]].strip():
            self._part(folded[: ends[0]].strip(), number)
        for match, end in zip(matches, ends[1:], strict=True):
            self._put(_first_column(match["key"]), match["key"], folded[match.end() : end].strip(), number)

    def _event(self, line: str, number: int) -> bool:
        """Take a line of the table of events."""
        folded = line.replace("\t", " ")[:400]
        if _TIME_HEAD.search(folded) and not _is_key(folded) and not _HAS_CLOCK.search(folded):
            if re.search(r"\btime\s?\(", folded, re.IGNORECASE):
                self.text.has_personal_equation = "p.e" in folded.casefold()
            self._zone(folded, number)
        match = _EVENT.fullmatch(folded)
        word = _EVENT_WORD.match(folded)
        if word:
            code = next(code for start, code in _WORD_CODES if word["word"].casefold().startswith(start))
            if code == "I" and "end" in word[0].casefold():
                code = "J"
            self._add_event(code, word["rest"], folded, number)
            return True
        if match is None or not (match["gap"] or match["rest"][:1].isdigit()):
            return bool(_LEGEND.search(folded)) and not _is_key(folded)
        code = match["code"].upper()
        if code == "I" and match["mod"] == "e":
            code = "J"
        if re.search(r"\d", match["rest"][:12]):
            self._add_event(code, match["rest"], folded, number)
            return True
        return code in _CODES and not _is_words(match["rest"])

    def _zone(self, head: str, number: int) -> None:
        """Take the zone that the head of the table names."""
        zone = zone_in_head(head)
        if zone is not None and self.text.zone is None:
            self.text.zone, self.text.zone_line = zone, number

    def _add_event(self, code: str, rest: str, text: str, number: int) -> None:
        self._last = None
        if len(self.text.events) >= _MAX_EVENTS:
            self._loose(text)
            return
        self.text.events.append(EventLine(code=code if code in _CODES else "?", rest=rest, text=text, line=number))

    def _part(self, part: str, number: int) -> None:
        """Take ``Key: value``, or a line that continues the field above."""
        head, colon, value = part.partition(":")
        column = _KEYS[self.section].get(_fold_key(head)) if colon and len(head) <= 80 else None
        if column is None and self.section == 4 and (_LEGEND.search(part[:400]) or not part):
            return
        if column is not None:
            self._put(column, head.strip(" -*•"), self._with_unit(column, head, value.strip()), number)
        elif colon and re.fullmatch(r"[-*• ]{0,3}[^\W\d_][\w .,/&()'?+-]{1,60}", head) and self.section != 1:
            self.text.unknown.append(Entry(key=head.strip(" -*•"), text=value.strip(), line=number))
            self._last = ""
        else:
            self._continue(part, number)

    @staticmethod
    def _with_unit(column: str, head: str, value: str) -> str:
        """Give a value the unit or the hemisphere that is in brackets beside its key (``Longitude (W)``)."""
        unit = re.search(r"\(([^()]{1,12})\)", head)
        if unit and column in {"lon", "lat"} and unit[1].strip() in {"N", "S", "E", "W"}:
            return value if not value or re.search(r"[^\W\d_]", value) else f"{value} {unit[1].strip()}"
        if not unit or not value or column not in {"wind", "temperature", "aperture", "focal_length", "alt"}:
            return value
        return (
            value
            if re.search(r"[^\W\d_]{1}", value)
            else f"{value} {unit[1].split('/')[0] if column != 'wind' else unit[1]}"
        )

    def _continue(self, part: str, number: int) -> None:
        """Take a line without a key as the rest, or as the late value, of the field above it."""
        entry = self.text.entries.get(self._last) if self._last else None
        if entry is None or not (self._last in _WORD_COLUMNS or not entry.text) or not part:
            self._loose(part)
        elif entry.text:
            self._more.setdefault(str(self._last), []).append(part)
        else:
            self.text.entries[str(self._last)] = replace(entry, text=part, line=number)

    def finish(self) -> LegacyText:
        """Join the lines that continue a field to it."""
        for column, parts in self._more.items():
            entry = self.text.entries[column]
            self.text.entries[column] = replace(entry, text=" ".join([entry.text, *parts]))
        return self.text

    def _loose(self, line: str) -> None:
        folded = " ".join(line.split())
        if len(re.sub(r"\W", "", folded)) > 1:
            self.text.private.append(f"section {self.section}={folded}")

    def _put(self, column: str, key: str, value: str, number: int) -> None:
        folded = " ".join(value.split())
        entry = Entry(key=" ".join(key.split()), text=folded, line=number)
        if column in {"", "phone"}:
            self._last = ""
            if folded:
                self.text.private.append(f"{entry.key}={folded}")
        elif column in self.text.entries and self.text.entries[column].text:
            self.text.repeated.append((column, entry))
        else:
            self.text.entries[column] = entry
            self._last = column


_DEFAULT_KEYS = {2: "Name", 3: "Nearest city", 5: "Type"}


def _fold_key(head: str) -> str:
    bare = re.sub(r"\([^()]{0,60}\)", "", head)
    return re.sub(r"[^a-z0-9]", "", bare.casefold())


def _parts(line: str, section: int) -> list[str]:
    """Split a line at wide gaps where a known key follows."""
    parts: list[list[str]] = []
    for chunk in line.split("\t"):
        head, colon, _ = chunk.partition(":")
        is_key = bool(colon) and _fold_key(head[:80]) in _KEYS[section]
        if is_key or not parts:
            parts.append([])
        parts[-1].append(chunk)
    return [" ".join(chunks) for chunks in parts]


def _first_column(key: str) -> str:
    word = key.casefold()
    return next((column for start, column in _FIRST_COLUMNS if word.startswith(start)), "star")


def _is_key(line: str) -> bool:
    head, colon, _ = line.partition(":")
    return bool(colon) and _fold_key(head[:80]) in _KEYS[4]


def _is_words(rest: str) -> bool:
    """Tell whether an event line without a time says more than dashes and the form's own legend."""
    return (
        bool(re.search(r"[^\W\d_]{2}", rest))
        and not _LEGEND.search(rest)
        and rest.casefold() not in {"none", "blink", "flash"}
    )
