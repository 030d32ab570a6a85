"""Functions are compiled for integers, of parts."""

from service.answers.rows.compiled import COMPILED, Word, compiled, part


@part
def double(number: Word) -> Word:
    return 2 * number


def test_functions_are_made_of_parts() -> None:
    @compiled
    def quadruple(number: Word) -> Word:
        return double(double(number))

    function = COMPILED.pop("quadruple")
    ((types, _),) = function.overloads.items()
    assert [str(one) for one in types] == ["int64"]
