"""SODIS forms of any bytes and any length."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.forms import sodis_form
from schemas.errors import FormatError
from tests.formats.forms.lone_station import station
from tests.formats.forms.sodis_text_form import FORM, read
from tests.formats.refusal import reads_or_refuses


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    sodis_form.identify(data)
    assert reads_or_refuses(data, sodis_form.read)


_LINES = FORM.splitlines()
_JUNK = st.text(max_size=40) | st.sampled_from(
    [
        "-",
        "25 Aug",
        "D20:02",
        "R R",
        "%STAR%",
        "9" * 30,
        "1e99",
        "M",
        "99:99:99",
        "+90 60 60",
        "0/0",
        "1/0 s",
        "١٢:٣٤",
        "²",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(_LINES) - 1), _JUNK), max_size=12), st.randoms(use_true_random=False))
def test_mutated_forms(changes: list[tuple[int, str]], random: Any) -> None:  # noqa: ANN401
    lines = list(_LINES)
    for number, junk in changes:
        head = lines[number].partition(":")[0]
        lines[number] = random.choice([f"{head}: {junk}", junk, f"{lines[number]}{junk}", f"#{junk}"])
    text = "\n".join(lines)
    try:
        reading = read(text)
    except FormatError:
        return
    assert "example.org" not in (station(reading).report.comment or "")
    assert [finding.line for finding in reading.findings if finding.line] == sorted(
        finding.line for finding in reading.findings if finding.line
    )


@pytest.mark.parametrize(
    "filling", ["#", "a", " ", "1", "1 ", "D20:02:30;", "#D: D20:02:30\n", "#Foo: a\n", "@a.b ", "\r"]
)
@pytest.mark.parametrize(
    "key", ["D", *(pytest.param(key, marks=pytest.mark.slow) for key in "DATE STAR Latitude Comments Aperture".split())]
)
def test_a_megabyte_takes_no_time(key: str, filling: str) -> None:
    data = f"#{key}: {filling * (900_000 // len(filling))}".encode()
    start = time.process_time()
    try:
        reading = sodis_form.read(data, "x.txt")
    except FormatError:
        reading = None
    assert time.process_time() - start < 4
    assert reading is None or len(reading.findings) < 600
