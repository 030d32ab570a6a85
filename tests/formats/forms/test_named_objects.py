"""Outcome, star and body of a form."""

import pytest

from formats.files.remarks import Remarks
from formats.forms.named_objects import read_objects, read_outcome
from schemas.codes import Outcome
from schemas.finding import FindingCode
from tests.formats.forms.filled_form import codes_of, fill


@pytest.mark.parametrize(
    ("text", "outcome", "codes"),
    [
        ("POSITIVE", Outcome.POSITIVE, []),
        ("negative", Outcome.NEGATIVE, []),
        ("maybe positive", Outcome.UNCERTAIN, []),
        ("positive / negative", Outcome.NO_DATA, [FindingCode.TEMPLATE_UNFILLED, FindingCode.OUTCOME_UNKNOWN]),
        ("yes and no", Outcome.NO_DATA, [FindingCode.OUTCOME_UNKNOWN]),
        ("", Outcome.NO_DATA, [FindingCode.OUTCOME_UNKNOWN]),
    ],
)
def test_outcomes(text: str, outcome: Outcome, codes: list[FindingCode]) -> None:
    remarks = Remarks()
    assert read_outcome(fill(remarks, outcome=text), remarks) is outcome
    assert codes_of(remarks) == codes


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("928", "Hildrun", (928, "Hildrun", "asteroid")),
        ("(928)", "Hildrun", (928, "Hildrun", "asteroid")),
        ("", "928 Hildrun", (928, "Hildrun", "asteroid")),
        ("", "2005_TN74", (None, "2005 TN74", "asteroid")),
        ("Hildrun", "", (None, "Hildrun", None)),
        ("O928", "Hildrun", (928, "Hildrun", "asteroid")),
    ],
)
def test_bodies(number: str, name: str, expected: tuple[int | None, str, str | None]) -> None:
    remarks = Remarks()
    event = read_objects(fill(remarks, body_number=number, body_name=name), remarks, time_predicted=None).event
    assert (event.body_number, event.body_name, event.body_class) == expected
    assert codes_of(remarks) == []


def test_a_number_against_the_name_is_an_error() -> None:
    remarks = Remarks()
    read_objects(fill(remarks, body_number="929", body_name="928 Hildrun"), remarks, time_predicted=None)
    assert codes_of(remarks) == [FindingCode.BODY_NUMBER]


def test_stars() -> None:
    remarks = Remarks()
    form = fill(remarks, star="4UC 350-187717", body_name="Hildrun")
    objects = read_objects(form, remarks, time_predicted=59816.8)
    assert objects.event.time_predicted == 59816.8
    assert (objects.event.star, objects.star_written) == ("UCAC4 350-187717", "4UC 350-187717")
    assert objects.body_written == "Hildrun"
    assert (form.lines["star_written"], form.lines["body_written"]) == (1, 2)
    assert codes_of(remarks) == []


def test_a_star_named_by_its_place_is_said() -> None:
    remarks = Remarks()
    event = read_objects(fill(remarks, star="J073542.3+194512"), remarks, time_predicted=None).event
    assert event.ra == pytest.approx(113.92625)
    assert event.dec == pytest.approx(19.753333, abs=1e-6)
    assert codes_of(remarks) == [FindingCode.VALUE_DERIVED]


def test_a_name_that_is_none_is_not_searched() -> None:
    remarks = Remarks()
    assert read_objects(fill(remarks, star="x" * 201), remarks, time_predicted=None).event.star is None
    assert codes_of(remarks) == [FindingCode.VALUE_UNREADABLE]
