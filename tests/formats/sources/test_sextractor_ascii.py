"""Text catalogues whose rows and header do not agree."""

import numpy as np
import pytest

from formats.sources import sextractor_ascii
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.photometry import SourceList

HEAD = "# 1 ALPHA_J2000 a [deg]\n# 2 DELTA_J2000 d [deg]\n# 3 MAG_APER m [mag]\n# 5 MAGERR_APER e [mag]\n"


def test_widths_from_the_jumps_and_the_last_from_the_rows() -> None:
    stars = sextractor_ascii.read_sources((HEAD + "1 2 15.1 15.2 0.01 0.02\n").encode(), "a.cat", aperture=2)
    assert (stars.mag[0], stars.mag_err[0], stars.aperture) == (15.2, 0.02, 2)


def test_short_last_row_may_be_a_cut() -> None:
    rows = "1 2 15.1 15.2 0.01 0.02\n2 2 15.1 15.2 0.01 0.02\n3 2 15.1 15"
    stars = sextractor_ascii.read_sources((HEAD + rows).encode(), "a.cat")
    [finding] = [note for note in stars.findings if note.code is FindingCode.STRUCTURE]
    assert (finding.line, finding.hint, len(stars)) == (7, "send the whole file: was it cut off?", 2)
    assert stars.is_cut


def test_skycat_without_its_end() -> None:
    text = "QueryResult\n\nid\tra\tdec\tmag\n-----\n1\t1.0\t2.0\t15.0\n"
    stars = sextractor_ascii.read_sources(text.encode(), "a.cat")
    assert stars.is_cut
    assert "[EOD]" in next(note.message for note in stars.findings if note.code is FindingCode.STRUCTURE)


@pytest.mark.parametrize(
    "text",
    [
        "# 2 ALPHA_J2000\n# 3 DELTA_J2000\n# 4 MAG_AUTO\n1 2 3 4\n",
        "# 1 ALPHA_J2000\n# 1 DELTA_J2000\n# 2 MAG_AUTO\n1 2 3\n",
        "# 1 ALPHA_J2000\n# 2 DELTA_J2000\n# 3 MAG_AUTO\n",
        "# 1 ALPHA_J2000\n# 2 DELTA_J2000\n# 3 MAG_AUTO\n" + "1 " * 2000,
        "QueryResult\n\nid\tra\tdec\tmag\n1\t1.0\t2.0\t15.0\n",
        "QueryResult\n\nid\tra\tdec\tmag\n----\n1\t1.0\t2.0\t15.0\t3\n",
        "RA,DEC,MAG\n1,2\n",
        "",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(FormatError):
        sextractor_ascii.read_sources(text.encode(), "a.cat")


def test_rule_below_names_and_quotes() -> None:
    text = 'RA | DEC | MAG | name\n---+-----+-----+-----\n1 | 2 | 15 | "a | b"\n'
    assert len(sextractor_ascii.read_sources(text.encode(), "a.txt")) == 1


def test_names_in_a_comment() -> None:
    stars = sextractor_ascii.read_sources(b"# made by hand\n# RA DEC MAG MAGERR\n1 2 15 0.1\n", "a.txt")
    assert (stars.row[0], stars.mag_err[0]) == (3, 0.1)


NAMES = ("NUMBER", "ALPHA_J2000", "DELTA_J2000", "MAG_AUTO", "MAGERR_AUTO", "FLAGS")
ROWS = ("1 150.1 2.1 -9.5 0.01 0", "2 150.2 2.2 -8.5 0.02 3")
LINES = [f"# {number} {name}" for number, name in enumerate(NAMES, 1)]


def read(text: str, **options: int) -> SourceList:
    return sextractor_ascii.read_sources(text.encode(), "a.cat", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([*LINES, *ROWS]),
        "\n".join([f"   {line}" for line in LINES] + [f"  {row}   " for row in ROWS]) + "\n",
        "\n".join([f"# {line}" for line in LINES] + [*ROWS]),
        "\n".join([f"{line}  of the star   [deg]   #" for line in LINES[:3]] + [*LINES[3:], *ROWS]),
        "\n".join(
            ["# 2015 July, 12 stars", "#", *LINES[:2], "# a remark", *LINES[2:], "", ROWS[0], "# chip 2", ROWS[1]]
        ),
        "\n".join([*LINES, ROWS[0], *LINES, ROWS[1]]),
        "\n".join([*LINES, *ROWS]).lower(),
        "\n".join([*LINES, *ROWS]).replace("\n", "\r\n"),
        "\n".join([*LINES, *ROWS]).replace("\n", "\r"),
        "\ufeff" + "\n".join([*LINES, *ROWS]),
        "\n".join([*LINES, *(row.replace(" ", "\t") for row in ROWS)]),
        "\n".join([*LINES, *(row.replace(" ", ",") for row in ROWS)]),
        "\n".join([*LINES, *(row.replace(" ", ", ") for row in ROWS)]),
        "\n".join([*LINES, *(row.replace(" ", ";").replace(".", ",") for row in ROWS)]),
    ],
    ids="plain indented savetxt unit remarks repeated lower crlf cr bom tabs commas comma_blank decimal_comma".split(),
)
def test_what_other_programs_make_of_the_layout(text: str) -> None:
    stars = read(text)
    assert stars.format == "ascii_head"
    assert stars.ra.tolist() == [150.1, 150.2]
    assert stars.mag.tolist() == [-9.5, -8.5]
    assert stars.mag_err.tolist() == [0.01, 0.02]
    assert stars.flags.tolist() == [0, 3]


@pytest.mark.parametrize(("line", "wrong"), [(3, 2), (6, 5)])
def test_a_number_given_twice_is_mended_and_said(line: int, wrong: int) -> None:
    lines = [*LINES]
    lines[line - 1] = f"# {wrong} {NAMES[line - 1]}"
    stars = read("\n".join([*lines, *ROWS, ""]))
    assert stars.dec.tolist() == [2.1, 2.2]
    assert stars.flags.tolist() == [0, 3]
    [finding] = [note for note in stars.findings if note.code is FindingCode.STRUCTURE]
    assert (finding.line, finding.field, finding.severity) == (line, NAMES[line - 1], Severity.WARNING)


def test_numbers_that_can_be_mended_in_two_ways_are_refused() -> None:
    with pytest.raises(FormatError, match="do not increase") as trouble:
        read("\n".join(["# 1 NUMBER", "# 2 ALPHA_J2000", "# 2 DELTA_J2000", "# 2 MAG_AUTO", *ROWS]))
    assert trouble.value.line == 3


def test_a_line_for_each_element_of_a_vector() -> None:
    lines = ["# 1 ALPHA_J2000", "# 2 DELTA_J2000", "# 3 MAG_APER", "# 4 MAG_APER", "# 5 MAGERR_APER", "# 6 MAGERR_APER"]
    text = "\n".join([*lines, "150.1 2.1 99 -9.5 99 0.01", "150.2 2.2 -7.5 -8.5 0.03 0.02"])
    stars = read(text, aperture=2)
    assert (stars.mag.tolist(), stars.mag_err.tolist(), stars.aperture) == ([-9.5, -8.5], [0.01, 0.02], 2)
    assert np.isnan(read(text).mag).tolist() == [True, False]
    csv = "RA,DEC,MAG_APER,MAG_APER,MAGERR_APER,MAGERR_APER\n" + text.split("MAGERR_APER\n")[-1].replace(" ", ",")
    assert read(csv, aperture=2).mag.tolist() == [-9.5, -8.5]


def test_catalogues_with_other_columns_put_together_are_refused() -> None:
    other = ["# 1 NUMBER", "# 2 ALPHA_J2000", "# 3 DELTA_J2000", "# 4 MAG_APER", "# 5 MAGERR_APER", "# 6 FLAGS"]
    with pytest.raises(FormatError, match="second header") as trouble:
        read("\n".join([*LINES, ROWS[0], *other, ROWS[1]]))
    assert (trouble.value.line, trouble.value.field) == (11, "MAG_APER")


def test_sexagesimal_with_blanks_is_no_vector_of_flags() -> None:
    with pytest.raises(FormatError, match="10 items") as trouble:
        read("\n".join([*LINES, "1 10 00 24.0 +02 06 00.0 -9.5 0.01 0"]))
    assert "degrees" in trouble.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "Photometry of field 1\nID,RA,DEC,MAG,MAGERR\n1,150.1,2.1,-9.5,0.01\n",
        "sep=,\nID,RA,DEC,MAG,MAGERR\n1,150.1,2.1,-9.5,0.01\n",
        "ID,RA,DEC,MAG,MAGERR\n1,150.1,2.1,-9.5,0.01,\n",
        "ID,RA,DEC,MAG,MAGERR,\n1,150.1,2.1,-9.5,0.01,\n",
        '"ID","RA","DEC","MAG","MAGERR"\n1,"150.1","2.1",-9.5,0.01\n',
        "# ID RA DEC MAG MAGERR\n1 150.1 2.1 -9.5 0.01\n",
        "ID\tRA (deg)\tDEC (deg)\tMAG\tMAGERR\n1\t150.1\t2.1\t-9.5\t0.01\n",
        "ID;RA;DEC;MAG;MAGERR\n1;150,1;2,1;-9,5;0,01\n",
        "| ID | RA | DEC | MAG | MAGERR |\n|---|---|---|---|---|\n| 1 | 150.1 | 2.1 | -9.5 | 0.01 |\n",
        "\\fixlen = T\n|ID |RA    |DEC |MAG |MAGERR|\n|int|double|    |    |      |\n|   |deg   |deg |mag |mag   |\n"
        " 1   150.1  2.1  -9.5 0.01\n",
        "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: ID, datatype: int64}\n# - {name: RA, unit: hourangle, datatype: "
        "float64}\n# - {name: DEC, unit: deg, datatype: float64}\nID RA DEC MAG MAGERR\n"
        "1 10.0066666666667 2.1 -9.5 0.01\n",
    ],
    ids="title excel row_end both_ends quotes remark units german markdown ipac ecsv".split(),
)
def test_tables_of_many_programs(text: str) -> None:
    stars = read(text)
    assert (stars.ra[0], stars.dec[0]) == pytest.approx((150.1, 2.1), abs=1e-9)
    assert (stars.mag.tolist(), stars.mag_err.tolist()) == ([-9.5], [0.01])


def test_rows_longer_than_the_header_say_how_long() -> None:
    with pytest.raises(FormatError, match="4 items of the header; most have 5") as trouble:
        read("RA DEC MAG MAGERR\n0 150.1 2.1 -9.5 0.01\n")
    assert trouble.value.line == 2


def test_the_light_curve_of_one_star_is_no_catalogue() -> None:
    rows = "".join(f"{59000 + n},{17 + n / 100},0.02,150.00000{n},2.0\n" for n in range(5))
    with pytest.raises(FormatError, match="of one position") as trouble:
        read("mjd,mag,magerr,ra,dec\n" + rows)
    assert "time,filter,magnitude,error" in trouble.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "MJD,mag,mag_err,filter\n59000.1,17.0,0.02,r\n",
        "HJD UT Date Camera mag mag_err\n2459000.5 2020-05-31 bA 17.0 0.02\n",
        "###MJD m dm uJy duJy F err\n59000.1 17.0 0.02 500 10 o 0\n",
    ],
    ids=["csv", "blanks", "remark"],
)
def test_light_curves_are_told_where_to_go(text: str) -> None:
    with pytest.raises(FormatError) as trouble:
        read(text)
    assert "time,filter,magnitude,error" in trouble.value.hint
