"""Findings collected while one report is read."""

from schemas.finding import Finding, FindingCode

#: Largest number of findings on one report.
MAX_FINDINGS = 500
_MAX_QUOTE = 80


def quote(text: str) -> str:
    """Return a text in quotes for a message, with single blanks, cut to 80 characters."""
    words = " ".join(text[: 4 * _MAX_QUOTE].split())
    return f"'{words[:_MAX_QUOTE]}...'" if len(words) > _MAX_QUOTE else f"'{words}'"


class Remarks:
    """Collects the findings on the report of one station.

    Parameters
    ----------
    station
        Number of the station's report in the file, counted from 0.
    """

    def __init__(self, *, station: int = 0) -> None:
        self._station = station
        self._findings: list[Finding] = []
        self._n_left_out = 0

    def error(
        self, code: FindingCode, message: str, *, field: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Add a finding that refuses the report."""
        self._add(Finding.error(code, message, hint, field=field, line=line, station=self._station))

    def warning(
        self, code: FindingCode, message: str, *, field: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Add a finding that a person should look at."""
        self._add(Finding.warning(code, message, hint, field=field, line=line, station=self._station))

    def info(
        self, code: FindingCode, message: str, *, field: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Add a finding for information."""
        self._add(Finding.info(code, message, hint, field=field, line=line, station=self._station))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings so far, in the order of the lines, and an error with the number of those left out."""
        found = sorted(self._findings, key=lambda finding: finding.line or 0)
        if self._n_left_out:
            message = f"{self._n_left_out} further remarks are left out."
            found.append(Finding.error(FindingCode.STRUCTURE, message, station=self._station))
        return tuple(found)

    def _add(self, finding: Finding) -> None:
        if len(self._findings) < MAX_FINDINGS:
            self._findings.append(finding)
        else:
            self._n_left_out += 1
