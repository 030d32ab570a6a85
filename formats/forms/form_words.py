"""Words of the forms without code letters, and the codes for them."""

import re

from schemas.codes import Method, Outcome, Stability, Telescope, TimeSource, Transparency

Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> Rules:
    """Make rules from alternatives of words; a word is at its beginning, and at its end where it ends in $."""
    return tuple((re.compile(rf"(?<![^\W\d_])(?:{words})", re.IGNORECASE), str(value)) for words, value in pairs)


_END = r"(?![^\W\d_])"
OUTCOMES = _rules(
    (r"un?cert|unsure|unsicher|incert|insicur|insegur|doubt|maybe|possib|fraglich|niepewn|onzeker", Outcome.UNCERTAIN),
    (r"no[ _-]?data|no[ _-]?observation|clouded|not observed|failed", Outcome.NO_DATA),
    (rf"posi?tiv|posi?tif|pozytyw|pos{_END}|hit{_END}", Outcome.POSITIVE),
    (rf"negati[vf]|négatif|negatyw|neg{_END}|miss|no[ _-](?:occultation|event){_END}", Outcome.NEGATIVE),
)
TELESCOPES = _rules(
    (r"evscope|unistellar|equinox", Telescope.EVSCOPE),
    (r"dob", Telescope.DOBSONIAN),
    (r"binocular|fernglas|feldstecher|jumelles|binocol", Telescope.BINOCULARS),
    (r"newt|schmidt[ -]?newt", Telescope.NEWTONIAN),
    (
        rf"sct|schmidt[ /-]?cas|s[ /-]?c{_END}|edge ?hd|lx ?\d{{2,3}}|acf{_END}|"
        rf"(?:celestron )?c ?(?:5|6|8|9|9[.,]25|11|14)(?!\w)",
        Telescope.SCT,
    ),
    (
        r"mak|cass|ritchey|dall|rc\b|cdk|rasa|astrograph|schmidt|astrokam|camera lens|objecti[fv]|lens\b|corrected",
        Telescope.OTHER,
    ),
    (r"refra|apo|achro|doublet|triplet|lunette|rifratt|megrez|ed ?\d{2,3}|fernrohr", Telescope.REFRACTOR),
    (r"reflect|spiegel|rifless|réflecteur", Telescope.NEWTONIAN),
    (r"none|naked|without", Telescope.NONE),
)
METHODS = _rules(
    (r"drift", Method.DRIFT_SCAN),
    (r"visual|visuel|visuell|eye\b|eyepiece obs", Method.VISUAL),
    (r"photom|photoel|pmt\b", Method.PHOTOMETER),
    (r"dslr|canon eos|nikon d\d", Method.DSLR_VIDEO),
    (
        r"video|watec|wat-|mintron|runcam|ccir|eia\b|pal\b|ntsc|qhy|asi ?\d|zwo|dmk|dvti|avi\b|ser\b|adv\b|astrid|"
        r"grabber|camcorder",
        Method.VIDEO,
    ),
    (r"ccd|sbig|atik|fli\b|fits?\b|images?\b|frames", Method.IMAGES),
)
TIME_SOURCES = _rules(
    (r"gps|gnss|1 ?pps|iota[ -]?vti|kiwi|timebox", TimeSource.GPS),
    (r"s?ntp|time ?server|internet|meinberg|dimension ?4", TimeSource.NTP),
    (r"dcf|msf|wwv|hbg|tdf|chu\b|rwm|radio|funk|signal horaire", TimeSource.RADIO),
    (r"telephon|phone|telefon|téléphone|talking|mobile|gsm", TimeSource.TELEPHONE),
    (r"stop ?watch|stopp?uhr|chrono", TimeSource.STOPWATCH),
    (r"pc\b|computer|internal|recorder|camera clock|system", TimeSource.RECORDER_CLOCK),
)
TRANSPARENCIES = _rules(
    (r"fog|mist|haz|nebel|brouillard|dunst", Transparency.FOG),
    (r"averted", Transparency.AVERTED_VISION),
    (r"faint", Transparency.STAR_FAINT),
    (r"thick|dichte", Transparency.THICK_CLOUD),
    (r"broken|gaps|holes|trou", Transparency.BROKEN_CLOUD),
    (r"thin|cirr|veil|voile|schleier|light cloud", Transparency.THIN_CLOUD),
    (
        r"good|excellent|clear|klar|gut|bon|buon|ottim|bueno|goed|dobra|perfect",
        Transparency.CLEAR,
    ),
)
STABILITIES = _rules(
    (r"fair|average|moderate|slight|mittel|moyen|medi[ao]|mäßig|acceptable|so so", Stability.SLIGHT),
    (r"poor|bad|strong|schlecht|mauvais|cattiv|mal[oa]?\b|turbulen|slecht", Stability.STRONG),
    (
        r"good|excellent|steady|stable|gut|bon|buon|ottim|bueno|goed|dobra|ruhig|perfect",
        Stability.STEADY,
    ),
)


def word_code(text: str, rules: Rules) -> str | None:
    """Return the value of the first rule whose words occur in a text, None if none does."""
    head = text[:400]
    return next((value for pattern, value in rules if pattern.search(head)), None)
