"""Free text without what must not be published: e-mail and postal addresses, telephone numbers, local file paths."""

import re
from collections.abc import Sequence

#: Text that replaces private words in a published text.
REMOVED = "[removed]"

# Every pattern begins with something rare and bounds its repeats, so that a line of a megabyte takes linear time.
_AT = r"@|\s{0,2}[\[({<]\s?(?:at|@|ät)\s?[\])}>]\s{0,2}|\s(?:AT|_at_)\s(?=\S{1,80}(?:\.|\sDOT\s))"
_MAIL = re.compile(rf"(?<![^\s<>(),;:\"'\[\]=])[^\s<>(),;:\"'\[\]=@]{{1,120}}(?:{_AT})[^\s<>(),;\"'\[\]]{{1,160}}")
_BARE_MAIL = re.compile(r"@(?=[\w-]{1,60}\.[A-Za-z]{2})[\w.-]{1,160}")
_WINDOWS = re.compile(
    r"(?:(?<![A-Za-z0-9])[A-Za-z]:[\\/](?!/)|\\\\(?=[\w.$?-]))"
    r"(?:[^\\/:*?\"<>|\r\n]{1,120}[\\/])*"
    r"(?:[^\\/:*?\"<>|\r\n,;()]{1,80}?\.[A-Za-z0-9]{2,4}(?![\w.])|[^\s\\/:*?\"<>|,;()]{0,120})"
)
_UNIX = re.compile(
    r"(?:file:/{1,3}|(?<![\w/.:)\]-])(?:~/|/(?:home|users|root|mnt|media|tmp|var|opt|srv|volumes|private|run)/))"
    r"(?:[^/\s]{1,80}(?: [^/\s]{1,40}){0,2}/){0,40}[^\s,;()\"']{0,200}",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?<!\w)(?P<label>(?:e-?mail|mail|address|adresse|anschrift|postal address|indirizzo|dirección|"
    r"phone|tel|telephone|telefon|mobile|handy|fax)\.?[ \t]{0,3}:)[ \t]{0,9}(?=\S)[^\r\n]{1,300}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<!\w)(?P<label>(?:phone|tel|telephone|telefon|mobile|mobil|handy|fax)\.?)[ \t]{1,3}\+?\(?\d[\d ()/.-]{5,24}\d",
    re.IGNORECASE,
)
_TOWN = r"(?:,?\s(?:[A-Z]{1,2}-)?\d{4,5}\s[^\W\d_][\w-]{1,40})?"
_STREETS = tuple(
    re.compile(pattern + _TOWN)
    for pattern in (
        r"(?<![\w-])[A-ZÄÖÜ][\w-]{1,40}(?:straße|strasse|str\.|gasse|allee|weg|platz)\s\d{1,4}[a-z]?\b",
        r"(?<!\w)\d{1,4}(?:\s?bis)?,?\s(?:rue|avenue|boulevard|chemin|impasse|allée|route)\s[^\W\d_][^\d,;\r\n]{2,60}",
        r"(?<!\w)\d{1,5}\s[A-Z][\w'-]{1,40}\s(?:Street|St\.|Road|Rd\b\.?|Avenue|Ave\b\.?|Lane|Drive)",
        r"(?<!\w)(?:[Vv]ia|[Cc]alle|[Uu]l\.|[Rr]ua)\s[A-Z][^\d,;\r\n]{1,40},?\s\d{1,4}[a-z]?\b",
    )
)
_ONLY_REMOVED = re.compile(r"(?:\[removed\]|[\s,;:<>()\"'.-])*")


def public_text(text: str | None, *, private: Sequence[str] = ()) -> str | None:
    """Return a text without e-mail and postal addresses, telephone numbers and local file paths.

    Parameters
    ----------
    text
        Free text as the observer wrote it.
    private
        Private texts of other fields of the same report (the postal address, a telephone number). They are removed
        wherever they occur, those of fewer than six characters excepted.

    Returns
    -------
    The text with each private part replaced by ``[removed]``, without blanks around it; None where nothing else is
    left, or where there was no text.
    """
    if text is None:
        return None
    public = text
    for secret in private:
        public = _without(public, secret)
    if "@" in public or "at" in public.lower():
        public = _MAIL.sub(_mail_or_text, public)
        public = _BARE_MAIL.sub(REMOVED, public)
    for pattern in (_WINDOWS, _UNIX):
        public = pattern.sub(REMOVED, public)
    for pattern in (_LABELLED, _PHONE):
        public = pattern.sub(_keep_label, public)
    for pattern in _STREETS:
        public = pattern.sub(REMOVED, public)
    public = public.strip()
    return None if _ONLY_REMOVED.fullmatch(public) else public


def _mail_or_text(match: re.Match[str]) -> str:
    """Return what replaces a match: the match itself where it only looks like an address (``seen @ 20:02``)."""
    host = re.split(r"@|\W(?:at|AT|ät|_at_)\W", match[0], maxsplit=1)[-1]
    return REMOVED if re.search(r"[A-Za-zÀ-ɏ]", host) else match[0]


def _keep_label(match: re.Match[str]) -> str:
    return f"{match['label']} {REMOVED}"


def _without(text: str, secret: str) -> str:
    words = secret.split()
    if len("".join(words)) < 6:
        return text
    return re.sub(r"\s{1,20}".join(map(re.escape, words)), REMOVED, text, flags=re.IGNORECASE)
