"""Remarks on what an observer's comment says of the report itself: words that the columns do not hold."""

from formats.words.zones import zone_in_words
from schemas.finding import Finding, FindingCode
from schemas.reading import EventEntry


def remark_comments(entry: EventEntry) -> tuple[Finding, ...]:
    """Return a warning for every station whose comment speaks of another time than UT; it may be that of D and R."""
    findings = []
    for number, station in enumerate(entry.stations):
        words = zone_in_words(station.report.comment or "")
        if words is None:
            continue
        message = f"The comment speaks of {words!r}; the times were taken as the form gives them, in UT."
        line = station.lines.get("comment")
        findings.append(
            Finding.warning(
                FindingCode.TIME_ZONE, message, "are all times UT?", field="comment", line=line, station=number
            )
        )
    return tuple(findings)
