"""Remarks on an observer's own words about the report: words that no column holds."""

from collections.abc import Iterator

from formats.words.zones import zone_in_words
from schemas.finding import Finding, FindingCode
from schemas.reading import EventEntry, StationReport


def remark_comments(entry: EventEntry) -> tuple[Finding, ...]:
    """Return a warning for every station whose words mention another time than UT; it may be that of D and R."""
    findings = []
    for number, station in enumerate(entry.stations):
        named = next(((words, text) for text in _texts(station) if (words := zone_in_words(text))), None)
        if named is None:
            continue
        words, text = named
        where = "comment" if text == station.report.comment else "form"
        message = f"The {where} mentions {words!r}; the times were taken as the form gives them, in UT."
        line = station.lines.get("comment")
        findings.append(
            Finding.warning(
                FindingCode.TIME_ZONE, message, "are all times UT?", field="comment", line=line, station=number
            )
        )
    return tuple(findings)


def _texts(station: StationReport) -> Iterator[str]:
    """Yield the comment, and the lines of a form that belong to no field."""
    yield station.report.comment or ""
    for item in station.contact.other:
        key, is_field, _ = item.partition("=")
        if not is_field or key == "line" or key.startswith("section "):
            yield item
