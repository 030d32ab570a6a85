"""Real files to damaged ones, by a random generator: what transfers, editors, programs and people do to files."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable

import numpy as np

#: Words that readers may stumble over, wherever a value stands.
TOKENS = tuple(
    word.encode()
    for word in (
        *(
            "nan",
            "NaN",
            "inf",
            "-inf",
            "1e400",
            "-1e400",
            "1e-400",
            "0",
            "-0",
            "-1",
            "00",
            "1e308",
            "99999999999999999",
        ),
        *(
            "9" * 400,
            "-" + "9" * 30,
            "0." + "0" * 300 + "1",
            "1,5",
            "1.2.3",
            "1e5",
            "0x10",
            "1_000",
            "٣",
            "²",
            "½",
            "१२",
        ),
        *("23:59:60", "24:00:00", "25:61:61", "-1:00:00", "12:34", "9:9:9,9", "00:00:59.9999999999", "1e3:00:00"),
        *("0000-00-00", "9999-12-31", "0001-01-01", "-4712-01-01", "2024-02-30", "31/13/2024", "29.2.2023", "13-13-13"),
        *("2456789.5", "1e10", "-2456789.5", "3000000", "90.0000001", "-90.1", "360", "540", "91 00 00 N", "181 W"),
        *(
            "<",
            ">",
            "&",
            "&#0;",
            "&#xD800;",
            "<!--",
            "]]>",
            "<a>",
            "\x1b[31m",
            "%s",
            "{0}",
            "\\",
            "'",
            '"',
            "`",
            "$(x)",
        ),
        *("", " ", "\t", "\x85", "\u2028", "\xa0", "\u200b", "\ufeff", "\u202e", "é", "Ł", "観測", "🔭", "\U0010ffff"),
        *("None", "null", "NULL", "N/A", "NA", "-", "?", "true", "POSITIVE", "NEGATIVE", "#", ";", ",", "|", "||||||"),
        *("X" * 3000, "(" * 300, "1 " * 400, "\u0130", "ß", "a@b.c", "+49 30 1234567", "../../etc", "=1+1", "@SUM(A1)"),
    )
)
_WORD = re.compile(rb"[^\s,;|<>=\"]++")
_NUMBER = re.compile(rb"[-+]?\d++(?:\.\d*+)?")
_SEPARATORS = (b",", b";", b"\t", b"|", b" ", b":")
_ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-8-sig",
    "cp1252",
    "cp1250",
    "cp1251",
    "shift-jis",
    "mac-roman",
)
#: A file never grows beyond this by mutation [byte].
_LARGEST = 3_000_000

Mutation = Callable[[bytes, np.random.Generator], bytes]


def mutate(data: bytes, rng: np.random.Generator) -> bytes:
    """Return a file after one to six random mutations; of packed files, mostly their content."""
    if data.startswith(b"PK\x03\x04") and rng.random() < 0.8:
        return _in_zip(data, rng)
    if data.startswith(b"\x1f\x8b") and rng.random() < 0.8:
        return gzip.compress(mutate(_gunzip(data), rng), 1)
    is_binary = b"\0" in data[:4096] or data.startswith(b"SIMPLE")
    choices = BINARY if is_binary else TEXT
    for _ in range(int(rng.integers(1, 7))):
        data = choices[int(rng.integers(len(choices)))](data, rng)[:_LARGEST]
    return data


def _gunzip(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return data


def _in_zip(data: bytes, rng: np.random.Generator) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {item.filename: archive.read(item) for item in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, RuntimeError):
        return data
    names = list(members)
    if not names:
        return data
    for _ in range(int(rng.integers(1, 4))):
        name = names[int(rng.integers(len(names)))]
        if rng.random() < 0.05:
            members.pop(name, None)
        elif name in members:
            members[name] = mutate(members[name], rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _place(data: bytes, rng: np.random.Generator) -> int:
    """Return a place in a file, as often in its head as anywhere."""
    end = len(data) if rng.random() < 0.5 else min(len(data), 2000)
    return int(rng.integers(end + 1))


def _flip(data: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(data)
    for _ in range(int(rng.integers(1, 9)) if changed else 0):
        changed[min(_place(data, rng), len(changed) - 1)] = int(rng.integers(256))
    return bytes(changed)


def _flip_bit(data: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(data)
    if changed:
        changed[min(_place(data, rng), len(changed) - 1)] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def _cut(data: bytes, rng: np.random.Generator) -> bytes:
    place = _place(data, rng)
    return data[:place] if rng.random() < 0.8 else data[place:]


def _drop(data: bytes, rng: np.random.Generator) -> bytes:
    place = _place(data, rng)
    return data[:place] + data[place + int(rng.integers(1, 200)) :]


def _double(data: bytes, rng: np.random.Generator) -> bytes:
    place, length = _place(data, rng), int(rng.integers(1, 2000))
    return data[:place] + data[place : place + length] * int(rng.integers(2, 20)) + data[place + length :]


def _nul(data: bytes, rng: np.random.Generator) -> bytes:
    place = _place(data, rng) if rng.random() < 0.5 else len(data)
    return data[:place] + bytes(int(rng.integers(1, 600))) + data[place:]


def _insert(data: bytes, rng: np.random.Generator) -> bytes:
    place = _place(data, rng)
    return data[:place] + TOKENS[int(rng.integers(len(TOKENS)))] + data[place:]


def _join(data: bytes, rng: np.random.Generator) -> bytes:
    return data + data if rng.random() < 0.5 else data[: _place(data, rng)] + data[_place(data, rng) :]


def _lines(data: bytes, rng: np.random.Generator) -> bytes:
    """Drop, double, exchange or move lines."""
    lines = data.split(b"\n")
    one, other = (min(int(place), len(lines) - 1) for place in _two_lines(lines, rng))
    kind = int(rng.integers(5))
    if kind == 0:
        del lines[one]
    elif kind == 1:
        lines[one:one] = [lines[one]] * int(rng.integers(1, 4))
    elif kind == 2:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 3:
        lines.insert(other, lines.pop(one))
    else:
        lines[one : one + 2] = [b"".join(lines[one : one + 2])]
    return b"\n".join(lines)


def _two_lines(lines: list[bytes], rng: np.random.Generator) -> tuple[int, int]:
    end = len(lines) if rng.random() < 0.4 else min(len(lines), 40)
    return int(rng.integers(end)), int(rng.integers(end)) % (len(lines))


def _words(data: bytes, rng: np.random.Generator) -> bytes:
    """Exchange two words of the head or of anywhere."""
    words = [match.span() for match in _WORD.finditer(data, 0, 200_000)]
    if len(words) < 2:
        return data
    end = len(words) if rng.random() < 0.5 else min(len(words), 200)
    (a, b), (c, d) = sorted(words[int(rng.integers(end))] for _ in range(2))
    if b > c:
        return data
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _token(data: bytes, rng: np.random.Generator) -> bytes:
    return _replaced(_WORD, data, rng, TOKENS[int(rng.integers(len(TOKENS)))])


def _number(data: bytes, rng: np.random.Generator) -> bytes:
    tokens = (*TOKENS[:65], b"%d" % int(rng.integers(-400, 400)), b"%.6f" % rng.normal(0, 1e4))
    return _replaced(_NUMBER, data, rng, tokens[int(rng.integers(len(tokens)))])


def _all_numbers(data: bytes, rng: np.random.Generator) -> bytes:
    """Change every number in a stretch: a factor, a sign, a comma."""
    place = _place(data, rng)
    kind, factor = int(rng.integers(4)), 10.0 ** int(rng.integers(-3, 7))

    def change(match: re.Match[bytes]) -> bytes:
        if kind == 0:
            return b"-" + match[0].lstrip(b"+-")
        if kind == 1:
            return match[0].replace(b".", b",")
        return b"%.7g" % (float(match[0][:300]) * factor) if kind == 2 else b"nan"

    return data[:place] + _NUMBER.sub(change, data[place : place + int(rng.integers(10, 5000))]) + data[place + 5000 :]


def _replaced(pattern: re.Pattern[bytes], data: bytes, rng: np.random.Generator, word: bytes) -> bytes:
    match = pattern.search(data, _place(data, rng)) or pattern.search(data)
    return data if match is None else data[: match.start()] + word + data[match.end() :]


def _separator(data: bytes, rng: np.random.Generator) -> bytes:
    old, new = (_SEPARATORS[int(rng.integers(len(_SEPARATORS)))] for _ in range(2))
    count = -1 if rng.random() < 0.6 else int(rng.integers(1, 10))
    return data.replace(old, new, count)


def _encoding(data: bytes, rng: np.random.Generator) -> bytes:
    kind = int(rng.integers(4))
    text = data.decode("utf-8", "replace" if kind else "surrogateescape")
    if kind == 1:
        return data.decode("latin-1").encode()
    name = _ENCODINGS[int(rng.integers(len(_ENCODINGS)))]
    return text.encode(name, "replace")


def _line_ends(data: bytes, rng: np.random.Generator) -> bytes:
    ends = (b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\n", b" ", b"\x0c\n")
    return data.replace(b"\r\n", b"\n").replace(b"\n", ends[int(rng.integers(len(ends)))])


def _long_line(data: bytes, rng: np.random.Generator) -> bytes:
    """Repeat a short stretch, or a single character, many thousand times."""
    place, length = _place(data, rng), int(rng.integers(1, 40))
    part = data[place : place + length] if rng.random() < 0.6 else bytes([int(rng.choice(list(b" \t-.,:1a(#'\"<=+")))])
    return data[:place] + part * int(rng.integers(1000, 20_000)) + data[place:]


def _case(data: bytes, rng: np.random.Generator) -> bytes:
    return data.upper() if rng.random() < 0.5 else data.lower()


def _card(data: bytes, rng: np.random.Generator) -> bytes:
    """Change a card of a FITS header: its value, a digit of it, or the card as a whole."""
    cards = max(1, min(len(data) // 80, 250))
    begin = 80 * int(rng.integers(cards))
    kind = int(rng.integers(4))
    if kind == 0:
        card = data[begin : begin + 10] + TOKENS[int(rng.integers(len(TOKENS)))].ljust(70)[:70]
    elif kind == 1:
        card = _NUMBER.sub(b"%d" % int(rng.integers(-3, 100)), data[begin : begin + 80], count=2).ljust(80)[:80]
    elif kind == 2:
        other = 80 * int(rng.integers(cards))
        card = data[other : other + 80]
    else:
        card = b" " * 80
    return data[:begin] + card + data[begin + 80 :]


_ANY: tuple[Mutation, ...] = (_flip, _flip_bit, _cut, _drop, _double, _nul, _insert, _join)
#: What happens to files of text and to others.
TEXT: tuple[Mutation, ...] = (
    *_ANY,
    *(_lines, _lines, _words, _words, _token, _token, _token, _number, _number, _number),
    *(_all_numbers, _separator, _encoding, _line_ends, _long_line, _case),
)
BINARY: tuple[Mutation, ...] = (*_ANY, _flip, _flip_bit, _cut, _card, _card, _card, _token, _number, _double)
