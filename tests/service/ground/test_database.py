"""What is said where the site's database does not run."""

from pathlib import Path

import pytest

from service.ground.database import PublishingError, SiteDownError, open_database


def test_a_site_that_was_never_started(tmp_path: Path) -> None:
    with pytest.raises(SiteDownError, match="is not running") as caught, open_database(tmp_path):
        pass
    assert caught.value.hint == "start it with 'umbra serve'"
    assert isinstance(caught.value, PublishingError)
