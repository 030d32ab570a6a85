"""Bytes of a form to text, in the encodings that occur; a finding names an encoding that the file does not declare."""

import codecs
import re
from dataclasses import dataclass

from formats.files.code_pages import Choice, choose, country_of
from formats.files.double_encoding import repair
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode

#: Sequences that hardly occur in a western language: a sign inside a word, or three characters beyond ASCII in a row.
_ODD = re.compile(r"[^\x00-\x7f\s]{3}|[^\W\d_](?![’‘´·°ªº–—])[^\x00-\x7f\w\s][^\W\d_]|[^\W\d_][¹²³¼½¾]")
#: Control characters of ISO 6429 (C1), which do not occur in text, and U+FFFD, which replaces bytes without a letter.
_NO_LETTER = re.compile("[\x80-\x9f\ufffd]")
_BLANK = re.compile(r"\s")
_C1 = re.compile("[\x80-\x9f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f\s]")
#: An encoding of one byte a letter, or an old East Asian one, that is still to be chosen by the letters.
_OF_ONE_BYTE = "?"
#: Largest number of letters of a word in a message.
_SHOWN = 40
#: Bytes that do not occur in forms; tab, line feed, form feed, carriage return and Ctrl-Z (end of a DOS file) do.
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 26}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CUT = Finding.warning(FindingCode.STRUCTURE, "The text breaks off inside a character.", "was the file sent whole?")


#: Least number of NUL bytes at the end of a file that count as padding; fewer are damage.
_MIN_PADDING = 16
_PADDED = Finding.warning(
    FindingCode.STRUCTURE,
    "The file ends with NUL bytes, as after a power failure; they were left out.",
    "was the file sent whole?",
)
_NAMES = {"cp932": "Shift-JIS", "mac-roman": "Mac Roman", "mac-cyrillic": "Mac Cyrillic"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """The text of a file, the name of its encoding, and the findings made while decoding it."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()

    def lines(self) -> list[str]:
        """Return the lines without their ends, with plain blanks for non-breaking ones.

        A line ends with CR LF, LF or CR, or with the CR CR LF of a file that was converted to DOS lines twice. The
        other line separators of Unicode do not end a line.
        """
        text = self.text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
        return text.removesuffix("\n").split("\n")


def decode(data: bytes, source: str) -> Text:
    """Decode the bytes of a text file.

    Parameters
    ----------
    data
        The whole file: NUL bytes that fill its end are left out.
    source
        Name of the file, for messages.

    Raises
    ------
    FormatError
        If the bytes are not text: NUL or other control bytes, or a broken UTF-16 sequence.
    """
    whole = data.rstrip(b"\0") if data.endswith(bytes(_MIN_PADDING)) else data
    encoding = next((name for mark, name in _MARKS if whole.startswith(mark)), None) or _unmarked(whole)
    findings: tuple[Finding, ...] = () if len(whole) == len(data) else (_PADDED,)
    data = _without_cut_end(whole) if encoding.startswith("utf-8") else whole
    remarks: tuple[Finding, ...]
    try:
        if encoding == _OF_ONE_BYTE:
            text, encoding, remarks = _decode_lines(data)
        else:
            text = data.decode(encoding)
            remarks = () if encoding.startswith("utf-8") else (_guessed(f"The text was read as {encoding.upper()}."),)
    except UnicodeDecodeError as problem:
        message = f"The text breaks off or is damaged ({encoding}, byte {problem.start})."
        raise FormatError(source, None, "", message, "send the file again") from problem
    if any(ord(char) in _CONTROL for char in set(text) if char < " "):
        raise FormatError(source, None, "", "The file is not text: it holds control bytes.", "send the form as text")
    text, mended = mend_letters(text)
    findings += (*remarks, *mended) if len(data) == len(whole) else (_CUT, *mended)
    return Text(text=text.removesuffix("\x1a"), encoding=encoding, findings=findings)


def wide_encoding(head: bytes) -> str | None:
    """Return the encoding of a text of two or four bytes a letter, judged by its first bytes; None for other files."""
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    n_even, n_odd = head[:64:2].count(0), head[1:64:2].count(0)
    if encoding is None and min(n_even, n_odd) == 0 and max(n_even, n_odd) > 20:  # every second byte is zero
        encoding = _unmarked(head)
    return encoding if encoding is not None and encoding.startswith(("utf-16", "utf-32")) else None


def as_utf8(head: bytes) -> bytes:
    """Return the first bytes of a text of two or four bytes a letter as UTF-8, with plain blanks for non-breaking ones.

    In other files, only the non-breaking blanks are replaced.
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
        return _OF_ONE_BYTE
    return "utf-8"


def _decode_lines(data: bytes) -> tuple[str, str, tuple[Finding, ...]]:
    """Decode a text line by line: lines in UTF-8 as such, all others in one code page.

    Returns
    -------
    The text, the name of the code page, and a finding that tells how it was chosen.
    """
    lines = data.split(b"\n")
    texts: list[str | None] = [_utf8(line) for line in lines]
    others = [number for number, text in enumerate(texts) if text is None]
    choice = choose([lines[number] for number in others], country_of(data))
    is_mixed = any(text is not None and not text.isascii() for text in texts)
    decoded = [
        line.decode(choice.encoding, "replace") if text is None else text
        for line, text in zip(lines, texts, strict=True)
    ]
    return "\n".join(decoded), choice.encoding, (_choice_remark(choice, decoded, others, is_mixed=is_mixed),)


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _without_cut_end(data: bytes) -> bytes:
    """Return UTF-8 text without the broken last character of a file that was cut off.

    This is done only where the text has complete characters beyond ASCII. Without them, the last byte may be a letter
    of Windows-1252.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        is_cut = problem.reason == "unexpected end of data" and problem.end == len(data)
        if is_cut and not data[: problem.start].isascii():
            return data[: problem.start]
    return data


def _choice_remark(choice: Choice, lines: list[str], others: list[int], *, is_mixed: bool) -> Finding:
    """Return a finding that names the code page that was chosen; a warning where words may be wrong."""
    name = _NAMES.get(choice.encoding, choice.encoding.upper().replace("CP125", "Windows-125"))
    odd = _odd_word(choice, lines, others)
    if odd is not None:
        line, word = odd
        message = f"The text was read as {name}, which gives words such as '{word}'."
        hint = "if they are wrong, save the file as UTF-8 and send it again"
        return Finding.warning(FindingCode.ENCODING_GUESSED, message, hint, line=line)
    if is_mixed:
        message = f"The text has lines in UTF-8 and lines in another encoding, which were read as {name}."
        return _guessed(message, line=others[0] + 1)
    why = f", as is usual in {choice.country}" if choice.country is not None else ""
    return _guessed(f"The text was read as {name}{why}.")


def _guessed(message: str, line: int | None = None) -> Finding:
    return Finding.info(FindingCode.ENCODING_GUESSED, message, "save forms as UTF-8", line=line)


def _odd_word(choice: Choice, lines: list[str], others: list[int]) -> tuple[int, str] | None:
    """Return the line and the text of the first word that the code page may have made wrong, or None."""
    if choice.is_sure:
        return None
    pattern = _ODD if choice.country is None else _NOT_ASCII
    for number in others:
        match = pattern.search(lines[number]) or _NO_LETTER.search(lines[number])
        if match is not None:
            return number + 1, _word_at(lines[number], match.start())
    return None


def _word_at(text: str, place: int) -> str:
    """Return the word around an index, cut to the length for messages."""
    before = _BLANK.split(text[max(place - _SHOWN // 2, 0) : place])[-1]
    return (before + _BLANK.split(text[place : place + _SHOWN])[0])[:_SHOWN]


def mend_letters(text: str) -> tuple[str, tuple[Finding, ...]]:
    """Undo a second encoding as UTF-8, and replace control characters (C1) by U+FFFD; return the text and findings."""
    if text.isascii():
        return text, ()
    findings: tuple[Finding, ...] = ()
    text, first = repair(text)
    if first is not None:
        message = "The text was encoded as UTF-8 twice; the letters were corrected."
        findings = (
            Finding.warning(FindingCode.ENCODING_GUESSED, message, "check whether the names are right", line=first),
        )
    control = _C1.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        text = _C1.sub("\ufffd", text)
        message = f"The text holds control characters in place of letters, as in '{_word_at(text, control.start())}'."
        hint = "save the file as UTF-8 and send it again"
        findings += (Finding.warning(FindingCode.ENCODING_GUESSED, message, hint, line=line),)
    return text, findings
