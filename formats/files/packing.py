"""Files that come packed by gzip: their content, never more than a file may hold."""

import zlib

from schemas.errors import FormatError

_GZIP = b"\x1f\x8b"
#: First bytes of what is not unpacked here.
_OTHERS = {
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x1f\x9d": "compress",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
#: Window of 32 kB, with the header of gzip (zlib manual, inflateInit2).
_WINDOW = 31


def unpack(data: bytes, source: str, *, max_size: int) -> bytes:
    """Return the content of a file that may be packed by gzip; other files as they are.

    Parameters
    ----------
    data
        The whole file.
    source
        Its name, for messages.
    max_size
        Largest content [byte]; no more is ever unpacked.

    Raises
    ------
    FormatError
        If the file breaks off, is damaged, larger, or packed in another way.
    """
    packer = next((name for mark, name in _OTHERS.items() if data.startswith(mark)), None)
    if packer is not None:
        raise FormatError(source, None, "", f"The file is packed ({packer}).", "Unpack it, or pack it with gzip.")
    content = b""
    rest = data
    while rest.startswith(_GZIP):
        stream = zlib.decompressobj(_WINDOW)
        try:
            content += stream.decompress(rest, max_size + 1 - len(content))
        except zlib.error as problem:
            raise FormatError(
                source, None, "", f"The packed file is damaged: {problem}.", "Send it again."
            ) from problem
        if len(content) > max_size:
            raise FormatError(source, None, "", f"Unpacked, the file is larger than {max_size // 1_000_000} MB.")
        if not stream.eof:
            raise FormatError(source, None, "", "The packed file breaks off.", "Send it again.")
        rest = stream.unused_data
    return content if data.startswith(_GZIP) else data
