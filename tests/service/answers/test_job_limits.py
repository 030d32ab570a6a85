"""Jobs within the limits of the site, whatever clients ask for."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers import job_limits
from service.answers.job_limits import (
    LONGEST_LIFE,
    LONGEST_RUN,
    MOST_JOBS,
    MOST_JOBS_OF_ONE,
    JobCounter,
    JobLimitError,
    find_client,
    measure,
    read_destruction,
    read_duration,
    remove_orphans,
)

NOW = datetime(2026, 11, 27, 3, 0)


@given(st.one_of(st.floats(), st.integers(), st.text(max_size=20)))
def test_a_duration_is_within_the_limits_or_refused(value: object) -> None:
    try:
        found = read_duration(str(value))
    except JobLimitError:
        return
    assert 0 < found <= LONGEST_RUN


@pytest.mark.parametrize(
    ("text", "seconds"), [("30", 30.0), ("0", LONGEST_RUN), ("999999999", LONGEST_RUN), ("0.5", 0.5)]
)
def test_durations_are_kept_or_shortened(text: str, seconds: float) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["-1", "abc", "nan", "inf", "-inf", "", "1e999"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(JobLimitError, match="no number of seconds"):
        read_duration(text)


@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)), st.sampled_from(["", "Z", "+05:30"])
)
def test_a_destruction_is_to_come_and_not_far(instant: datetime, zone: str) -> None:
    text = instant.isoformat() + zone
    utc = instant - (timedelta(hours=5, minutes=30) if zone == "+05:30" else timedelta())
    if utc <= NOW:
        with pytest.raises(JobLimitError, match="is over"):
            read_destruction(text, NOW)
    else:
        assert read_destruction(text, NOW) == min(utc, NOW + LONGEST_LIFE)


@pytest.mark.parametrize("text", ["tomorrow", "", "2099", "2026-13-01T00:00:00Z", "1"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(JobLimitError, match="ISO 8601"):
        read_destruction(text, NOW)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::1", "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("somewhere", "198.51.100.1", "somewhere"),
    ],
)
def test_only_a_proxy_of_this_machine_names_clients(peer: str, forwarded: str | None, client: str) -> None:
    assert find_client(peer, forwarded) == client


def test_a_client_with_too_many_jobs_waits_and_others_do_not(tmp_path: Path) -> None:
    counter, jobs = JobCounter(), [f"j{i}" for i in range(MOST_JOBS_OF_ONE)]
    for job in jobs:
        assert counter.find_overload("a", jobs, tmp_path) is None
        counter.remember(job, "a")
    overload = counter.find_overload("a", jobs, tmp_path)
    assert overload is not None
    assert overload.status == 429
    assert counter.find_overload("b", jobs, tmp_path) is None
    assert counter.find_overload("a", jobs[1:], tmp_path) is None


def test_all_together_have_a_limit(tmp_path: Path) -> None:
    overload = JobCounter().find_overload("a", [f"j{i}" for i in range(MOST_JOBS)], tmp_path)
    assert overload is not None
    assert overload.status == 503


def test_results_cannot_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "j").mkdir()
    (tmp_path / "j" / "result").write_bytes(b"x" * 5000)
    assert measure(tmp_path) == 5000
    monkeypatch.setattr(job_limits, "MOST_BYTES", 4999)
    overload = JobCounter().find_overload("a", [], tmp_path)
    assert overload is not None
    assert overload.status == 503


def test_what_is_left_of_gone_jobs_goes(tmp_path: Path) -> None:
    now = datetime(2026, 11, 27, tzinfo=UTC).timestamp()
    for name, age in (("gone", 8), ("kept", 8), ("young", 1)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "result").write_text("x")
        os.utime(tmp_path / name, (now - age * 86400, now - age * 86400))
    assert remove_orphans(tmp_path, {"kept"}, now) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "young"}
