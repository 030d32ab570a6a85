"""Media types: what a file is by its first bytes, whatever its name says."""

from formats.files.decoding import wide_encoding

#: Of files whose first bytes say nothing.
UNKNOWN_TYPE = "application/octet-stream"
ZIP_TYPE = "application/zip"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
    (b"SIMPLE  =", "application/fits"),
    (b"PK\x03\x04", ZIP_TYPE),
    (b"RIFF", "video/x-msvideo"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)
_MARKUP = ((b"<kml", "application/vnd.google-earth.kml+xml"), (b"<html", "text/html"), (b"<?xml", "application/xml"))


def media_type(head: bytes) -> str:
    """Return the media type that a file's first bytes tell; ``application/octet-stream`` where they tell none."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if wide_encoding(head) is not None:
        return "text/plain"
    if b"\0" in head:
        return UNKNOWN_TYPE
    start = head[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return next((kind for mark, kind in _MARKUP if mark in start), "text/plain")
