"""The same stars in every layout that SExtractor writes, the real files, and any bytes at all."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from formats.sources import sextractor
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.photometry import SourceList

#: NUMBER, ALPHA_J2000, DELTA_J2000, MAG_AUTO, MAGERR_AUTO, MAG_APER(3), MAGERR_APER(3), FLAGS of three stars.
ROWS = (
    (1, 150.0046584, 1.9884257, -12.1928, 0.0060, -12.0888, -12.2059, -12.2362, 0.0046, 0.0066, 0.0088, 0),
    (2, 150.0012676, 2.0112481, 99.0000, 99.0000, -10.0492, -10.2156, -10.1972, 0.0300, 0.0414, 0.0578, 4),
    (3, 359.9999968, -2.0062075, -10.2911, 0.0438, -10.0016, -10.2646, -10.3246, 0.0315, 0.0395, 0.0514, 0),
)
NAMES = (
    "NUMBER",
    "ALPHA_J2000",
    "DELTA_J2000",
    "MAG_AUTO",
    "MAGERR_AUTO",
    "MAG_APER",
    "MAGERR_APER",
    "FLAGS",
)
NUMBERS = (1, 2, 3, 4, 5, 6, 9, 12)


def ascii_head() -> bytes:
    head = [f"# {number:3d} {name:22s} Comment of it [deg]" for number, name in zip(NUMBERS, NAMES, strict=True)]
    head = [line if "J2000" in line else line.replace("[deg]", "") for line in head]
    return "\n".join([*head, *(" ".join(f"{value:12}" for value in row) for row in ROWS), ""]).encode()


def ascii_skycat() -> bytes:
    head = "QueryResult\n\n# Config entry for original catalog server:\nserv_type: catalog\n# End config entry\n\n"
    names = "id\tra\tdec\tmag\tMAGERR_AUTO\tMAG_APER\tMAGERR_APER\tFLAGS\n------------------\n"
    return (head + names + "\n".join(" \t".join(f"{value}" for value in row) for row in ROWS) + "\n[EOD]").encode()


def votable() -> bytes:
    fields = "".join(
        f'<FIELD name="{name}" datatype="double" unit="{"deg" if "J2000" in name else ""}"/>' for name in NAMES
    )
    rows = ""
    for row in ROWS:
        cells = [*row[:5], " ".join(map(str, row[5:8])), " ".join(map(str, row[8:11])), row[11]]
        rows += "<TR>" + "".join(f"<TD>{cell}</TD>" for cell in cells) + "</TR>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><VOTABLE version="1.1"><DESCRIPTION>produced by Source Extractor'
        f'</DESCRIPTION><RESOURCE><TABLE name="a">{fields}<DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE>'
        "</RESOURCE></VOTABLE>"
    ).encode()


def objects(name: str) -> fits.BinTableHDU:
    numbers = np.array(ROWS)
    formats = ("J", "D", "D", "E", "E", "3E", "3E", "I")
    parts = (*numbers.T[:5], numbers[:, 5:8], numbers[:, 8:11], numbers[:, 11])
    units = {"ALPHA_J2000": "deg", "DELTA_J2000": "deg"}
    columns = [
        fits.Column(name=key, format=form, array=part, unit=units.get(key))
        for key, form, part in zip(NAMES, formats, parts, strict=True)
    ]
    return fits.BinTableHDU.from_columns(columns, name=name)


def image_head() -> fits.BinTableHDU:
    cards = fits.Header([("SIMPLE", True), ("NAXIS", 0), ("EXPTIME", 30.0)]).tostring()
    return fits.BinTableHDU.from_columns(
        [fits.Column(name="Field Header Card", format=f"{len(cards)}A", array=[cards])], name="LDAC_IMHEAD"
    )


def as_fits(*hdus: fits.BinTableHDU) -> bytes:
    buffer = BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(buffer)
    return buffer.getvalue()


def fits_1() -> bytes:
    return as_fits(objects("OBJECTS"))


def fits_ldac() -> bytes:
    return as_fits(image_head(), objects("LDAC_OBJECTS"))


def csv() -> bytes:
    names = "id,RA,Dec,MAG_AUTO,MAGERR_AUTO,MAG_APER_1,MAG_APER_2,MAG_APER_3,MAGERR_APER_1,MAGERR_APER_2,MAGERR_APER_3,"
    return (names + "FLAGS\n" + "\n".join(",".join(map(str, row)) for row in ROWS)).encode()


def blanks() -> bytes:
    return csv().replace(b",", b"  ")


LAYOUTS = {
    "ascii_head": ascii_head(),
    "ascii_skycat": ascii_skycat(),
    "votable": votable(),
    "fits_1": fits_1(),
    "fits_ldac": fits_ldac(),
    "csv": csv(),
    "blanks": blanks(),
}
by_layout = pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)


@by_layout
def test_best_magnitude(data: bytes) -> None:
    assert sextractor.identify(data)
    stars = sextractor.read_sources(data, "field.cat")
    np.testing.assert_allclose(stars.ra, [150.0046584, 150.0012676, 359.9999968], atol=1e-9)
    np.testing.assert_allclose(stars.dec, [1.9884257, 2.0112481, -2.0062075], atol=1e-9)
    np.testing.assert_allclose(stars.mag, [-12.1928, np.nan, -10.2911], atol=1e-6)
    np.testing.assert_allclose(stars.mag_err, [0.0060, np.nan, 0.0438], atol=1e-6)
    assert stars.flags.tolist() == [0, 4, 0]
    [finding] = [note for note in stars.findings if note.code is FindingCode.VALUE_PLACEHOLDER]
    assert f": {stars.row[1]}." in finding.message
    assert finding.field == stars.columns["mag"]


@by_layout
def test_aperture(data: bytes) -> None:
    stars = sextractor.read_sources(data, "field.cat", magnitude="aper", aperture=2)
    np.testing.assert_allclose(stars.mag, [-12.2059, -10.2156, -10.2646], atol=1e-6)
    np.testing.assert_allclose(stars.mag_err, [0.0066, 0.0414, 0.0395], atol=1e-6)
    assert stars.aperture == 2


@by_layout
def test_first_aperture_is_said(data: bytes) -> None:
    stars = sextractor.read_sources(data, "field.cat", magnitude="MAG_APER")
    assert stars.aperture == 1
    np.testing.assert_allclose(stars.mag, [-12.0888, -10.0492, -10.0016], atol=1e-6)
    assert FindingCode.COLUMN_CHOICE in [note.code for note in stars.findings]


@by_layout
@pytest.mark.parametrize(("magnitude", "aperture"), [("MAG_PETRO", None), ("aper", 4), ("aper", 0)])
def test_magnitude_that_is_not_there(data: bytes, magnitude: str, aperture: int | None) -> None:
    with pytest.raises(FormatError):
        sextractor.read_sources(data, "field.cat", magnitude=magnitude, aperture=aperture)


def test_chips_of_a_mosaic() -> None:
    other = objects("LDAC_OBJECTS")
    other.data["DELTA_J2000"] += 0.5
    stars = sextractor.read_sources(as_fits(image_head(), objects("LDAC_OBJECTS"), image_head(), other), "mosaic.fits")
    assert stars.chip.tolist() == [1, 1, 1, 2, 2, 2]
    assert stars.row.tolist() == [1, 2, 3, 1, 2, 3]


def test_real_files(corpus: Path) -> None:
    folder = corpus / "sextractor"
    derived = read(folder / "derived_cpt1m012_i_ascii_head.cat")
    assert len(derived) == 2752
    assert np.isnan(derived.mag).sum() == 19
    text, table = read(folder / "bad_wcs_euler_ascii_head.cat"), read(folder / "bad_wcs_euler_fits1.fits")
    for first, second in ((text, table), (read(folder / text_name(folder), 3), read(folder / table_name(folder), 3))):
        np.testing.assert_allclose(first.ra, second.ra, atol=1e-7)
        np.testing.assert_allclose(first.mag, second.mag, atol=6e-5)
        assert first.flags.tolist() == second.flags.tolist()


def text_name(folder: Path) -> str:
    return next(path.name for path in folder.glob("bad_wcs*.cat"))


def table_name(folder: Path) -> str:
    return next(path.name for path in folder.glob("bad_wcs*.fits"))


def read(path: Path, aperture: int | None = None) -> SourceList:
    data = path.read_bytes()
    assert sextractor.identify(data[:65536])
    return sextractor.read_sources(data, path.name, aperture=aperture)


def test_catalogue_without_places_is_known_but_refused(corpus: Path) -> None:
    data = (corpus / "sextractor" / "sep_image_ascii_head.cat").read_bytes()
    assert sextractor.identify(data)
    with pytest.raises(FormatError, match="no sky positions"):
        sextractor.read_sources(data, "sep_image_ascii_head.cat")


def test_no_other_sample_is_taken_for_a_catalogue(corpus: Path) -> None:
    others = [
        path for path in corpus.rglob("*") if path.is_file() and path.parent.name not in {"sextractor", "photcal"}
    ]
    assert not [path.name for path in others if sextractor.identify(path.read_bytes()[:65536])]


@pytest.mark.parametrize("step", [97, pytest.param(7, marks=pytest.mark.slow)])
@by_layout
def test_cut_off(data: bytes, step: int) -> None:
    """A file that breaks off is refused, or what is missing is said; only a whole number of text rows cannot tell."""
    for size in range(0, len(data) - 1, step):
        try:
            stars = sextractor.read_sources(data[:size], "cut.cat")
        except FormatError:
            continue
        assert len(stars) <= len(ROWS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(LAYOUTS)),
    edits=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=12), st.integers(0, 12)), max_size=6),
)
def test_damaged_bytes(name: str, edits: list[tuple[float, bytes, int]]) -> None:
    data = LAYOUTS[name]
    for place, new, n_lost in edits:
        at = int(place * len(data))
        data = data[:at] + new + data[at + n_lost :]
    check(data)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
@example(b"SIMPLE  =                    T")
@example(b"QueryResult\n----\n")
@example(b"#   1 ALPHA_J2000\n#   2 DELTA_J2000\n#   3 MAG_AUTO\n1e999 5 1_0\n")
def test_any_bytes(data: bytes) -> None:
    check(data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    value=st.one_of(
        st.integers(-5, 10**12).map(str), st.sampled_from(["T", "'P'", "1E300", "'1PE(9)'", "'999999999E'"])
    ),
    key=st.sampled_from(
        ["NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "NAXIS", "BITPIX", "TFORM2", "TFORM6", "TTYPE2", "XTENSION"]
    ),
)
def test_lying_fits_header(key: str, value: str) -> None:
    data = fits_1()
    at = data.index(key.encode().ljust(8) + b"=", 2880)
    check(data[:at] + f"{key:8s}= {value:>20s}".encode().ljust(80) + data[at + 80 :])


def check(data: bytes) -> None:
    sextractor.identify(data)
    try:
        stars = sextractor.read_sources(data, "any")
    except FormatError:
        return
    assert len(stars) > 0
    assert np.isfinite(stars.ra).all()
    assert (np.abs(stars.dec) <= 90).all()
    assert not (np.abs(stars.mag) >= 90).any()
    assert not (stars.mag_err < 0).any()
    assert all(note.severity in Severity for note in stars.findings)
