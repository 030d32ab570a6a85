"""Code lists of the report forms."""

import pytest

from schemas.codes import CODE_LISTS, CODE_PAIRS, MISS_CODES, CodeList, Datum, DCode, Method, RCode, Telescope


@pytest.mark.parametrize("codes", CODE_LISTS.values(), ids=lambda codes: codes.__name__)
def test_every_letter_gives_its_own_member_back(codes: type[CodeList]) -> None:
    for member in codes:
        assert codes.from_letter(member.letter) is member
        assert next(one for one in codes if one.value == member.value) is member
        assert member.meaning
    assert len({member.letter for member in codes}) == len(codes)


def test_letters_in_no_list() -> None:
    assert Telescope.from_letter("9") is None
    assert Method.from_letter("A") is None
    assert DCode.from_letter("R") is None


def test_members_are_their_published_values() -> None:
    assert str(Telescope.SCT) == "sct"
    assert (Telescope.SCT.letter, Telescope.SCT.meaning) == ("3", "Schmidt-Cassegrain")
    assert Datum.from_letter("") is Datum.WGS84


def test_pairs_join_codes_of_both_lists() -> None:
    d_letters, r_letters = ({code.letter for code in codes} for codes in (DCode, RCode))
    assert set(CODE_PAIRS) == d_letters
    assert set(CODE_PAIRS.values()) == r_letters


def test_misses_are_in_both_lists() -> None:
    for letter in MISS_CODES:
        assert CODE_PAIRS[letter] == letter
