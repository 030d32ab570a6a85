"""Where things are under the directory of a site."""

from pathlib import Path

from service.ground.layout import ASTROPY_SETTINGS, PROJECT, Layout

VAR = Path("/srv/umbra")


def test_everything_of_a_site_is_under_its_directory() -> None:
    layout = Layout(VAR)
    names = [name for name, value in vars(Layout).items() if isinstance(value, property)]
    places = [getattr(layout, name) for name in names]
    assert all(place.is_relative_to(VAR) and place != VAR for place in places)
    assert len(set(places)) == len(places)


def test_what_is_backed_up_is_in_the_archive() -> None:
    layout = Layout(VAR)
    assert layout.archive == VAR / "archive"
    assert layout.photometry.parent == layout.references.parent == layout.archive
    assert not layout.web.is_relative_to(layout.archive)


def test_the_project_has_its_settings() -> None:
    assert (PROJECT / "setup.cfg").is_file()
    assert ASTROPY_SETTINGS.is_dir()
