"""Functions are compiled for integers, of parts."""

import pytest

from service.answers.rows.compiled import COMPILED, Word, compile_all, compiled, part


@part
def double(number: Word) -> Word:
    return 2 * number


def test_functions_are_made_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(COMPILED):
        monkeypatch.delitem(COMPILED, name)

    @compiled
    def quadruple(number: Word) -> Word:
        return double(double(number))

    function = COMPILED["quadruple"]
    assert not function.overloads
    compile_all()
    ((types, _),) = function.overloads.items()
    assert [str(one) for one in types] == ["int64"]
    monkeypatch.delitem(COMPILED, "quadruple")
