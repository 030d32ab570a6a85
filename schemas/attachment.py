"""An attachment: a file that came with a report in a format that is not known."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """One file of a bundle. Field names are the columns of ``occ.attachment``."""

    attachment_id: str | None = None
    event_id: str | None = None
    report_id: str | None = None
    #: Name of the file without its folder.
    name: str
    #: Media type of the content, whatever the name of the file suggests.
    media_type: str
    #: Size [byte].
    n_bytes: int
