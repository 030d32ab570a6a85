"""The container image, really built, really asked."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.container import image
from tests.container.fresh_machine import wait_for_answer

pytestmark = [
    pytest.mark.container,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(os.geteuid() != 0, reason="debootstrap and chroot isolation need root"),
    pytest.mark.skipif(shutil.which("buildah") is None, reason="buildah is not installed"),
]


@pytest.fixture(scope="module")
def buildah() -> Iterator[image.Buildah]:
    with image.open_store() as store:
        image.build_base(store)
        image.build_image(store)
        yield store


def find_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_the_container_answers_a_query(buildah: image.Buildah, tmp_path: Path) -> None:
    port, log = find_port(), tmp_path / "log"
    with image.run_container(buildah, port, log) as (_, process):
        try:
            n_events = wait_for_answer(port, process, timeout_s=300)
        except RuntimeError as error:
            pytest.fail(f"{error}\n{log.read_text(errors='replace')[-3000:]}")
    assert n_events > 0
    assert process.returncode == 0
    assert "Stopped." in log.read_text(errors="replace")


def test_the_image_runs_unprivileged_and_keeps_nothing_of_the_builder(buildah: image.Buildah) -> None:
    container = buildah.run("from", "--pull-never", image.IMAGE)
    inside = buildah.run("run", "--isolation=chroot", container, "--", "sh", "-c", "id -un; ls -d .git var .venv; true")
    assert inside.splitlines()[0] == "umbra"
    assert ".venv" in inside.splitlines()
    assert ".git" not in inside.splitlines()
    config = buildah.run("inspect", "--type=image", image.IMAGE)
    assert "proxy" not in config.lower()
    assert image.LENT_CERTIFICATES not in config
