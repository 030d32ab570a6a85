"""Bytes of a text form to text: the encodings that really occur, nothing guessed silently."""

import codecs
from dataclasses import dataclass

from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity

#: Bytes that no text form holds; tab, line feed, form feed, carriage return and Ctrl-Z (end of a DOS file) occur.
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 26}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CUT = Finding(
    code=FindingCode.STRUCTURE,
    severity=Severity.WARNING,
    message="The text breaks off inside a character.",
    hint="was the file sent whole?",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A file's text and what was noticed while decoding it."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()

    def lines(self) -> list[str]:
        """Return the lines without their ends (CR LF, LF or CR only, not the exotic ones of Unicode)."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def decode(data: bytes, source: str) -> Text:
    """Decode the bytes of a text file.

    Parameters
    ----------
    data
        The whole file.
    source
        Its name, for messages.

    Raises
    ------
    FormatError
        If the bytes are no text: NUL or other control bytes, or a broken UTF-16 sequence.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _unmarked(data)
    whole = data
    if encoding.startswith("utf-8"):
        data = _without_cut_end(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise FormatError(
            source, None, "", f"The text breaks off or is damaged ({encoding}, byte {problem.start}).", "Send it again."
        ) from problem
    if any(ord(char) in _CONTROL for char in set(text) if char < " "):
        raise FormatError(source, None, "", "This is no text file: it holds control bytes.", "Send the form as text.")
    findings = _remarks(encoding) if len(data) == len(whole) else (_CUT,)
    return Text(text=text.removesuffix("\x1a"), encoding=encoding, findings=findings)


def _unmarked(data: bytes) -> str:
    head = data[:4096]
    if head and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head and head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    try:
        _without_cut_end(data).decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252" if _is_cp1252(data) else "latin-1"
    return "utf-8"


def _without_cut_end(data: bytes) -> bytes:
    """Return UTF-8 text without the broken last character of a file that was cut off.

    Only where other characters beyond ASCII are whole: a last byte alone is a Windows-1252 letter.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        is_cut = problem.reason == "unexpected end of data" and problem.end == len(data)
        if is_cut and not data[: problem.start].isascii():
            return data[: problem.start]
    return data


def _is_cp1252(data: bytes) -> bool:
    return not any(byte in data for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))


def _remarks(encoding: str) -> tuple[Finding, ...]:
    if encoding in {"utf-8", "utf-8-sig"}:
        return ()
    names = {"cp1252": "Windows-1252", "latin-1": "ISO 8859-1"}
    return (
        Finding(
            code=FindingCode.ENCODING_GUESSED,
            severity=Severity.INFO,
            message=f"The text was read as {names.get(encoding, encoding.upper())}.",
            hint="save forms as UTF-8",
        ),
    )
