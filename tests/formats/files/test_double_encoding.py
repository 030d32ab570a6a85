"""Text that was encoded twice."""

import pytest

from formats.files.double_encoding import repair


def spoil(text: str, page: str, times: int = 1) -> str:
    for _ in range(times):
        text = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in text.encode())
    return text


@pytest.mark.parametrize("page", ["cp1252", "cp1250", "cp1251", "mac-roman"])
@pytest.mark.parametrize("name", ["Müller", "Łukasz Źdźbło", "Γιώργος", "山田太郎"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_second_encoding_is_undone(name: str, page: str, times: int) -> None:
    text = f"#Observer1:\n{spoil(name, page, times)}\nBerlin"
    assert repair(text) == (f"#Observer1:\n{name}\nBerlin", 2)


@pytest.mark.parametrize("text", ["", "Mueller", "Müller", "Ã", "30°±5", "l’été «naïf»", "Ελληνικά", "Ñandú ½"])
def test_sound_text_is_left_alone(text: str) -> None:
    assert repair(text) == (text, None)


def test_one_spoilt_line_changes_no_other() -> None:
    assert repair("Größe\nMÃ¼ller\nPrÃ¼fung é") == ("Größe\nMüller\nPrÃ¼fung é", 2)
