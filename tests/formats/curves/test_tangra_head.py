"""The head of Tangra's exports: any settings and objects say the same with decimal points and commas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.curves.tangra_head import TangraHead, read_head
from schemas.codes import Answer

TITLES = (
    "Reversed Gamma, Colour, Measured Band, Integration, Digital Filter, Signal Method, Background Method, "
    "Instrumental Delay Corrections, Camera, AAV Integration, First Frame, Last Frame, Reversed Camera Response, "
    "Video File Format, Acquisition Delay (ms)"
)
OBJECTS = "Object, Type, Aperture, Tolerance, FWHM, Measured, StartingX, StartingY, Fixed"
TYPES = ("OccultedStar", "GuidingStar", "ComparisonStar")
NUMBERS = st.decimals(0, 999, places=2).map(str)
SETTINGS = st.tuples(
    NUMBERS,
    st.sampled_from(("yes", "no")),
    st.sampled_from(("Red", "Blue", "GrayScale", "")),
    st.sampled_from(("no", "x4", "8", "")),
    st.sampled_from(("NoFilter", "LowPass")),
    st.just("AperturePhotometry"),
    st.sampled_from(("AverageBackground", "BackgroundMedian")),
    st.sampled_from(("Applied", "Not Applied", "Not Required", "")),
    st.sampled_from(("ASI178MM", "WAT-120N", "", "asi462mm")),
    st.sampled_from(("", "8")),
    st.integers(0, 5000).map(str),
    st.integers(0, 5000).map(str),
    st.just(""),
    st.sampled_from(("SER", "ADV", "AVI")),
    NUMBERS,
)
SIZES = st.tuples(NUMBERS, NUMBERS | st.just(""), st.just("NaN") | NUMBERS, st.just("yes"), NUMBERS, NUMBERS)


def head(settings: tuple[str, ...], objects: list[tuple[str, tuple[str, ...]]], sign: str, between: str) -> TangraHead:
    rows = [(str(number), kind, *sizes, "no") for number, (kind, sizes) in enumerate(objects, 1)]
    lines = ["Tangra v3.8.0.0", "", TITLES.replace(", ", between + " "), _row(settings, sign, between), ""]
    lines += [OBJECTS.replace(", ", between + " "), *(_row(row, sign, between) for row in rows), ""]
    return read_head(lines)


def _row(items: tuple[str, ...], sign: str, between: str) -> str:
    return between.join(item.replace(".", sign) for item in items)


@given(settings=SETTINGS, objects=st.lists(st.tuples(st.sampled_from(TYPES), SIZES), min_size=1, max_size=6))
def test_commas_say_what_points_say(settings: tuple[str, ...], objects: list[tuple[str, tuple[str, ...]]]) -> None:
    points = head(settings, objects, ".", ",")
    assert list(points.types.values()) == [kind for kind, _ in objects]
    for between in (",", ";", "\t"):
        commas = head(settings, objects, ",", between)
        assert commas.types == points.types
        assert commas.camera_delay_applied is points.camera_delay_applied
        # With commas between the items too, what could be read in two ways is left out.
        assert commas.settings.items() <= points.settings.items()
        assert {"Reversed Gamma", "Acquisition Delay (ms)", "Video File Format"} <= commas.settings.keys()
        assert commas.settings.get("Camera", "") == settings[8]


@pytest.mark.parametrize(
    ("word", "answer"),
    [("Applied", Answer.YES), ("Not Required", Answer.YES), ("Not Applied", Answer.NO), ("Perhaps", Answer.UNKNOWN)],
)
def test_a_row_that_fits_no_titles_still_says_whether_the_delay_was_applied(word: str, answer: Answer) -> None:
    said = read_head([TITLES, f"1,00,?,7,7,7,7,7,{word},7,7,7,7,7,7,7,7,7,7,7,7"])
    assert said.camera_delay_applied is answer
    assert said.settings.keys() <= {"Instrumental Delay Corrections"}


def test_no_head_says_nothing() -> None:
    assert read_head([]) == TangraHead(settings={}, types={}, camera_delay_applied=Answer.UNKNOWN)
