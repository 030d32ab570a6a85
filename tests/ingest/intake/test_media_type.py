"""The first bytes of a file say what it is."""

from ingest.intake.media_type import media_type


def test_content_tells_what_a_file_is() -> None:
    kinds = {b"\xff\xd8\xff\xe0": "image/jpeg", b"%PDF-1.4": "application/pdf", b"hello": "text/plain", b"\0": None}
    for head, kind in kinds.items():
        assert media_type(head) == (kind or "application/octet-stream")
