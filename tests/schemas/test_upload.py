"""Uploads of photometry: which of them count as accepted."""

from dataclasses import replace

from schemas.finding import Finding, FindingCode
from schemas.photometry import Catalogue, Measurement
from schemas.upload import CalibratedUpload, Upload

CATALOGUE = Catalogue(catalogue_id="c1", target_id="t1", mjd=60000.0, n_stars=100, checksum="00", received=60001.0)
POINT = Measurement(
    measurement_id="m1", target_id="t1", catalogue_id="c1", mjd=60000.0, survey="GaiaSP", band="r", radius=2.0
)
UPLOAD = CalibratedUpload(
    checksum="00",
    name="a.cat",
    size=10,
    format="fits",
    catalogue_id="c1",
    received=60001.0,
    software="0.1.0",
    upload=Upload(target_id="t1"),
    catalogue=CATALOGUE,
    measurements=(POINT,),
)
WARNING = Finding.warning(FindingCode.VALUE_MISSING, "No filter.")
ERROR = Finding.error(FindingCode.VALUE_MISSING, "No filter.")


def test_an_upload_with_a_point_is_accepted_in_spite_of_warnings() -> None:
    assert UPLOAD.is_accepted
    assert replace(UPLOAD, findings=(WARNING,)).is_accepted


def test_an_error_or_nothing_to_keep_refuses_it() -> None:
    assert not replace(UPLOAD, findings=(WARNING, ERROR)).is_accepted
    assert not replace(UPLOAD, measurements=()).is_accepted
    assert not replace(UPLOAD, catalogue=None).is_accepted


def test_what_an_observatory_need_not_say() -> None:
    upload = Upload(target_id="t1")
    assert (upload.radius, upload.use_colour, upload.force, upload.mjd) == (2.0, False, None, None)
