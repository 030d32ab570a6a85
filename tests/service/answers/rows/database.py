"""A small PostgreSQL for a while, with a role that reads."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from service.ground.account import find_account
from service.ground.cluster import DATABASE, Cluster
from service.ground.layout import Layout
from tests.site_fixture import in_account

PASSWORD = "Thales"
ROLE = "untrusted"


def _open(var: Path) -> Cluster:
    layout = Layout(var)
    layout.logs.mkdir(exist_ok=True)
    return Cluster(layout)


def _start(var: Path, statements: Sequence[str]) -> str:
    cluster = _open(var)
    cluster.create()
    cluster.start()
    cluster.make_database()
    cluster.run_sql(
        f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'",
        "CREATE EXTENSION pg_sphere",
        f"GRANT ALL ON SCHEMA public TO {ROLE}",
        *statements,
    )
    return str(cluster.socket)


def _stop(var: Path) -> None:
    _open(var).stop()


@contextmanager
def small_database(*statements: str) -> Iterator[dict[str, str]]:
    """Run a private cluster, after some statements of its superuser, and give the parameters of its connections."""
    var = Path(tempfile.mkdtemp(prefix="umbra-rows-", dir="/tmp"))
    account = find_account()
    os.chown(var, account.pw_uid, account.pw_gid)
    try:
        socket = in_account(lambda: _start(var, statements))
        yield {"host": socket, "dbname": DATABASE, "user": ROLE, "password": PASSWORD}
    finally:
        in_account(lambda: _stop(var))
        shutil.rmtree(var, ignore_errors=True)
