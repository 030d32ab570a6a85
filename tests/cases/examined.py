"""A file's bytes examined as the intake does it: recognised, read, completed and checked."""

from pathlib import Path

from formats import FORMATS, identify
from ingest.intake.examination import Judgement, judge
from schemas.finding import Finding, FindingCode, Severity
from schemas.report import Report


def examined(content: bytes | str | Path, name: str = "form.txt") -> Judgement:
    """Return the examination of a file, given as its path, its bytes or its text."""
    data = (
        content.read_bytes() if isinstance(content, Path) else content.encode() if isinstance(content, str) else content
    )
    kind = identify(data)
    assert kind is not None
    return judge(FORMATS[kind].read(data, name))


def only_report(examination: Judgement) -> Report:
    """Return the one report that was accepted."""
    [entry] = examination.entries
    [station] = entry.stations
    return station.report


def findings(examination: Judgement, code: FindingCode, severity: Severity | None = None) -> list[Finding]:
    """Return the findings of a kind."""
    return [
        finding for finding in examination.findings if finding.code == code and severity in {None, finding.severity}
    ]


def errors(examination: Judgement) -> list[Finding]:
    """Return the findings that refuse something."""
    return [finding for finding in examination.findings if finding.severity == Severity.ERROR]
