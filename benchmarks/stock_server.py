"""DaCHS as it came, on the database of a site that runs: what the site's own answers are measured beside.

It takes the site's settings and descriptors, and none of the replacements of ``service/answers``.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.ground.account import find_account, find_web_account
from service.ground.dachs import Address, Dachs, answers, stop_server
from service.ground.layout import Layout
from tests.site_fixture import find_port, wait_until

#: How long the server may take to start [s].
_PATIENCE = 120.0


@contextmanager
def stock_server(var: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """Run a server of DaCHS for a while.

    Parameters
    ----------
    var
        Directory of a site that runs.
    folder
        Where the server keeps what it writes; made here.

    Yields
    ------
    The port that it answers at, and the number of its process.
    """
    layout, port = Layout(var), find_port()
    account = find_web_account() or find_account()
    options: dict[str, Any] = {}
    if os.geteuid() == 0:
        options = {"user": account.pw_uid, "group": find_account().pw_gid, "extra_groups": []}
    folder.mkdir()
    settings = folder / "server.rc"
    settings.write_text("", encoding="ascii")
    _write_settings(layout, port, folder)
    for path in (folder, settings):
        if os.geteuid() == 0:
            os.chown(path, account.pw_uid, find_account().pw_gid)
    environment = {**Dachs(layout, Address(port=port)).make_server_environment(), "GAVOSETTINGS": str(settings)}
    with (folder / "server.log").open("ab") as log:
        command = [str(Path(sys.executable).parent / "gavo"), "serve", "start", "--foreground"]
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log, **options)
    try:
        if not wait_until(lambda: server.poll() is not None or answers(Address(port=port)), _PATIENCE):
            raise SystemExit(f"DaCHS does not start: see {folder}")
        yield port, server.pid
    finally:
        stop_server(server)


def _write_settings(layout: Layout, port: int, folder: Path) -> None:
    """Write the site's settings with another port and other places."""
    settings = ConfigParser(interpolation=None)
    settings.read(layout.gavo / "etc/server.rc", encoding="utf-8")
    settings["web"]["serverport"] = str(port)
    for name in ("logDir", "tempDir", "stateDir", "cacheDir"):
        place = folder / name
        place.mkdir(mode=0o777)
        place.chmod(0o777)
        settings["general"][name] = str(place)
    with (folder / "server.rc").open("w", encoding="utf-8") as file:
        settings.write(file)
