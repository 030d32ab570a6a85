"""Bytes to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import identify
from formats.files.decoding import as_utf8, decode
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from tests.growth import assert_linear


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain", "utf-8"),
        ("März".encode(), "utf-8"),
        (b"\xef\xbb\xbfMai", "utf-8-sig"),
        ("März".encode("cp1252"), "cp1252"),
        ("Größe\n".encode("utf-16"), "utf-16"),
        ("#DATE: 1\n".encode("utf-16-le"), "utf-16-le"),
        ("#DATE: 1\n".encode("utf-16-be"), "utf-16-be"),
        (b"\x81\xe4", "cp1252"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    text = decode(data, "form.txt")
    assert text.encoding == encoding
    is_guessed = encoding not in {"utf-8", "utf-8-sig"}
    assert [finding.code for finding in text.findings] == [FindingCode.ENCODING_GUESSED] * is_guessed


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"a\x00b", b"\xff\xfea", b"\xff\xfe\x00\xd8"])
def test_binaries_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="text"):
        decode(data, "form.txt")


def test_end_of_a_dos_file_is_taken_off() -> None:
    assert decode(b"last line\x1a", "form.txt").text == "last line"


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"a\r\r\nb\r\r\n", b"a\nb\n", b"a\rb", b"a\nb"])
def test_line_ends(data: bytes) -> None:
    assert decode(data, "form.txt").lines() == ["a", "b"]


def test_exotic_separators_do_not_end_a_line() -> None:
    assert decode("a\u2028b\x0cc\u2029d".encode(), "form.txt").lines() == ["a\u2028b\x0cc\u2029d"]


def test_file_cut_inside_a_character_keeps_the_rest() -> None:
    text = decode("März, Groß".encode()[:-1], "form.txt")
    assert text.text.endswith("März, Gro")
    assert [finding.code for finding in text.findings] == [FindingCode.STRUCTURE]


def test_last_letter_of_windows_1252_is_no_cut() -> None:
    assert decode("café".encode("cp1252"), "form.txt").text == "café"


def test_padding_after_a_power_failure_is_left_out_and_said() -> None:
    text = decode(b"last line\n" + bytes(512), "form.txt")
    assert text.text == "last line\n"
    assert [(finding.code, finding.severity) for finding in text.findings] == [
        (FindingCode.STRUCTURE, Severity.WARNING)
    ]


def test_one_name_in_another_encoding_spoils_no_other_line() -> None:
    data = "N°: 130\n".encode() + "Observer: Jürgen\n".encode("cp1252")
    text = decode(data, "form.txt")
    assert text.text == "N°: 130\nObserver: Jürgen\n"
    assert [(finding.severity, finding.line) for finding in text.findings] == [(Severity.INFO, 2)]


@pytest.mark.parametrize(
    ("name", "encoding", "shown"),
    [
        ("Paweł Łodyga", "cp1250", "Pawe³"),
        ("Иванов", "cp1251", "Èâàíîâ"),
        ("Władysław", "cp1250", "W³adys³aw"),
        ("観測者", "shift-jis", "ŠÏ‘ªŽÒ"),
    ],
)
def test_words_that_are_probably_wrong_are_shown(name: str, encoding: str, shown: str) -> None:
    text = decode(f"#Observer1: Anna\n#Observer2: {name}\n".encode(encoding), "form.txt")
    [finding] = text.findings
    assert (finding.severity, finding.line) == (Severity.WARNING, 2)
    assert f"'{shown}" in finding.message
    assert "UTF-8" in finding.hint


@pytest.mark.parametrize("text", ["Jürgen Müller", "Été à Orléans, 45°30'", "Peña ±0,5 s", "l’été", "naïve – façade"])
def test_western_words_are_no_warning(text: str) -> None:
    [finding] = decode(text.encode("cp1252"), "form.txt").findings
    assert finding.severity == Severity.INFO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AOTA analysis of the file\xa0x\n\nEvent #1\n", "aota_text"),
        ("aota analysis of the file x\n\nevent #1\n", "aota_text"),
        ("Tangra v3.6\nFrameNo,Time (UT),Signal (1)\n", "tangra_csv"),
        ("#DATE: 1 May 2024\n#STARTOBS: 1\n#ENDOBS: 2\n#NEARESTCITY: x\n#OBSERVER1: a\n", "sodis_form"),
    ],
)
def test_texts_are_known_in_every_encoding(encoding: str, text: str, name: str) -> None:
    assert identify(text.encode(encoding)) == name


@given(st.binary(max_size=200))
def test_the_first_bytes_of_anything(data: bytes) -> None:
    assert isinstance(as_utf8(data), bytes)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    try:
        text = decode(data, "form.txt")
    except FormatError:
        return
    text.text.encode("utf-8")
    assert "\x00" not in text.text


#: Names by the country whose form they stand in, and the code pages in which people there save texts.
NAMES = {
    "PL": (("Łukasz Źdźbło", "Paweł Łodyga", "Świętosława Ćma", "Żaneta Gęś"), ("cp1250", "iso8859-2", "cp852")),
    "CZ": (("Jiří Dvořák", "Zdeněk Šťáva", "Žofie Kučerová", "Růžena Ďurišová"), ("cp1250", "iso8859-2", "cp852")),
    "HU": (("Őri Csaba", "Győző Fűrész", "Kálmán Tünde"), ("cp1250", "iso8859-2", "cp852")),
    "SI": (("Črtomir Žagar", "Špela Kočič"), ("cp1250", "iso8859-2")),
    "RU": (("Иванов Пётр", "Щукина Юлия"), ("cp1251", "koi8-r", "cp866", "iso8859-5")),
    "UA": (("Їжакевич Євген", "Ґалаґан"), ("cp1251", "koi8-u")),
    "GR": (("Γιώργος Παπαδόπουλος",), ("cp1253", "iso8859-7")),
    "TR": (("Çağlar Güneş", "İbrahim Işık"), ("cp1254",)),
    "JP": (("山田太郎", "渡辺花子", "さくら"), ("cp932", "euc-jp")),
    "CN": (("王小明",), ("gb18030",)),
    "KR": (("김철수",), ("cp949",)),
    "TW": (("陳大文",), ("big5",)),
    "DE": (("Jürgen Größer", "Käthe Müßig", "Özdemir Ähler"), ("cp1252", "mac-roman", "cp850")),
    "FR": (("Hélène Lefèvre", "François Noël", "Jérôme Aïssa"), ("cp1252", "mac-roman", "cp850")),
    "ES": (("José Muñoz", "Íñigo Peña", "Núria Güell"), ("cp1252", "mac-roman", "cp850")),
    "PT": (("João Conceição", "Inês Simões"), ("cp1252", "mac-roman")),
    "DK": (("Søren Ærø", "Åse Bjørk"), ("cp1252", "mac-roman", "cp850")),
    "IT": (("Niccolò Cantù",), ("cp1252", "mac-roman")),
}
FORM = "#IOTA-ES - REPORT FORM 2.03\n#Observer1: {name}\n#Observer2: {name}\n#Countrycode: {country}\n"
SAVED = [(country, name, page) for country, (names, pages) in NAMES.items() for name in names for page in pages]


@pytest.mark.parametrize(("country", "name", "page"), SAVED)
def test_names_in_the_code_pages_of_their_country(country: str, name: str, page: str) -> None:
    text = decode(FORM.format(name=name, country=country).encode(page), "form.txt")
    is_right = text.text.count(name) == 2
    is_warned = any(finding.severity == Severity.WARNING for finding in text.findings)
    assert is_right or is_warned
    assert not any("\x7f" <= letter < "\xa0" for letter in text.text)
    assert [finding.code for finding in text.findings] == [FindingCode.ENCODING_GUESSED]
    if page == NAMES[country][1][0]:
        assert is_right


def test_most_code_pages_are_found() -> None:
    right = [decode(FORM.format(name=n, country=c).encode(p), "x").text.count(n) == 2 for c, n, p in SAVED]
    assert sum(right) / len(right) > 0.9


@pytest.mark.parametrize("words", ["Country: Poland", "#Countrycode: PL", "Country : POL", "<Country>Polska</Country>"])
def test_a_country_may_be_a_word_or_a_code(words: str) -> None:
    assert "Łukasz Źdźbło" in decode(f"Observer: Łukasz Źdźbło\n{words}\n".encode("cp1250"), "form.txt").text


@given(st.sampled_from(SAVED), st.sampled_from(["cp1252", "cp1250", "cp1251", "mac-roman"]), st.integers(1, 2))
def test_second_encodings_are_undone_and_said(saved: tuple[str, str, str], page: str, times: int) -> None:
    country, name, _ = saved
    whole = FORM.format(name=name, country=country)
    data = whole.encode()
    for _ in range(times):
        data = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in data).encode()
    text = decode(data, "form.txt")
    assert text.text == whole
    assert [(finding.code, finding.line) for finding in text.findings] == [(FindingCode.ENCODING_GUESSED, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("saved", SAVED[::3], ids=lambda saved: saved[1])
def test_names_in_unicode_stay_as_they_are(saved: tuple[str, str, str], encoding: str) -> None:
    whole = FORM.format(name=saved[1], country=saved[0])
    text = decode(whole.encode(encoding), "form.txt")
    assert text.text.removeprefix("\ufeff") == whole
    assert not any(finding.severity == Severity.WARNING for finding in text.findings)


@pytest.mark.parametrize("words", ["CAFÉ” et “ÉTÉ’", "30°±5", "Å–Ö", "l’été «naïf»", "½ m², 5 µs – ok", "Ä", "„JÄ“"])
def test_sound_words_are_no_second_encoding(words: str) -> None:
    text = decode(words.encode(), "form.txt")
    assert (text.text, text.findings) == (words, ())


def test_controls_are_no_letters() -> None:
    text = decode("#Observer1: \x8fukasz\n".encode(), "form.txt")
    assert text.text == "#Observer1: \ufffdukasz\n"
    [finding] = text.findings
    assert (finding.severity, finding.line) == (Severity.WARNING, 1)


@given(st.binary(max_size=300), st.sampled_from(["", "#Countrycode: PL\n", "#Countrycode: JP\n", "Country: Greece\n"]))
def test_no_bytes_give_controls(data: bytes, head: str) -> None:
    try:
        text = decode(head.encode() + data, "form.txt")
    except FormatError:
        return
    assert not any("\x7f" < letter < "\xa0" for letter in text.text)


@pytest.mark.parametrize("stuff", [b"\xe4", b"\xe4\xb3", b"a\xb3", b"\xe4 ", b"\xc3\xa9", b"a", b"\xa0"])
def test_long_lines_take_time_in_proportion(stuff: bytes) -> None:
    assert_linear(lambda times: decode(stuff * times + b"\xe4", "form.txt"), 20_000)
