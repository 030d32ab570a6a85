"""The findings of one reading, collected on the way."""

from schemas.finding import Finding, FindingCode

#: Largest number of remarks on one form.
MAX_FINDINGS = 500
_MAX_QUOTE = 80


def quote(text: str) -> str:
    """Return a text for a message: blanks folded, cut where it is long, in quotes."""
    words = " ".join(text[: 4 * _MAX_QUOTE].split())
    return f"'{words[:_MAX_QUOTE]}...'" if len(words) > _MAX_QUOTE else f"'{words}'"


class Remarks:
    """What a reader has to say on one station's form.

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
        """Note what makes the report unacceptable."""
        self._add(Finding.error(code, message, hint, field=field, line=line, station=self._station))

    def warning(
        self, code: FindingCode, message: str, *, field: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Note what a person should look at."""
        self._add(Finding.warning(code, message, hint, field=field, line=line, station=self._station))

    def info(
        self, code: FindingCode, message: str, *, field: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Note what is worth knowing."""
        self._add(Finding.info(code, message, hint, field=field, line=line, station=self._station))

    def findings(self) -> tuple[Finding, ...]:
        """Return everything noted so far, in the order of the form's lines."""
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
