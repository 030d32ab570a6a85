"""Public copies of files: the publishable part of an original, without private words."""

import codecs
import io
import re
import warnings
from pathlib import Path
from typing import IO

from PIL import Image, UnidentifiedImageError

from formats.files.decoding import wide_encoding
from formats.words.privacy import public_text

#: A picture is handed out with no more bytes than this.
LIGHT_SIZE = 100_000
#: A picture with more pixels than this is not opened.
MAX_PIXELS = 80_000_000
_WIDTHS = (1600, 1200, 900, 700, 500, 350, 200)
_QUALITIES = (85, 70, 55)
#: Lines with fewer letters in a row than this hold no words.
_WORDS = re.compile(rb"[A-Za-z]{3}")
_HEAD_SIZE = 4096
_MAX_LINE = 1 << 20


def write_public_text(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy a text line by line, without e-mail and postal addresses and folders of somebody's computer.

    A text with two or four bytes a letter becomes one in UTF-8, in which such words can be found.
    """
    encoding = wide_encoding(source.read(_HEAD_SIZE))
    source.seek(0)
    if encoding is not None:
        for text in codecs.getreader(encoding)(source, "replace"):
            target.write(_public_line(text.removeprefix("\ufeff").encode("utf-8", "replace")))
        return
    while line := source.readline(_MAX_LINE):
        target.write(_public_line(line) if _WORDS.search(line) else line)


def _public_line(line: bytes) -> bytes:
    text = line.decode("utf-8", "surrogateescape")
    body = text.strip()
    public = public_text(body) or ""
    return line if public == body else text.replace(body, public, 1).encode("utf-8", "surrogateescape")


def light_picture(path: Path) -> bytes | None:
    """Return a picture as JPEG or PNG of at most `LIGHT_SIZE` bytes, without its metadata; None for any other file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return None
                plain = _flat(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    return _smallest(plain)


def _flat(picture: Image.Image) -> Image.Image:
    """Return a picture in plain colours on white, of which the metadata are gone."""
    picture.draft("RGB", (_WIDTHS[0], _WIDTHS[0]))
    if picture.mode in ("RGB", "L"):
        flat = picture.convert("RGB")
    else:
        layer = picture.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
    flat.thumbnail((_WIDTHS[0], _WIDTHS[0]))
    return flat


def _smallest(picture: Image.Image) -> bytes | None:
    content = _encode(picture, "PNG")
    if len(content) <= LIGHT_SIZE:
        return content
    for width in _WIDTHS:
        small = picture.copy()
        small.thumbnail((width, width))
        for quality in _QUALITIES:
            content = _encode(small, "JPEG", quality)
            if len(content) <= LIGHT_SIZE:
                return content
    return None


def _encode(picture: Image.Image, kind: str, quality: int = 85) -> bytes:
    stream = io.BytesIO()
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)
    if kind == "PNG":
        plain.save(stream, kind, optimize=True)
    else:
        plain.save(stream, kind, quality=quality, optimize=True)
    return stream.getvalue()
