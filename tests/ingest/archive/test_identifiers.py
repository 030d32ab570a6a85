"""Identifiers are numbered within an event, and a second holder of one is set apart."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.archive.identifiers import RecordKind, named_records, number_in, numbered, renamed, set_apart
from schemas.attachment import Attachment
from tests.records import NEGATIVE, REPORT, entry


@given(kind=st.sampled_from(RecordKind), number=st.integers(1, 99_999), event=st.from_regex(r"[0-9a-z_]{1,30}\Z"))
def test_the_number_of_an_identifier_is_read_back_also_with_a_letter(kind: RecordKind, number: int, event: str) -> None:
    identifier = numbered(event, kind, number)
    assert number_in(identifier) == number
    assert number_in(set_apart(identifier, lambda _: False)) == number


def test_an_identifier_without_a_number_counts_nothing() -> None:
    assert [number_in(text) for text in ("", "event", "20240627_778", "event_r", "event_r12_x")] == [0] * 5


@given(n_known=st.integers(0, 120))
def test_any_number_of_holders_can_be_set_apart(n_known: int) -> None:
    known: set[str] = {"e_r03"}
    for _ in range(n_known):
        name = set_apart("e_r03", known.__contains__)
        assert name not in known
        known.add(name)


def test_records_are_renamed_by_their_position() -> None:
    part = entry(replace(REPORT, report_id="e_r01"), replace(NEGATIVE, report_id="e_r01"))
    part = replace(part, attachments=(Attachment(attachment_id="e_a01", name="x", media_type="image/png", n_bytes=1),))
    changed = renamed(
        part, {(RecordKind.REPORT, 1): ("e_r01b", "e_r01b"), (RecordKind.ATTACHMENT, 0): ("e_a01b", "e_r01b")}
    )
    assert [(one.kind, one.position, one.identifier, one.report_id) for one in named_records(changed)] == [
        ("report", 0, "e_r01", "e_r01"),
        ("report", 1, "e_r01b", "e_r01b"),
        ("attachment", 0, "e_a01b", "e_r01b"),
    ]
    assert renamed(part, {}) is part
