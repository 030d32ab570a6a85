"""The progress bar: on the error stream only, and gone when the work is done."""

import pytest

from service.commands.progress import progress_bar


def test_a_pipe_sees_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Reading", 10) as tell:
        for done in range(11):
            tell(done)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Reading" not in shown.err


def test_the_work_may_fail(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), progress_bar("Reading", 10):
        raise KeyError
    assert capsys.readouterr().out == ""
