"""Units, placeholders, impossible places and repeated rows, each with the column and the rows in the finding."""

import numpy as np
import pytest

from formats.sources import sextractor
from formats.sources.source_table import row_text
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import SourceList


def read(text: str) -> SourceList:
    return sextractor.read_sources(text.encode(), "field.csv")


def only(stars: SourceList, code: FindingCode) -> Finding:
    [finding] = [note for note in stars.findings if note.code is code]
    return finding


def test_placeholders_are_no_magnitudes() -> None:
    stars = read(
        "RA,DEC,MAG_AUTO,MAGERR_AUTO,FLAGS\n1,2,99,99,0\n2,2,-99.0,0.1,0\n3,2,15.1,99,0\n4,2,15.2,-1,0\n5,2,15,0,0"
    )
    assert np.isnan(stars.mag).tolist() == [True, True, False, False, False]
    assert np.isnan(stars.mag_err).tolist() == [True, True, True, True, False]
    messages = [(note.field, note.message, note.line) for note in stars.findings]
    assert messages == [
        ("MAG_AUTO", "No magnitude (99 or none) in 2 lines: 2-3.", 2),
        ("MAGERR_AUTO", "No error (99 or negative) in 2 lines: 4-5.", 4),
    ]


def test_no_star_with_a_magnitude_is_an_error() -> None:
    stars = read("RA,DEC,MAG_AUTO,MAGERR_AUTO,FLAGS\n1,2,99,99,0\n2,2,99,99,0")
    assert only(stars, FindingCode.VALUE_PLACEHOLDER).severity is Severity.ERROR


def test_swapped_columns_are_an_error_with_its_rows() -> None:
    stars = read("RA,DEC,MAG,MAGERR,FLAGS\n8.5,99.9,15,0.1,0\n8.6,60.1,16,0.1,0\n8.7,99.8,17,0.1,0")
    finding = only(stars, FindingCode.SKY_POSITION)
    assert (finding.severity, finding.field, finding.line) == (Severity.ERROR, "DEC", 2)
    assert finding.message == "Beyond +-90 degrees in 2 lines: 2, 4."
    assert "swapped" in finding.hint
    assert len(stars) == 1


def test_all_rows_impossible() -> None:
    with pytest.raises(FormatError, match="swapped"):
        read("RA,DEC,MAG,MAGERR,FLAGS\n8.5,99.9,15,0.1,0\n8.6,100.1,16,0.1,0")


def test_sexagesimal_places() -> None:
    stars = read("RA,DEC,MAG,MAGERR,FLAGS\n10:00:00.0,-00:30:00,15,0.1,0\n23:59:59.9,+89:59:59,16,0.1,0")
    np.testing.assert_allclose(stars.ra, [150.0, 359.999583333], atol=1e-8)
    np.testing.assert_allclose(stars.dec, [-0.5, 89.999722222], atol=1e-8)
    assert "hours" in only(stars, FindingCode.SKY_UNIT).message


@pytest.mark.parametrize(("unit", "factor"), [("rad", np.degrees(1)), ("h", 15.0), ("deg", 1.0), ("", 1.0)])
def test_unit_of_the_header(unit: str, factor: float) -> None:
    head = (
        f"# 1 ALPHA_J2000 Right ascension [{unit}]\n# 2 DELTA_J2000 Declination [deg]\n# 3 MAG_AUTO Magnitude [mag]\n"
    )
    assert read(head + "1.5 -1.0 15.0\n").ra[0] == pytest.approx(1.5 * factor)


def test_unknown_unit() -> None:
    with pytest.raises(FormatError, match="parsec"):
        read("# 1 ALPHA_J2000 x [parsec]\n# 2 DELTA_J2000 y [deg]\n# 3 MAG_AUTO m [mag]\n1.5 -1.0 15.0\n")


def test_repeated_rows_count_once() -> None:
    stars = read("RA,DEC,MAG,MAGERR,FLAGS\n1,2,15,0.1,0\n1,2,16,0.1,0\n1,2,15,0.1,0\n1,2,15,0.2,0\n")
    assert stars.mag.tolist() == [15.0, 16.0]
    assert "4-5" in only(stars, FindingCode.ROW_REPEATED).message


def test_magnitude_of_a_flux() -> None:
    stars = read("RA,DEC,FLUX_AUTO,FLUXERR_AUTO,FLAGS\n1,2,1000,10,0\n1,3,-5,10,0\n")
    np.testing.assert_allclose(stars.mag, [-7.5, np.nan])
    np.testing.assert_allclose(stars.mag_err, [0.010857, np.nan], atol=1e-6)
    only(stars, FindingCode.VALUE_DERIVED)


def test_words_among_numbers() -> None:
    stars = read("RA,DEC,MAG,MAGERR,FLAGS\n1,2,abc,0.1,0\n1,x,15,0.1,0\n1,3,15,0.1,0\n")
    lines = [note.line for note in stars.findings if note.code is FindingCode.VALUE_UNREADABLE]
    assert lines == [3, 2]
    assert only(stars, FindingCode.SKY_POSITION).line == 3
    assert len(stars) == 2


def test_one_star() -> None:
    assert len(read("RA,DEC,MAG,MAGERR,FLAGS\n1,2,15,0.1,0\n")) == 1


def test_negative_right_ascension_is_wrapped() -> None:
    assert read("RA,DEC,MAG,MAGERR,FLAGS\n-0.5,2,15,0.1,0\n").ra[0] == 359.5


def test_missing_columns_are_said() -> None:
    stars = read("RA DEC MAG\n1 2 15\n")
    assert [note.field for note in stars.findings] == ["MAG", "FLAGS"]
    assert stars.columns == {"ra": "RA", "dec": "DEC", "mag": "MAG"}


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("ALPHA_J2000,MAG_AUTO", "but not its counterpart"),
        ("X_IMAGE,Y_IMAGE,MAG_AUTO", "no sky positions"),
        ("ALPHA_B1950,DELTA_B1950,MAG_AUTO", "B1950"),
        ("RA,DEC,FLAGS", "no magnitude"),
        ("1.0,2.0,3.0", "line of column names"),
    ],
)
def test_columns_that_are_not_enough(head: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read(f"{head}\n1,2,3\n")


def test_row_text() -> None:
    assert row_text(np.array([3, 4, 5, 9, 11, 12])) == "3-5, 9, 11-12"
    assert row_text(np.arange(1, 40, 2), limit=3) == "1, 3, 5 and 17 more"


def test_few_impossible_places_are_left_out_and_named() -> None:
    rows = [f"{150 + n / 100},{2 + n / 100},15,0.1,0" for n in range(30)]
    rows[4], rows[7] = "1e30,2.0,15,0.1,0", "150.0,-99,15,0.1,0"
    stars = read("RA,DEC,MAG,MAGERR,FLAGS\n" + "\n".join(rows))
    assert len(stars) == 28
    places = [note for note in stars.findings if note.code is FindingCode.SKY_POSITION]
    assert {(note.field, note.line, note.severity) for note in places} == {
        ("RA", 6, Severity.WARNING),
        ("DEC", 9, Severity.WARNING),
    }


def test_positions_that_are_all_zero_are_no_solution() -> None:
    with pytest.raises(FormatError, match="no astrometric solution"):
        read("RA,DEC,MAG\n" + "0.0,+0.0,15.1\n0.0,0.0,15.2\n0.0,0.0,15.3\n")


def test_stars_that_stand_several_times_are_of_several_images() -> None:
    rows = [f"{150 + star / 100},2.0,{15 + night / 100}" for star in range(5) for night in range(4)]
    with pytest.raises(FormatError, match="20 rows are of 5 positions") as trouble:
        read("RA,DEC,MAG\n" + "\n".join(rows))
    assert trouble.value.field == "RA, DEC"
    assert len(read("RA,DEC,MAG\n" + "\n".join([*rows[::4], *rows[1:5:4]]))) == 6
