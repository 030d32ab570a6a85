"""The index of a folder of ephemerides."""

from pathlib import Path

import pytest

from ingest.ephemerides.ephemeris_files import (
    INDEX,
    EphemeridesError,
    EphemerisFile,
    ephemerides_folder,
    list_ephemerides,
    write_index,
)

FILES = [
    EphemerisFile(file="de440s.bsp", body=None, name="DE440s"),
    EphemerisFile(file="Chariklo.bsp", body=10199, name='NIMA "v15", ß'),
]


def test_an_index_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert list_ephemerides(tmp_path) == []
    write_index(tmp_path, FILES)
    assert list_ephemerides(tmp_path) == FILES
    assert [path.name for path in tmp_path.iterdir()] == [INDEX]


def test_ephemerides_are_beside_the_archive() -> None:
    assert ephemerides_folder(Path("/srv/umbra/archive")) == Path("/srv/umbra/ephemerides")


@pytest.mark.parametrize("line", ["a.bsp,10199,", "a.bsp,,"])
def test_a_name_may_be_missing(tmp_path: Path, line: str) -> None:
    (tmp_path / INDEX).write_text(f"file,body,name\n{line}\n")
    assert list_ephemerides(tmp_path)[0].name == "a.bsp"


@pytest.mark.parametrize("line", [",1,x", "a.bsp,one,x", "../a.bsp,1,x", "a.bsp,-1,x"])
def test_lines_that_are_none(tmp_path: Path, line: str) -> None:
    (tmp_path / INDEX).write_text(f"file,body,name\n{line}\n")
    with pytest.raises(EphemeridesError, match=r"index\.csv:2"):
        list_ephemerides(tmp_path)


def test_an_index_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_bytes(b"\xff\xfe")
    with pytest.raises(EphemeridesError):
        list_ephemerides(tmp_path)
