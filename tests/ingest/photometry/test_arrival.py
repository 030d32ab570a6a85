"""Files as they came in: their identifiers, and the records made of them."""

import hashlib
import re
from dataclasses import fields, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.photometry.arrival import Arrival
from schemas.finding import Finding, FindingCode
from schemas.photometry import Measurement, ReferenceStars
from schemas.upload import Upload

UPLOAD = Upload(target_id="t1", observatory_id="o1", mjd=60500.25, exposure=60.0, filter="V")
FINDING = Finding.warning(FindingCode.VALUE_MISSING, "No filter.")


def arrive(data: bytes = b"1 2", upload: Upload = UPLOAD) -> Arrival:
    return Arrival.of_file(data, "a.cat", upload, received=60501.0, software="umbra 0.1", findings=(FINDING,))


def stars(survey: str, n_stars: int) -> ReferenceStars:
    return ReferenceStars(
        survey=survey,
        source_id=np.arange(n_stars).astype(np.str_),
        bands=("V",),
        ra=np.zeros(n_stars),
        dec=np.zeros(n_stars),
        mag=np.zeros((1, n_stars)),
        mag_err=np.zeros((1, n_stars)),
    )


def test_a_file_is_known_by_its_bytes() -> None:
    one = arrive(b"abc")
    assert (one.checksum, one.size, one.name) == (hashlib.sha256(b"abc").hexdigest(), 3, "a.cat")


def test_the_identifier_depends_on_file_request_and_reference_stars_alone() -> None:
    surveys = (stars("APASS", 5), stars("SDSS", 7))
    first = arrive().identify("ascii_head", surveys)
    assert first.startswith("t1_60500.25000_")
    assert replace(arrive(), received=60777.0, name="b.cat", findings=()).identify("ascii_head", surveys[::-1]) == first
    others = (
        arrive(b"3 4").identify("ascii_head", surveys),
        arrive(upload=replace(UPLOAD, radius=4.0)).identify("ascii_head", surveys),
        arrive().identify("ascii_head", surveys[:1]),
        arrive().identify("ascii_head", (stars("APASS", 6), surveys[1])),
    )
    assert len({first, *others}) == 5


def test_calibrated_points_have_instants_of_their_own() -> None:
    for name in ("aavso_extended", "atlas_forced", "bhtom_csv"):
        assert re.fullmatch(r"t1_[0-9a-f]{10}", arrive().identify(name))
    assert re.fullmatch(r"t1_[0-9a-f]{10}", arrive(upload=replace(UPLOAD, mjd=None)).identify("ascii_head"))


@given(st.text(min_size=1))
def test_the_identifier_can_name_a_file(target_id: str) -> None:
    identifier = arrive(upload=Upload(target_id=target_id)).identify("")
    assert re.fullmatch(r"[A-Za-z0-9_+-][A-Za-z0-9_.+-]*", identifier)
    assert len(identifier) <= 75


def test_a_refused_file_has_a_record_without_rows() -> None:
    one = arrive()
    refused = one.refused("ascii_head", (FINDING, FINDING))
    assert not refused.is_accepted
    assert (refused.catalogue, refused.measurements, refused.findings) == (None, (), (FINDING, FINDING))
    assert (refused.catalogue_id, refused.format) == (one.identify("ascii_head"), "ascii_head")


def test_an_accepted_file_has_its_rows_and_all_that_was_known() -> None:
    one = arrive()
    catalogue = one.catalogue("t1_x", n_stars=3, mjd=60500.25)
    point = Measurement(
        measurement_id="t1_x_1", target_id="t1", catalogue_id="t1_x", mjd=60500.25, survey="APASS", band="V", radius=2.0
    )
    record = one.record("t1_x", "ascii_head", one.findings, catalogue=catalogue, measurements=(point,))
    assert record.is_accepted
    for field in fields(Arrival):
        assert getattr(record, field.name) == getattr(one, field.name)
    assert (catalogue.catalogue_id, catalogue.n_stars, catalogue.checksum) == ("t1_x", 3, one.checksum)
    assert (catalogue.observatory_id, catalogue.exposure, catalogue.filter) == ("o1", 60.0, "V")
