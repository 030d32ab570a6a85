"""Every reader of light curves and timing results: any bytes give a reading or a refusal, in bounded time."""

import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.curves import limovie_csv, pymovie_csv, pyote_csv, sora_ascii, tangra_csv, vizier_occ
from formats.timings import aota_text, aota_xml, fit_metrics, pyote_log
from schemas.errors import FormatError
from schemas.reading import Reading
from tests.example_counts import examples

READERS: dict[str, tuple[Callable[[bytes], bool], Callable[[bytes, str], Reading]]] = {
    "vizier_occ": (vizier_occ.identify, vizier_occ.read),
    "tangra_csv": (tangra_csv.identify, tangra_csv.read),
    "limovie_csv": (limovie_csv.identify, limovie_csv.read),
    "pyote_csv": (pyote_csv.identify, pyote_csv.read),
    "pymovie_csv": (pymovie_csv.identify, pymovie_csv.read),
    "pyote_log": (pyote_log.identify, pyote_log.read),
    "fit_metrics": (fit_metrics.identify, fit_metrics.read),
    "aota_text": (aota_text.identify, aota_text.read),
    "aota_xml": (aota_xml.identify, aota_xml.read),
    "sora_ascii": (sora_ascii.identify, sora_ascii.read),
}
FOLDERS = ("aota", "pymovie", "pyote", "sora", "tangra", "vizier_bocc")
#: Beginnings that lead past the first checks of each reader.
HEADS = (
    b"",
    b"# PyMovie Version 4\nFrameNum,timeInfo,signal-target,appsum-target,hit-defect-target\n",
    b"# PYOTE 5\nFrameNum,timeInfo,primaryData,LC2\n",
    b"FrameNo,Time (UT),Signal (1), Background (1)\n",
    b"Tangra v3\nx\ny\nz\n\nReversed Gamma\n1\n\nObject\n1,OccultedStar\n\nFrameNo,Time (UT),Signal (1)\n",
    b"Limovie\nNo.\n",
    b"##### PYOTE 5 session started: x ####\nD: [00:00:01.0]\n",
    b"aperture name,time err +/-secs,DNR,D time\n",
    b"Event #1\n Event time in UTC\n  D: ",
    b"<AotaReturnValue>",
    b"Date: 2025-2-22 03:04:05.67: 3.96: 100\r\nStar: 0\r\nObserver:\r\nObject:\r\nValues:",
    b"1.0 2.0\n2.0 ",
)
SCRAPS = st.sampled_from(
    (rb"1 -0.0 nan 1e400 -1e999 [00:00:01.00] [::] [] , , : ; 2457927.5 # D: {+/- FrameNum, 9e307 -9e307".split())
    + b'\n|\r\n| |\t|\0|\xff|"'.split(b"|")
    + [b"1" * 70]
)
BYTES = st.builds(
    lambda head, parts, tail: head + b"".join(parts) + tail,
    st.sampled_from(HEADS),
    st.lists(SCRAPS),
    st.binary(max_size=80),
)


#: What each reader refuses: nothing to read, or another thing than it reads.
REFUSED = {
    "pymovie_csv": (
        b"",
        b"# PyMovie Version 4.1.4\n",
        b"FrameNum,timeInfo,signal-target,appsum-target\n",
        b"FrameNum,timeInfo,signal-target,appsum-target\n1.00,[10:00:00.0],,\n",
        b"FrameNum,timeInfo,appsum-target\n1.00,[10:00:00.0],5\n",
        b"# PyMovie\n\0\0FrameNum,timeInfo,signal-target,appsum-target\n",
    ),
    "sora_ascii": (
        b"",
        b"words\n",
        b"1\n2\n3\n",
        b"1 2 3 4\n2 2 3 4\n",
        b"5 1\n4 1\n3 2\n",
        b"1 nan\n2 nan\n3 nan\n",
        b"1 2\n3\n4 5\n",
    ),
    "aota_xml": (
        b"<AotaReturnValue><EventResults>",
        b"<Other/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><AotaReturnValue>&b;</AotaReturnValue>',
        b"",
        b"\x00\x01",
    ),
}


@pytest.mark.parametrize(("name", "data"), [(name, data) for name, files in REFUSED.items() for data in files])
def test_what_holds_nothing_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(FormatError):
        READERS[name][1](data, "x")


@pytest.mark.parametrize("name", READERS)
@examples(100)
@given(data=BYTES)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    identify, read = READERS[name]
    assert identify(data) in {True, False}
    try:
        reading = read(data, "x")
    except FormatError:
        return
    assert reading.format == name
    assert not any(np.isinf(curve.flux).any() for curve in reading.lightcurves)


def files_of(corpus: Path) -> list[Path]:
    names = ("*.csv", "*.txt", "*.dat", "*.xml")
    return sorted(path for folder in FOLDERS for name in names for path in (corpus / folder).glob(name))


def test_every_shipped_file_belongs_to_one_reader_at_most(corpus: Path) -> None:
    found = {}
    for path in files_of(corpus):
        head = path.read_bytes()[:65536]
        found[path.name] = [name for name, (identify, _) in READERS.items() if identify(head)]
    assert all(len(names) <= 1 for names in found.values()), found
    nobody = {name for name, names in found.items() if not names}
    assert nobody == {"example_chi2.dat", "ephem_phoebe_ph15_jd.txt"}


@pytest.mark.parametrize("step", [769, pytest.param(97, marks=pytest.mark.slow)])
def test_files_cut_anywhere_are_read_or_refused(corpus: Path, step: int) -> None:
    for path in files_of(corpus):
        data = path.read_bytes()
        readers = [read for identify, read in READERS.values() if identify(data[:65536])]
        for size in range(1, min(len(data), 4000), step):
            for read in readers:
                try:
                    read(data[:size], path.name)
                except FormatError:
                    continue


def test_no_path_of_anybody_gets_out(corpus: Path) -> None:
    for path in files_of(corpus):
        data = path.read_bytes()
        for identify, read in READERS.values():
            if identify(data[:65536]):
                text = repr(read(data, path.name)).lower()
                assert not any(word in text for word in ("boban", "/users/", "c:\\", "dropbox", "sharpcap")), path.name


def test_a_long_recording_takes_seconds_and_bounded_memory() -> None:
    block = b"".join(
        b"%d.00,[%02d:%02d:%02d.%04d],%d.00,99\n"
        % (i, i // 90000 % 24, i // 1500 % 60, i // 25 % 60, i % 25 * 400, i % 97)
        for i in range(100_000)
    )
    data = b"# PyMovie Version 4\nFrameNum,timeInfo,signal-target,appsum-target\n" + block * 10
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    reading = pymovie_csv.read(data, "long.csv")
    assert reading.lightcurves[0].n_points == 1_000_000
    assert time.monotonic() - begin < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kB
    assert len(reading.findings) <= 4  # frames and times that go back nine times: one finding each


def test_a_line_of_ten_megabytes_is_one_bad_line() -> None:
    data = (
        b"# PyMovie Version 4\nFrameNum,timeInfo,signal-target,appsum-target\n1.00,[00:00:00.0],12,13\n"
        + b"," * 10_000_000
        + b"\n2.00,[00:00:01.0],"
        + b"1" * 10_000_000
        + b",3\n3.00,[00:00:02.0],4,5\n"
    )
    (curve,) = pymovie_csv.read(data, "x.csv").lightcurves
    assert (curve.n_points, curve.n_dropped) == (3, 1)


def test_bad_values_by_the_million_make_a_handful_of_findings() -> None:
    rows = b"1.00,[99:00:00.0000],1e400,x\n2.00,zz,nan,1\nl3.0,[00:00:01.00],12..,3\n1.00,[0:0:3],5,3\n" * 50_000
    reading = pymovie_csv.read(b"# PyMovie\nFrameNum,timeInfo,signal-target,appsum-target\n" + rows, "x.csv")
    (curve,) = reading.lightcurves
    assert curve.n_points == 200_000
    assert curve.n_dropped == 150_000
    assert len(reading.findings) < 12


def test_more_readings_than_any_recording_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formats.files.delimited.MAX_READINGS", 1000)
    rows = b"".join(b"%d,[00:00:01.0],5\n" % i for i in range(2000))
    with pytest.raises(FormatError, match="readings"):
        pymovie_csv.read(b"# PyMovie\nFrameNum,timeInfo,signal-target\n" + rows, "x.csv")
