"""Refusals say what is wrong and what to do, in one form for all collections."""

from schemas.errors import UmbraError
from service.serving.holding import AbsentError, ParameterError, WithheldError


def test_a_wrong_parameter_is_named_beside_the_words() -> None:
    error = ParameterError("There is no format dwg", "give one of png, svg", "FORMAT")
    assert str(error) == "There is no format dwg (give one of png, svg)"
    assert error.parameter == "FORMAT"


def test_refusals_are_errors_that_a_person_can_meet() -> None:
    for kind in (AbsentError, WithheldError):
        error = kind("There is nothing.")
        assert isinstance(error, UmbraError)
        assert str(error) == "There is nothing."
