"""The lock of a site that runs, and what it says of itself."""

import json
import os
from pathlib import Path

import pytest

from service.ground.dachs import Address
from service.ground.layout import Layout
from service.ground.running import SiteError, describe, hold_lock, is_served, read_running


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def test_one_process_at_a_time_serves_a_directory(layout: Layout) -> None:
    assert not is_served(layout)
    with hold_lock(layout):
        assert is_served(layout)
        with pytest.raises(SiteError, match="already serves"), hold_lock(layout):
            pass
    assert not is_served(layout)
    assert read_running(layout) is None
    with hold_lock(layout):
        assert is_served(layout)


def test_the_other_one_is_named(layout: Layout) -> None:
    with hold_lock(layout):
        layout.running.write_text(describe(Address(port=8080)))
        with pytest.raises(SiteError, match=rf":8080 \(process {os.getpid()}\)"), hold_lock(layout):
            pass


def test_what_it_says_goes_with_it(layout: Layout) -> None:
    with hold_lock(layout):
        layout.running.write_text(describe(Address(port=8080)))
        assert read_running(layout) is not None
    assert read_running(layout) is None


def test_what_others_may_know(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRA_URL", "https://umbra.example/")
    layout.running.write_text(describe(Address(port=8080, bind="::")))
    assert read_running(layout) == {
        "pid": os.getpid(),
        "port": 8080,
        "bind": "::",
        "url": "https://umbra.example",
    }


@pytest.mark.parametrize("text", ["", "{half", "[]", json.dumps({"url": "x", "port": 1})])
def test_a_note_that_is_not_whole_is_none(layout: Layout, text: str) -> None:
    layout.running.write_text(text)
    assert read_running(layout) is None
