"""From a file and what came with it to records: the real frame, wrong input, points that come calibrated."""

import gzip
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from ingest.photometry.photometry import AS_GIVEN, Desk, Outcome, take_upload
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import ReferenceStars, Target
from schemas.upload import Upload
from tests.photometry_field import NOW, MadeField, make_field

UPLOAD = Upload(target_id="t1", observatory_id="o1", mjd=60500.25, exposure=60.0, filter="V")


@pytest.fixture(scope="module")
def field() -> MadeField:
    return make_field()


def errors(outcome: Outcome) -> dict[str, Finding]:
    found = outcome.upload.findings
    return {finding.code.value: finding for finding in found if finding.severity is Severity.ERROR}


def take(path: Path, desk: Desk, upload: Upload = UPLOAD) -> Outcome:
    return take_upload(path.read_bytes(), path.name, upload, desk)


def test_a_catalogue_becomes_a_point(field: MadeField, tmp_path: Path) -> None:
    upload = take(field.write_catalogue(tmp_path / "a.cat"), field.desk()).upload
    assert upload.is_accepted
    assert upload.catalogue is not None
    assert (upload.catalogue.n_stars, upload.catalogue.exposure) == (151, 60.0)
    (point,) = upload.measurements
    assert (point.survey, point.band, point.target_id, point.observatory_id) == ("APASS", "V", "t1", "o1")
    assert point.mag == pytest.approx(16.0, abs=0.03)
    assert point.mag_err == pytest.approx(0.01)
    assert point.calib_err is not None
    assert point.calib_err < 0.003
    chosen = next(calibration for calibration in upload.calibrations if calibration.chosen)
    assert chosen.zero_point == pytest.approx(25.0, abs=0.003)
    assert {calibration.catalogue_id for calibration in upload.calibrations} == {upload.catalogue_id}


def test_a_target_that_was_not_seen_is_a_limit(field: MadeField, tmp_path: Path) -> None:
    outcome = take(field.write_catalogue(tmp_path / "a.cat", target_mag=None), field.desk())
    (point,) = outcome.upload.measurements
    assert (point.is_limit, point.mag, point.mag_err) == (True, None, None)
    assert point.limiting_mag == pytest.approx(18.0, abs=0.1)


def test_the_identifier_is_that_of_file_request_and_references(field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "a.cat")
    first = take(path, field.desk()).upload.catalogue_id
    assert take(path, field.desk()).upload.catalogue_id == first
    assert first.startswith("t1_60500.25000_")
    assert take(path, field.desk(), replace(UPLOAD, radius=4.0)).upload.catalogue_id != first
    fewer = make_field(n_stars=120)
    assert take(path, fewer.desk()).upload.catalogue_id != first


@pytest.mark.parametrize(
    ("mjd", "words"),
    [
        (2460500.75, "Julian Date"),
        (NOW + 3, "in the future"),
        (1.7e9, "seconds since 1970"),
        (500.25, "before 1970"),
        (float("nan"), "no instant"),
        (float("inf"), "no instant"),
    ],
)
def test_an_instant_that_cannot_be_is_told(field: MadeField, tmp_path: Path, mjd: float, words: str) -> None:
    outcome = take(field.write_catalogue(tmp_path / "a.cat"), field.desk(), replace(UPLOAD, mjd=mjd))
    finding = errors(outcome)["mjd_unlikely"]
    assert finding.field == "mjd"
    assert words in f"{finding.message} {finding.hint}"
    assert not outcome.upload.measurements


def test_an_unknown_target_is_offered_to_be_created(field: MadeField, tmp_path: Path) -> None:
    outcome = take(field.write_catalogue(tmp_path / "a.cat"), field.desk(), replace(UPLOAD, target_id="t2"))
    finding = errors(outcome)["target_unknown"]
    assert finding.field == "target_id"
    assert "umbra target add t2" in finding.hint


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"observatory_id": "nowhere"}, "observatory_id"),
        ({"exposure": -3.0}, "exposure"),
        ({"radius": 0.0}, "radius"),
        ({"radius": 3600.0}, "radius"),
        ({"force": "a/b/c"}, "filter"),
        ({"force": "NOMAD/V"}, "filter"),
        ({"force": "any/Q"}, "filter"),
        ({"force": "2MASS/V"}, "filter"),
        ({"target_colour": 99.0}, "target_colour"),
        ({"mjd": None}, "mjd"),
    ],
)
def test_words_that_cannot_be_name_their_field(
    field: MadeField, tmp_path: Path, change: dict[str, object], column: str
) -> None:
    upload = replace(UPLOAD, **change)  # type: ignore[arg-type]
    outcome = take(field.write_catalogue(tmp_path / "a.cat"), field.desk(), upload)
    assert column in {finding.field for finding in errors(outcome).values()}
    assert not outcome.upload.is_accepted


def test_swapped_columns_are_named(tmp_path: Path) -> None:
    field = make_field(ra0=40.0, dec0=20.0)
    path = field.write_catalogue(tmp_path / "a.cat", names="DELTA_J2000 ALPHA_J2000")
    finding = errors(take(path, field.desk()))["off_sky"]
    assert "swapped" in finding.hint
    assert "ALPHA_J2000" in finding.field


def test_right_ascension_in_hours_is_named(field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "a.cat", ra_factor=1 / 15)
    assert "hours" in errors(take(path, field.desk()))["off_sky"].hint


def test_radians_are_named(field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "a.cat")
    lines = path.read_text().splitlines()
    rows = [line.split() for line in lines[5:]]
    small = [
        " ".join([f"{np.radians(float(ra)):.9f}", f"{np.radians(float(dec)):.9f}", *rest]) for ra, dec, *rest in rows
    ]
    path.write_text("\n".join([*lines[:5], *small]) + "\n")
    assert "radians" in errors(take(path, field.desk()))["off_sky"].hint


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unreadable"),
        (b"# 1 ALPHA_J2000\n# 2 DELTA_J2000\n150.0 2.0\n150.1 2.0\n", "unreadable"),
        (b"SIMPLE  =                    T", "unreadable"),
        (b"\0\xff" * 500, "unreadable"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "unreadable"),
        (b"# 1 ALPHA_J2000\n# 2 DELTA_J2000\n# 3 MAG_AUTO\n150.0 2.0 -9.0\n", "too_few_stars"),
    ],
    ids=["empty", "no magnitude", "cut FITS", "noise", "web page", "one star"],
)
def test_what_is_no_catalogue_is_refused(field: MadeField, content: bytes, code: str) -> None:
    outcome = take_upload(content, "a.cat", UPLOAD, field.desk())
    assert code in errors(outcome)
    assert not outcome.upload.is_accepted


@pytest.mark.parametrize(("ra", "dec"), [(0.0, 10.0), (359.999, -40.0), (12.0, 89.95), (200.0, -89.99), (0.0, 90.0)])
def test_poles_and_the_origin_are_places_like_others(tmp_path: Path, ra: float, dec: float) -> None:
    field = make_field(ra0=ra, dec0=dec)
    (point,) = take(field.write_catalogue(tmp_path / "a.cat"), field.desk()).upload.measurements
    assert point.mag == pytest.approx(16.0, abs=0.04)


def test_magnitudes_of_99_and_repeated_rows_are_named_by_row(field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "a.cat")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, lines[5], "150.0100000 2.0100000 99.0000 99.0000 0"]) + "\n")
    outcome = take(path, field.desk())
    codes = {finding.code: finding for finding in outcome.upload.findings}
    assert codes[FindingCode.ROW_REPEATED].line == 157
    assert codes[FindingCode.VALUE_PLACEHOLDER].line == 158
    assert outcome.upload.is_accepted


def test_identifiers_of_refused_files_stay_in_their_folder(field: MadeField) -> None:
    outcome = take_upload(b"x", "a.cat", replace(UPLOAD, target_id="../../etc/passwd"), field.desk())
    assert "/" not in outcome.upload.catalogue_id
    assert not outcome.upload.catalogue_id.startswith("..")


def test_points_that_come_calibrated_are_taken_as_they_are(field: MadeField, corpus: Path) -> None:
    data = b"time,filter,magnitude,error\n60500.1,GaiaSP/g,17.21,0.02\n2460501.75,r,17.0,0.03\n60502.0,r,18.5,-1\n"
    upload = take_upload(data, "points.csv", replace(UPLOAD, mjd=None), field.desk()).upload
    assert upload.is_accepted
    first, second, third = upload.measurements
    assert (first.survey, first.band, first.mag, first.mag_err) == ("GaiaSP", "g", 17.21, 0.02)
    assert (second.survey, second.band, second.mjd) == (AS_GIVEN, "r", 60501.25)
    assert (third.is_limit, third.mag, third.mag_err, third.limiting_mag) == (True, None, None, 18.5)
    assert len({point.measurement_id for point in upload.measurements}) == 3
    real = (corpus / "bhtom/photometry_sample.csv").read_bytes()
    assert take_upload(real, "photometry_sample.csv", replace(UPLOAD, mjd=None), field.desk()).upload.measurements


def test_a_point_in_the_future_names_its_line(field: MadeField) -> None:
    data = b"time,filter,magnitude,error\n60500.1,r,17.21,0.02\n90000.0,r,17.2,0.02\n"
    finding = errors(take_upload(data, "points.csv", UPLOAD, field.desk()))["mjd_unlikely"]
    assert finding.line == 3


def test_the_real_frame_has_its_published_zero_point(corpus: Path) -> None:
    with fits.open(corpus / "photcal/cpt1m012-fa06-20200113-0102-matched-cat.fits") as hdus:
        table = hdus[1].data
        bands = tuple("griz")
        references = ReferenceStars(
            survey="ATLAS",
            source_id=np.arange(len(table)).astype(np.str_),
            ra=table["ra"].astype(np.float64),
            dec=table["dec"].astype(np.float64),
            bands=bands,
            mag=np.array([table[f"{band}mag"] for band in bands], dtype=np.float64),
            mag_err=np.array([table[f"{band}magerr"] for band in bands], dtype=np.float64),
        )
    desk = replace(
        make_field().desk(),
        targets={"t1": Target(target_id="t1", ra=99.80, dec=8.72)},
        field=lambda *_: ((references,), ()),
    )
    path = corpus / "sextractor/derived_cpt1m012_i_ascii_head.cat"
    request = replace(UPLOAD, mjd=58861.9, exposure=250.032, force="ATLAS/i", filter="ip", use_colour=True)
    chosen = next(one for one in take(path, desk, request).upload.calibrations if one.chosen)
    # The catalogue holds counts of the whole exposure.
    assert chosen.zero_point - 2.5 * np.log10(250.032) == pytest.approx(23.104, abs=0.01)
    assert chosen.scatter == pytest.approx(0.042, abs=0.003)
    assert chosen.outlier_fraction == pytest.approx(0.19, abs=0.01)
    for wrong in sorted(corpus.glob("sextractor/bad_wcs_*")):
        finding = errors(take(wrong, desk, request))["off_sky"]
        assert "do not match the sky" in finding.message


def test_a_packed_catalogue_gives_the_same_point(field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "a.cat")
    plain = take(path, field.desk()).upload
    packed = take_upload(gzip.compress(path.read_bytes()), "a.cat.gz", UPLOAD, field.desk()).upload
    assert packed.measurements[0].mag == plain.measurements[0].mag
    assert packed.checksum != plain.checksum
    cut = take_upload(gzip.compress(path.read_bytes())[:-200], "a.cat.gz", UPLOAD, field.desk())
    assert "breaks off" in errors(cut)["unreadable"].message


@pytest.mark.parametrize(
    ("written", "instead", "code", "column", "words"),
    [
        pytest.param(" -", " ", "large_scatter", "MAG_AUTO", "order of brightness", id="no magnitudes of these stars"),
        pytest.param(
            "0.0100 0\n", "0.0100 16\n", "too_few_stars", "FLAGS", "151 have FLAGS of 4 or more", id="no calibrator"
        ),
    ],
)
def test_columns_that_calibrate_nothing_are_refused(
    field: MadeField, tmp_path: Path, written: str, instead: str, code: str, column: str, words: str
) -> None:
    path = field.write_catalogue(tmp_path / "a.cat")
    path.write_text(path.read_text().replace(written, instead))
    finding = errors(take(path, field.desk()))[code]
    assert finding.field == column
    assert words in finding.message


def test_a_target_without_an_error_is_told(field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "a.cat")
    lines = path.read_text().splitlines()
    lines[-1] = lines[-1].replace("0.0100", "nan")
    path.write_text("\n".join(lines) + "\n")
    upload = take(path, field.desk()).upload
    assert upload.measurements[0].mag_err is None
    (finding,) = [note for note in upload.findings if note.code is FindingCode.ACCURACY_MISSING]
    assert finding.field == "MAGERR_AUTO"


def test_identifiers_of_points_do_not_depend_on_an_instant_that_is_not_theirs(field: MadeField) -> None:
    data = b"time,filter,magnitude,error\n60500.1,r,17.21,0.02\n"
    assert take_upload(data, "a.csv", UPLOAD, field.desk()).upload.catalogue_id.count("60500") == 0


@pytest.mark.parametrize(("mjd", "is_told"), [(60500.25, False), (60500.2505, False), (60500.25 + 2 / 24, True)])
def test_an_instant_that_is_not_that_of_the_image_is_told(field: MadeField, mjd: float, is_told: bool) -> None:
    cards = fits.Header([("MJD-OBS", 60500.25 - 30 / 86400), ("EXPTIME", 60.0)]).tostring()
    head = fits.Column(name="Field Header Card", format=f"{len(cards)}A", array=[cards])
    stars = field.references
    cells = {"ALPHA_J2000": stars.ra, "DELTA_J2000": stars.dec, "MAG_AUTO": field.mag - 25.0}
    columns = [fits.Column(name=name, format="D", array=values) for name, values in cells.items()]
    tables = [fits.BinTableHDU.from_columns([head], name="LDAC_IMHEAD"), fits.BinTableHDU.from_columns(columns)]
    buffer = BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *tables]).writeto(buffer)
    upload = take_upload(buffer.getvalue(), "a.ldac", replace(UPLOAD, mjd=mjd), field.desk()).upload
    assert upload.is_accepted
    told = [note for note in upload.findings if note.code is FindingCode.MJD_UNLIKELY]
    assert [note.severity for note in told] == [Severity.WARNING] * is_told
    bare = take_upload(buffer.getvalue(), "a.ldac", replace(UPLOAD, mjd=None), field.desk())
    assert "60500.250000" in errors(bare)["value_missing"].hint


@pytest.mark.parametrize("n_lost", [3, 1510])
def test_a_catalogue_that_was_cut_off_gives_no_limit(field: MadeField, tmp_path: Path, n_lost: int) -> None:
    """The target is the last star of the catalogue."""
    path = field.write_catalogue(tmp_path / "a.cat")
    path.write_bytes(path.read_bytes()[:-n_lost])
    outcome = take(path, field.desk())
    assert "cut off" in errors(outcome)["target_not_detected"].message
    assert not outcome.upload.measurements


def test_a_catalogue_that_may_have_been_cut_off_is_told(field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "a.cat", target_mag=None)
    assert FindingCode.STRUCTURE not in {note.code for note in take(path, field.desk()).upload.findings}
    path.write_text(path.read_text().rstrip("\n"))
    upload = take(path, field.desk()).upload
    assert upload.measurements[0].is_limit
    (finding,) = [note for note in upload.findings if note.code is FindingCode.STRUCTURE]
    assert "cut off" in finding.message


def test_an_error_of_zero_is_told(field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "a.cat")
    path.write_text(path.read_text().replace(" 0.0100 ", " 0.0000 "))
    upload = take(path, field.desk()).upload
    assert upload.is_accepted
    assert FindingCode.ACCURACY_UNLIKELY in {note.code for note in upload.findings}
