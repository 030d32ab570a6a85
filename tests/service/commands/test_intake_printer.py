"""What the intake prints: lines for a person, or one JSON array."""

import json
from pathlib import Path

import pytest

from ingest.intake.intake import Intake
from schemas.codes import FileStatus
from schemas.finding import Finding, FindingCode
from service.commands.intake_printer import JsonPrinter, TextPrinter, make_printer
from tests.desk import Desk
from tests.records import REPORT, entry


@pytest.fixture
def intake(desk: Desk) -> Intake:
    return desk.take(entry(REPORT))


def refused(path: str) -> Intake:
    finding = Finding.error(FindingCode.VALUE_MISSING, "No time.", "give one", line=3)
    return Intake(path=Path(path), name=path, format="", status=FileStatus.REFUSED, entries=(), findings=(finding,))


def test_a_line_a_file_and_a_sum(intake: Intake, capsys: pytest.CaptureFixture[str]) -> None:
    printer = TextPrinter()
    printer.begin(2)
    printer.show(intake)
    assert printer.is_well is intake.is_well
    printer.show(refused("b.txt"))
    printer.finish()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1.txt: accepted (sodis_form) ")
    assert "b.txt: refused" in lines
    assert "b.txt:3 error: No time. (give one)" in lines
    assert lines[-1] == "2 files: 1 accepted, 1 refused."
    assert not printer.is_well


def test_of_many_files_only_findings_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    printer = TextPrinter()
    printer.begin(1000)
    printer.show(refused("b.txt"))
    assert capsys.readouterr().out == "b.txt:3 error: No time. (give one)\n"


def test_one_json_array(intake: Intake, capsys: pytest.CaptureFixture[str]) -> None:
    printer = make_printer(as_json=True, with_arrays=False)
    printer.begin(2)
    printer.show(intake)
    printer.show(refused("b.txt"))
    printer.finish()
    first, second = json.loads(capsys.readouterr().out)
    assert (first["file"], first["status"]) == ("1.txt", "accepted")
    assert second["findings"][0]["code"] == "value_missing"
    assert not printer.is_well


def test_nothing_is_an_empty_array_or_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    JsonPrinter().finish()
    assert json.loads(capsys.readouterr().out) == []
    TextPrinter().finish()
    assert capsys.readouterr().out.strip()
