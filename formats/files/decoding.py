"""Bytes of a text form to text: the encodings that really occur, nothing guessed silently."""

import codecs
import re
from dataclasses import dataclass

from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity

#: Letters that a text in a western language hardly has next to each other: signs inside a word, or three in a row.
_ODD = re.compile(r"\S*(?:[^\x00-\x7f\s]{3}|[^\W\d_](?![’‘´·°ªº–—])[^\x00-\x7f\w\s][^\W\d_]|[^\W\d_][¹²³¼½¾])\S*")
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


#: So many NUL bytes at the end fill a file up; fewer are damage.
_MIN_PADDING = 16
_PADDED = Finding(
    code=FindingCode.STRUCTURE,
    severity=Severity.WARNING,
    message="The file ends with NUL bytes, as after a power failure; they were left out.",
    hint="was the file sent whole?",
)
_WESTERN = {"cp1252": "Windows-1252", "latin-1": "ISO 8859-1"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A file's text and what was noticed while decoding it."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()

    def lines(self) -> list[str]:
        """Return the lines without their ends (CR LF, LF or CR only, not the exotic ones of Unicode), blanks plain.

        The doubled CR CR LF of a file that went through a text mode twice ends one line.
        """
        text = self.text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
        return text.removesuffix("\n").split("\n")


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
    whole = data.rstrip(b"\0") if data.endswith(bytes(_MIN_PADDING)) else data
    encoding = next((name for mark, name in _MARKS if whole.startswith(mark)), None) or _unmarked(whole)
    findings: tuple[Finding, ...] = () if len(whole) == len(data) else (_PADDED,)
    data = _without_cut_end(whole) if encoding.startswith("utf-8") else whole
    try:
        text, odd_line = _decode_lines(data, encoding) if encoding in _WESTERN else (data.decode(encoding), None)
    except UnicodeDecodeError as problem:
        raise FormatError(
            source, None, "", f"The text breaks off or is damaged ({encoding}, byte {problem.start}).", "Send it again."
        ) from problem
    if any(ord(char) in _CONTROL for char in set(text) if char < " "):
        raise FormatError(source, None, "", "This is no text file: it holds control bytes.", "Send the form as text.")
    findings += _remarks(encoding, text, odd_line) if len(data) == len(whole) else (_CUT,)
    return Text(text=text.removesuffix("\x1a"), encoding=encoding, findings=findings)


def wide_encoding(head: bytes) -> str | None:
    """Return the encoding of a text with two or four bytes a letter by its first bytes, None for anything else."""
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    n_even, n_odd = head[:64:2].count(0), head[1:64:2].count(0)
    if encoding is None and min(n_even, n_odd) == 0 and max(n_even, n_odd) > 20:  # letters and zeros take turns
        encoding = _unmarked(head)
    return encoding if encoding is not None and encoding.startswith(("utf-16", "utf-32")) else None


def as_utf8(head: bytes) -> bytes:
    """Return the first bytes of a text in UTF-8 with plain blanks, whatever encoding of two bytes they come in.

    Bytes that are no such text are returned as they are.
    """
    encoding = wide_encoding(head)
    if encoding is not None:
        head = head.decode(encoding, "ignore").removeprefix("\ufeff").encode("utf-8", "ignore")
    return head.replace(b"\xc2\xa0", b" ")


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


def _decode_lines(data: bytes, encoding: str) -> tuple[str, int | None]:
    """Decode a text of bytes that are not all UTF-8, line by line: those that are UTF-8 as such.

    Returns
    -------
    The text, and the first line that is not UTF-8 where others are; None where the whole text has one encoding.
    """
    lines = data.split(b"\n")
    texts, others, is_mixed = [], [], False
    for number, line in enumerate(lines, 1):
        try:
            texts.append(line.decode("utf-8"))
            is_mixed = is_mixed or not line.isascii()
        except UnicodeDecodeError:
            texts.append(line.decode(encoding))
            others.append(number)
    return "\n".join(texts), others[0] if is_mixed else None


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


def _remarks(encoding: str, text: str, odd_line: int | None) -> tuple[Finding, ...]:
    """Say how a text was read that does not say so itself; warn where that gives words that are none."""
    if encoding in {"utf-8", "utf-8-sig"}:
        return ()
    name = _WESTERN.get(encoding, encoding.upper())
    severity, line = Severity.INFO, odd_line
    message, hint = f"The text was read as {name}.", "save forms as UTF-8"
    if odd_line is not None:
        message = f"The text has lines in UTF-8 and lines in another encoding, which were read as {name}."
    odd = _ODD.search(text) if encoding in _WESTERN else None
    if odd is not None:
        severity, line = Severity.WARNING, text.count("\n", 0, odd.start()) + 1
        message = f"The text was read as {name}, which gives words such as '{odd[0][:40]}'."
        hint = "if they are wrong, save the file as UTF-8 and send it again"
    code = FindingCode.ENCODING_GUESSED
    return (Finding(code=code, severity=severity, message=message, hint=hint, line=line),)
