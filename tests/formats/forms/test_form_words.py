"""Words of the forms without code letters, in the languages of the observers."""

import pytest

from formats.forms import form_words


@pytest.mark.parametrize(
    ("rules", "text", "value"),
    [
        (form_words.OUTCOMES, "POSITIVE", "positive"),
        (form_words.OUTCOMES, "negatif", "negative"),
        (form_words.OUTCOMES, "possible", "uncertain"),
        (form_words.OUTCOMES, "clouded out", "no_data"),
        (form_words.OUTCOMES, "postponed", None),
        (form_words.TELESCOPES, "Celestron C8", "sct"),
        (form_words.TELESCOPES, "C80", None),
        (form_words.TELESCOPES, "Newton 200/1000", "newtonian"),
        (form_words.TELESCOPES, "Maksutov", "other"),
        (form_words.TELESCOPES, "ED80 refractor", "refractor"),
        (form_words.TELESCOPES, "Fernglas 10x50", "binoculars"),
        (form_words.METHODS, "Watec 910HX", "video"),
        (form_words.METHODS, "CCD drift scan", "drift_scan"),
        (form_words.METHODS, "visuell", "visual"),
        (form_words.METHODS, "SBIG ST-8", "images"),
        (form_words.TIME_SOURCES, "IOTA-VTI", "gps"),
        (form_words.TIME_SOURCES, "DCF77", "radio"),
        (form_words.TIME_SOURCES, "Meinberg NTP", "ntp"),
        (form_words.TIME_SOURCES, "Stoppuhr", "stopwatch"),
        (form_words.TIME_SOURCES, "PC", "recorder_clock"),
        (form_words.TRANSPARENCIES, "some haze", "fog"),
        (form_words.TRANSPARENCIES, "leichte Cirren", "thin_cloud"),
        (form_words.TRANSPARENCIES, "klar", "clear"),
        (form_words.STABILITIES, "mauvaise", "strong"),
        (form_words.STABILITIES, "mittel", "slight"),
        (form_words.STABILITIES, "ruhig", "steady"),
        (form_words.STABILITIES, "", None),
    ],
)
def test_words_and_their_codes(rules: form_words.Rules, text: str, value: str | None) -> None:
    assert form_words.word_code(text, rules) == value


def test_a_word_begins_where_a_word_begins() -> None:
    assert form_words.word_code("unposit", form_words.OUTCOMES) is None
    assert form_words.word_code("x-positive", form_words.OUTCOMES) == "positive"


def test_only_the_first_words_count() -> None:
    assert form_words.word_code(" " * 400 + "positive", form_words.OUTCOMES) is None
