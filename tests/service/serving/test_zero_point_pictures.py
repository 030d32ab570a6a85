"""Pictures of zero points that a calibration has kept, and an error that names the band that has no zero point."""

from pathlib import Path

import pytest

from service.ground.layout import Layout
from service.serving.holding import AbsentError
from service.serving.zero_point_pictures import draw_zero_point


def test_a_catalogue_without_zero_points_has_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRA_VAR", str(tmp_path))
    Layout(tmp_path).photometry.mkdir(parents=True)
    for wanted, words in (("APASS/V", "no zero point in APASS/V"), ("", "no zero point in any band")):
        with pytest.raises(AbsentError, match=words):
            draw_zero_point("0" * 64, "c1", wanted)
