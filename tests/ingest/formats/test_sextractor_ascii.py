"""Text catalogues whose rows and header do not agree."""

import pytest

from ingest.formats import sextractor_ascii
from schemas.errors import FormatError
from schemas.finding import FindingCode

HEAD = "# 1 ALPHA_J2000 a [deg]\n# 2 DELTA_J2000 d [deg]\n# 3 MAG_APER m [mag]\n# 5 MAGERR_APER e [mag]\n"


def test_widths_from_the_jumps_and_the_last_from_the_rows() -> None:
    stars = sextractor_ascii.read_sources((HEAD + "1 2 15.1 15.2 0.01 0.02\n").encode(), "a.cat", aperture=2)
    assert (stars.mag[0], stars.mag_err[0], stars.aperture) == (15.2, 0.02, 2)


def test_short_last_row_may_be_a_cut() -> None:
    rows = "1 2 15.1 15.2 0.01 0.02\n2 2 15.1 15.2 0.01 0.02\n3 2 15.1 15"
    stars = sextractor_ascii.read_sources((HEAD + rows).encode(), "a.cat")
    [finding] = [note for note in stars.findings if note.code is FindingCode.STRUCTURE]
    assert (finding.line, finding.hint, len(stars)) == (7, "the file may have been cut off", 2)


def test_skycat_without_its_end() -> None:
    text = "QueryResult\n\nid\tra\tdec\tmag\n-----\n1\t1.0\t2.0\t15.0\n"
    stars = sextractor_ascii.read_sources(text.encode(), "a.cat")
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
