"""AOTA's results as XML: the real event, unused slots, encodings, damaged and hostile files."""

from pathlib import Path

import pytest

from formats.timings import aota_text, aota_xml
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.timing_result import ErrorBar

TEXT = "20251107_778_Theobalda_AOTA_Report.txt"
XML = "20251107_778_Theobalda.aota.xml"


def test_the_real_xml_says_the_same(corpus: Path) -> None:
    data = (corpus / "aota" / XML).read_bytes()
    assert aota_xml.identify(data)
    assert not aota_text.identify(data)
    (result,) = aota_xml.read(data, XML).timing_results
    (of_text,) = aota_text.read((corpus / "aota" / TEXT).read_bytes(), TEXT).timing_results
    assert result.d is not None
    assert of_text.d is not None
    assert result.r is not None
    assert of_text.r is not None
    assert (result.d.seconds, result.r.seconds) == (of_text.d.seconds, of_text.r.seconds)
    assert (result.d.frame, result.r.frame) == (63.0, 67.0)
    assert result.r.frame_errors == (ErrorBar(level="unknown", plus=1.5, minus=0.5),)
    assert result.d.errors == (ErrorBar(level="unknown", plus=0.4, minus=0.4),)
    assert result.camera_delay_applied is Answer.NO


def test_an_xml_in_windows_letters_without_saying_so_is_read(corpus: Path) -> None:
    text = (corpus / "aota" / XML).read_bytes().decode("utf-8")
    (result,) = aota_xml.read(text.encode("cp1252"), XML).timing_results
    assert result.d is not None
    assert result.d.errors[0].plus == 0.4


def test_a_miss_is_a_result(corpus: Path) -> None:
    text = (corpus / "aota" / XML).read_bytes().decode("utf-8")
    text = text.replace("<IsNonEvent>false", "<IsNonEvent>true").replace("<IsMiss>false", "<IsMiss>true")
    (result,) = aota_xml.read(text.encode(), XML).timing_results
    assert result.is_miss
    assert (result.d, result.r) == (None, None)


def test_damaged_xml_names_its_line() -> None:
    text = "<?xml version='1.0'?>\n<AotaReturnValue>\n<IsMiss>false</IsMis>\n</AotaReturnValue>\n"
    with pytest.raises(FormatError, match="damaged") as caught:
        aota_xml.read(text.encode(), "x.xml")
    assert caught.value.line == 3


def slot(**values: str) -> str:
    items = "".join(f"<{name}>{text}</{name}>" for name, text in values.items())
    return f"<EventResults>{items}</EventResults>"


def document(*slots: str, more: str = "") -> bytes:
    return f"<AotaReturnValue>{more}<EventResults>{''.join(slots)}</EventResults></AotaReturnValue>".encode()


def test_slots_that_are_not_used_are_passed_over() -> None:
    used = slot(IsNonEvent="false", D_UTC="23 59 59.5", R_UTC="0 0 2.5", D_Frame="12,5", R_Frame="-1")
    reading = aota_xml.read(document(slot(IsNonEvent="true", D_Frame="3"), used), "x.xml")
    (result,) = reading.timing_results
    assert result.seq == 2
    assert result.d is not None
    assert result.r is not None
    assert (result.d.seconds, result.r.seconds) == (86399.5, 86402.5)
    assert (result.d.frame, result.r.frame) == (12.5, None)
    assert result.camera_delay_applied is Answer.UNKNOWN


def test_an_event_without_a_time_and_a_file_without_an_event_are_said() -> None:
    reading = aota_xml.read(document(slot(IsNonEvent="false")), "x.xml")
    assert reading.timing_results == ()
    assert [finding.code for finding in reading.findings] == [FindingCode.VALUE_MISSING] * 2
    assert "neither D nor R" in reading.findings[0].message
