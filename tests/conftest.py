"""Fixtures of all tests, and the rule that a skip is a failure."""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from service.ground.layout import ASTROPY_SETTINGS
from tests.desk import Desk

pytest_plugins = ["tests.site_fixture"]

# Tests use the settings of astropy that the commands use: no download, no limit of age.
os.environ["ASTROPY_CONFIG_DIR"] = str(ASTROPY_SETTINGS)

# A busy machine is slow, and that is no failure. CI tries the same examples each time; other runs look for new ones.
settings.register_profile(
    "umbra",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("umbra")

ROOT = Path(__file__).resolve().parent.parent
#: Environment variable of those who cannot run everything: not root, or without the real files.
ALLOW_SKIPS = "UMBRA_ALLOW_SKIPS"
#: The folder in which this run of pytest makes the folders of its tests.
_OWN_FOLDER: pytest.StashKey[Path] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give the session a folder of its own, unless ``--basetemp`` names one.

    pytest has one folder for all sessions of a user, and each session that starts closes it to other accounts
    (``TempPathFactory.getbasetemp``). Commands that root's tests run as the site's account then lose their way, also
    those of a session that began earlier.
    """
    if config.option.basetemp is None:
        folder = Path(tempfile.mkdtemp(prefix="umbra-pytest-", dir="/tmp"))
        config.option.basetemp = config.stash[_OWN_FOLDER] = folder
        config.add_cleanup(partial(_remove_empty, folder))


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remove the session's folder, unless a failure has to be looked into."""
    folder = session.config.stash.get(_OWN_FOLDER, None)
    if folder is not None and exitstatus == pytest.ExitCode.OK:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real files: ``UMBRA_CORPUS``, else ``../shared/data`` beside the repository."""
    return _shared_folder("the corpus of real files", "UMBRA_CORPUS", "data")


@pytest.fixture(scope="session")
def cases() -> Path:
    """Return the folder of troubles that people had: ``UMBRA_CASES``, else ``../shared/cases`` beside us."""
    return _shared_folder("the folder of the cases", "UMBRA_CASES", "cases")


def _shared_folder(words: str, variable: str, name: str) -> Path:
    folder = Path(os.environ.get(variable) or ROOT / "../shared" / name).resolve()
    if not folder.is_dir():
        pytest.skip(f"{words} is not at {folder} ({variable})")
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk whose archive is the test's own folder."""
    desk = Desk(tmp_path)
    yield desk
    desk.archive.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run all tests of the shared site, and one those of the container, where tests run in parallel."""
    for item in items:
        names = item.fixturenames if isinstance(item, pytest.Function) else ()
        if "site" in names:
            item.add_marker(pytest.mark.xdist_group("site"))
        elif item.get_closest_marker("container") is not None:
            item.add_marker(pytest.mark.xdist_group("container"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a test that was skipped a failure, so that no run passes that has not tried everything."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        fail_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same for a module that is skipped as a whole."""
    report = yield
    if report.skipped:
        fail_skip(report)
    return report


def fail_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that names its reason, unless ``UMBRA_ALLOW_SKIPS`` is set."""
    if os.environ.get(ALLOW_SKIPS):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{reason.removeprefix('Skipped: ')}\nA skip is a failure; with {ALLOW_SKIPS}=1 it is none."
