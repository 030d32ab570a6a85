"""Content of files that are packed by gzip, up to the largest size that is accepted."""

import zlib

from schemas.errors import FormatError

_GZIP = b"\x1f\x8b"
#: First bytes of packed files that are refused, with the names of their formats.
_OTHERS = {
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x1f\x9d": "compress",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
#: Window bits of zlib: 15 for a window of 32 kB, and 16 for the header of gzip (zlib manual, inflateInit2).
_WINDOW = 31
#: Largest number of packed parts in one file; gzip allows any number, one after the other.
_MOST_PARTS = 10_000
_BLOCK = 65536


def unpack(data: bytes, source: str, *, max_size: int) -> bytes:
    """Return the content of a file that is packed by gzip, and any other file as it is.

    Parameters
    ----------
    data
        The file, packed or not.
    source
        Name of the file, for messages.
    max_size
        Largest content [byte]; unpacking ends when it is exceeded.

    Raises
    ------
    FormatError
        If the packed file breaks off, is damaged, has too much content or too many parts, or is of another packer.
    """
    packer = next((name for mark, name in _OTHERS.items() if data.startswith(mark)), None)
    if packer is not None:
        raise FormatError(source, None, "", f"The file is packed ({packer}).", "unpack it, or pack it with gzip")
    if not data.startswith(_GZIP):
        return data
    content = bytearray()
    place = 0
    for _ in range(_MOST_PARTS):
        place = _unpack_part(data, place, content, source, max_size)
        if not data.startswith(_GZIP, place):
            return bytes(content)
    raise FormatError(source, None, "", f"The packed file has more than {_MOST_PARTS} parts.", "pack it anew")


def _unpack_part(data: bytes, place: int, content: bytearray, source: str, max_size: int) -> int:
    """Append the content of the part at an index, and return the index of the next part."""
    stream = zlib.decompressobj(_WINDOW)
    while not stream.eof and place < len(data):
        # In blocks, since zlib copies the rest of its input at the end of each part.
        block = data[place : place + _BLOCK]
        try:
            while block and not stream.eof:
                content += stream.decompress(block, max_size + 1 - len(content))
                if len(content) > max_size:
                    message = f"Unpacked, the file is larger than {max_size // 1_000_000} MB."
                    raise FormatError(source, None, "", message, "send a smaller file")
                block = stream.unconsumed_tail
        except zlib.error as problem:
            message = f"The packed file is damaged: {problem}."
            raise FormatError(source, None, "", message, "send it again") from problem
        place += min(_BLOCK, len(data) - place) - len(stream.unused_data)
    if not stream.eof:
        raise FormatError(source, None, "", "The packed file breaks off.", "send it again")
    return place
