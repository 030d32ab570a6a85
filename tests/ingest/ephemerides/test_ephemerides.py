"""The site's ephemerides: chosen by body and time, the last one first; none of them mixed or misread."""

import io
from pathlib import Path

import numpy as np
import pytest

from ingest.ephemerides.ephemerides import Ephemerides, add_ephemeris
from ingest.ephemerides.ephemeris_files import EphemeridesError, list_ephemerides
from reduction.geometry.fundamental_plane import CoverageError
from schemas.errors import FormatError, UmbraError
from tests import chariklo

TABLE = "".join(f"{2457926.0 + 0.1 * row} {280.0 + 0.01 * row} -31.5 14.6\n" for row in range(40))


def add(folder: Path, file: str, *, body: int | None = 10199, name: str = "", text: str | bytes = TABLE) -> None:
    content = text.encode() if isinstance(text, str) else text
    add_ephemeris(folder, file, io.BytesIO(content), body=body, name=name or file)


def test_the_last_one_that_covers_the_event_counts(tmp_path: Path) -> None:
    add(tmp_path, "old.txt", name="orbit 1")
    add(tmp_path, "new.txt", name="orbit 2", text="".join(TABLE.splitlines(keepends=True)[:25]))
    add(tmp_path, "other.txt", body=2060)
    with Ephemerides(tmp_path) as ephemerides:
        names = [found.name for time in (57926.5, 57928.5) if (found := ephemerides.of_body(10199, time)) is not None]
        assert names == ["orbit 2", "orbit 1"]
        assert ephemerides.of_body(1, 57926.5) is None
        assert ephemerides.of_body(None, 57926.5) is None
        with pytest.raises(CoverageError, match="orbit 2 covers"):
            ephemerides.of_body(10199, 58000.0)


def test_kernels_are_named_with_the_planets_they_need(tmp_path: Path, corpus: Path) -> None:
    kernels = {name: (corpus / "sora" / name).read_bytes() for name in ("de438_small.bsp", "Chariklo_2021.bsp")}
    with pytest.raises(UmbraError, match="does not hold body"):
        add(tmp_path, "Chariklo_2021.bsp", text=kernels["Chariklo_2021.bsp"])
    add(tmp_path, "de438_small.bsp", body=None, text=kernels["de438_small.bsp"])
    add(tmp_path, "Chariklo_2021.bsp", text=kernels["Chariklo_2021.bsp"], name="NIMA v15")
    with Ephemerides(tmp_path) as ephemerides:
        found = ephemerides.of_body(10199, chariklo.CLOSEST)
        assert found is not None
        assert found.name == "NIMA v15 + de438_small.bsp"
        distance = float((found.track.place_km(np.array([chariklo.CLOSEST])) ** 2).sum() ** 0.5) / 149597870.7
    assert distance == pytest.approx(14.6592, abs=1e-4)


@pytest.mark.parametrize(
    ("file", "body", "text", "error"),
    [
        ("table.txt", None, TABLE, EphemeridesError),
        ("table.txt", 1, "one two\n", FormatError),
        ("table.txt", 1, "", UmbraError),
        ("kernel.bsp", 1, b"no kernel", UmbraError),
        ("kernel.bsp", None, b"DAF/SPK ", UmbraError),
    ],
)
def test_what_is_no_ephemeris_is_not_kept(
    tmp_path: Path, file: str, body: int | None, text: str | bytes, error: type[UmbraError]
) -> None:
    with pytest.raises(error):
        add(tmp_path, file, body=body, text=text)
    assert list_ephemerides(tmp_path) == []
    assert not (tmp_path / file).exists()


def test_a_name_is_given_once(tmp_path: Path) -> None:
    add(tmp_path, "a.txt", name="orbit 1")
    for file, name in (("a.txt", "orbit 2"), ("b.txt", "orbit 1")):
        with pytest.raises(EphemeridesError, match=r"a\.txt already holds an ephemeris orbit 1"):
            add(tmp_path, file, name=name)


@pytest.mark.parametrize("line", ["../a.txt,1,x", ",1,x", "a.txt,one,x"])
def test_a_wrong_line_of_the_index_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "index.csv").write_text(f"file,body,name\n{line}\n")
    with pytest.raises(EphemeridesError, match=r"index\.csv:2 "):
        list_ephemerides(tmp_path)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("file,body,name\ngone.txt,1,x\n")
    with Ephemerides(tmp_path) as ephemerides, pytest.raises(EphemeridesError, match=r"gone\.txt cannot be read"):
        ephemerides.of_body(1, 57926.0)
