"""A form with given fields, and where its findings go."""

from formats.files.remarks import Remarks
from formats.forms.form import Entry, Form
from schemas.finding import FindingCode


def fill(remarks: Remarks, **texts: str) -> Form:
    """Return a form with a field a column; the fields are on lines 1, 2, ... in their order."""
    entries = {
        column: Entry(key=column.capitalize(), text=text, line=line)
        for line, (column, text) in enumerate(texts.items(), 1)
    }
    return Form(entries, remarks)


def codes_of(remarks: Remarks) -> list[FindingCode]:
    """Return the kinds of all findings."""
    return [finding.code for finding in remarks.findings()]
