"""Lists of stars and points count their rows; points are measured detections unless they say otherwise."""

import numpy as np

from schemas.photometry import Measurement, PointList, ReferenceStars, SourceList, Target, TargetOrigin


def test_lists_are_as_long_as_their_rows() -> None:
    ones, flags = np.ones(3), np.zeros(3, dtype=np.int64)
    stars = SourceList(
        format="fits", ra=ones, dec=ones, mag=ones, mag_err=ones, flags=flags, chip=flags, row=flags, columns={}
    )
    points = PointList(
        mjd=ones, filter=("V",) * 3, mag=ones, mag_err=ones, is_limit=np.zeros(3, dtype=np.bool_), row=flags
    )
    references = ReferenceStars(
        survey="GaiaSP",
        source_id=np.array(["1", "2", "3"]),
        ra=ones,
        dec=ones,
        bands=("g", "r"),
        mag=np.ones((2, 3)),
        mag_err=np.ones((2, 3)),
    )
    assert (len(stars), len(points), len(references)) == (3, 3, 3)


def test_targets_are_of_the_sky_and_points_are_detections() -> None:
    assert Target(target_id="t", ra=0.0, dec=0.0).origin is TargetOrigin.MEASURED
    point = Measurement(
        measurement_id="m", target_id="t", catalogue_id="c", mjd=60000.0, survey="APASS", band="V", radius=2.0
    )
    assert not point.is_limit
    assert point.mag is None
