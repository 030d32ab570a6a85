"""The list of services that reference stars are fetched from."""

from pathlib import Path

import pytest

from ingest.photometry.reference_services import ReferenceService, RemoteError, read_services

LIST = "[apass]\nurl = https://tap.example/tap\nquery = SELECT * FROM a WHERE 100%% > $ra\n"


def test_services_by_survey(tmp_path: Path) -> None:
    path = tmp_path / "services.ini"
    path.write_text(LIST)
    assert read_services(path) == {
        "APASS": ReferenceService(
            survey="apass", url="https://tap.example/tap", query="SELECT * FROM a WHERE 100%% > $ra"
        )
    }


@pytest.mark.parametrize("text", ["[Gaia9]\nurl = a\nquery = b\n", "[APASS]\nurl = a\n", "url = a\n", "[APASS\n"])
def test_lists_that_are_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "services.ini"
    path.write_text(text)
    with pytest.raises(RemoteError, match=r"services\.ini"):
        read_services(path)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RemoteError):
        read_services(tmp_path / "none.ini")
