"""The findings of one reading, collected on the way."""

from schemas.finding import Finding, FindingCode, Severity

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
        self._add(code, Severity.ERROR, message, field, line, hint)

    def warning(
        self, code: FindingCode, message: str, *, field: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Note what a person should look at."""
        self._add(code, Severity.WARNING, message, field, line, hint)

    def info(
        self, code: FindingCode, message: str, *, field: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Note what is worth knowing."""
        self._add(code, Severity.INFO, message, field, line, hint)

    def findings(self) -> tuple[Finding, ...]:
        """Return everything noted so far, in the order of the form's lines."""
        found = sorted(self._findings, key=lambda finding: finding.line or 0)
        if self._n_left_out:
            message = f"{self._n_left_out} further remarks are left out."
            last = Finding(code=FindingCode.STRUCTURE, severity=Severity.ERROR, message=message, station=self._station)
            found.append(last)
        return tuple(found)

    def _add(
        self, code: FindingCode, severity: Severity, message: str, field: str, line: int | None, hint: str
    ) -> None:
        if len(self._findings) >= MAX_FINDINGS:
            self._n_left_out += 1
            return
        self._findings.append(
            Finding(
                code=code,
                severity=severity,
                message=message,
                hint=hint,
                field=field,
                line=line,
                station=self._station,
            )
        )
