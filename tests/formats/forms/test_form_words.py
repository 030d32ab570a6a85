"""Words of the forms without code letters, in the languages of the observers."""

import pytest

from formats.forms.form_words import (
    METHODS,
    OUTCOMES,
    STABILITIES,
    TELESCOPES,
    TIME_SOURCES,
    TRANSPARENCIES,
    Rules,
    word_code,
)


@pytest.mark.parametrize(
    ("rules", "text", "value"),
    [
        (OUTCOMES, "POSITIVE", "positive"),
        (OUTCOMES, "negatif", "negative"),
        (OUTCOMES, "possible", "uncertain"),
        (OUTCOMES, "clouded out", "no_data"),
        (OUTCOMES, "postponed", None),
        (TELESCOPES, "Celestron C8", "sct"),
        (TELESCOPES, "C80", None),
        (TELESCOPES, "Newton 200/1000", "newtonian"),
        (TELESCOPES, "Maksutov", "other"),
        (TELESCOPES, "ED80 refractor", "refractor"),
        (TELESCOPES, "Fernglas 10x50", "binoculars"),
        (METHODS, "Watec 910HX", "video"),
        (METHODS, "CCD drift scan", "drift_scan"),
        (METHODS, "visuell", "visual"),
        (METHODS, "SBIG ST-8", "images"),
        (TIME_SOURCES, "IOTA-VTI", "gps"),
        (TIME_SOURCES, "DCF77", "radio"),
        (TIME_SOURCES, "Meinberg NTP", "ntp"),
        (TIME_SOURCES, "Stoppuhr", "stopwatch"),
        (TIME_SOURCES, "PC", "recorder_clock"),
        (TRANSPARENCIES, "some haze", "fog"),
        (TRANSPARENCIES, "leichte Cirren", "thin_cloud"),
        (TRANSPARENCIES, "klar", "clear"),
        (STABILITIES, "mauvaise", "strong"),
        (STABILITIES, "mittel", "slight"),
        (STABILITIES, "ruhig", "steady"),
        (STABILITIES, "", None),
    ],
)
def test_words_and_their_codes(rules: Rules, text: str, value: str | None) -> None:
    assert word_code(text, rules) == value


def test_a_word_begins_where_a_word_begins() -> None:
    assert word_code("unposit", OUTCOMES) is None
    assert word_code("x-positive", OUTCOMES) == "positive"


def test_only_the_first_words_count() -> None:
    assert word_code(" " * 400 + "positive", OUTCOMES) is None
