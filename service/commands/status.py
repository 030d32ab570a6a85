"""``umbra status``: what runs, where, and what it holds."""

import csv
import http.client
import io
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

import click

from ingest.archive.archive import Archive
from service.commands.options import NOT_RUNNING, var_option
from service.ground.account import become_service
from service.ground.cluster import Cluster
from service.ground.dachs import Address
from service.ground.layout import Layout
from service.ground.running import SiteError, is_served, read_running
from service.publishing.set_aside import SetAside, find_set_aside

_COUNTS = "SELECT COUNT(*) AS n FROM occ.{table}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """The state of a site."""

    var: str
    #: ``running``, ``starting`` (a process holds the site but does not serve yet) or ``stopped``.
    state: str
    url: str | None
    pid: int | None
    #: Accounts that archive and database, and the server, belong to; None where nothing was started yet.
    account: str | None
    server_account: str | None
    is_database_running: bool
    #: Whether TAP answered.
    is_answering: bool
    #: Rows that TAP gives, None where it does not answer.
    n_events_published: int | None
    n_reports_published: int | None
    #: What the archive holds, None without one; superseded and embargoed reports count.
    n_events_archived: int | None
    n_reports_archived: int | None
    n_files_archived: int | None
    #: Light curves and timing results that were accepted by --override, with the reason.
    overridden: dict[str, str]
    #: What could not be published (``part``, ``identifier``, ``reason``); nothing where the database does not run.
    set_aside: list[SetAside]
    #: Space in use by part of the site [byte].
    disk: dict[str, int]


@click.command(epilog="\b\nExamples:\n  umbra status\n  umbra status --json --var /srv/umbra")
@var_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(var: Path, as_json: bool) -> None:
    """Show what runs and where, and compare TAP with the archive.

    Exit status 3: the site is not running.
    """
    become_service(permanent=True)
    found = find_status(Layout(var.absolute()))
    click.echo(json.dumps(asdict(found), indent=1) if as_json else format_status(found))
    if found.state != "running":
        raise click.exceptions.Exit(NOT_RUNNING)


def find_status(layout: Layout) -> Status:
    """Look at a site from outside.

    Raises
    ------
    SiteError
        This user may not look into its directory.
    """
    try:
        list(layout.var.iterdir())
    except FileNotFoundError:
        pass  # a site that was never started
    except OSError as error:
        raise SiteError(f"You may not look into {layout.var}: {error.strerror}.", "ask as its owner") from error
    running = read_running(layout) if is_served(layout) else None
    published: dict[str, int | None] = {"event": None, "report": None}
    if running is not None:
        address = Address(port=int(running["port"]), bind=str(running.get("bind", "127.0.0.1")))
        published = {table: count_rows(address, table) for table in published}
    archived, overridden = count_archived(layout.archive)
    return Status(
        var=str(layout.var),
        state="running" if running else "starting" if is_served(layout) else "stopped",
        url=str(running["url"]) if running else None,
        pid=int(running["pid"]) if running else None,
        account=find_owner(layout.var),
        server_account=find_owner(layout.web),
        is_database_running=Cluster(layout).is_running(),
        is_answering=None not in published.values(),
        n_events_published=published["event"],
        n_reports_published=published["report"],
        n_events_archived=archived.get("events"),
        n_reports_archived=archived.get("reports"),
        n_files_archived=archived.get("files"),
        overridden=overridden,
        set_aside=find_set_aside(layout.var),
        disk={
            path.name: measure_disk(path)
            for path in (layout.archive, layout.cluster, layout.gavo, layout.web, layout.logs)
        },
    )


def find_owner(path: Path) -> str | None:
    """Return the account that a directory belongs to, None where there is no directory."""
    try:
        return path.owner()
    except (FileNotFoundError, KeyError):
        return None


def count_rows(address: Address, table: str) -> int | None:
    """Ask TAP for the number of rows of a table; None where it does not answer."""
    query = urlencode({"LANG": "ADQL", "FORMAT": "csv", "QUERY": _COUNTS.format(table=table)})
    connection = http.client.HTTPConnection(address.probe_host, address.port, timeout=20)
    try:
        connection.request("GET", f"/tap/sync?{query}")
        rows = list(csv.reader(io.StringIO(connection.getresponse().read().decode("utf-8", "replace"))))
        return int(rows[1][0])
    except (OSError, http.client.HTTPException, ValueError, IndexError):
        return None
    finally:
        connection.close()


def count_archived(folder: Path) -> tuple[dict[str, int], dict[str, str]]:
    """Count the contents of an archive, and list what was accepted by --override and why.

    Both are empty where there is no archive, or none that this user may read.
    """
    if not os.access(folder, os.R_OK | os.X_OK):
        return {}, {}
    with Archive(folder) as archive:
        return archive.index.counts(), dict(archive.index.compared.overridden())


def measure_disk(path: Path) -> int:
    """Add up the sizes of the files below a directory that this user may look into [byte]."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += (Path(folder) / name).lstat().st_blocks * 512
            except OSError:  # files come and go while we look
                continue
    return total


def format_status(found: Status) -> str:
    """Return a status in words."""
    lines = [f"Site in {found.var}: {found.state}" + (f" at {found.url}/ (process {found.pid})" if found.url else "")]
    lines.append(f"PostgreSQL {'runs' if found.is_database_running else 'does not run'}.")
    if found.server_account is not None and found.server_account != found.account:
        lines.append(f"Archive and database belong to {found.account}, the server runs under {found.server_account}.")
    elif found.server_account is not None:
        lines.append(
            f"The server runs under {found.account}, which the archive belongs to; started by root, "
            "it runs under an account of its own."
        )
    if found.state == "running":
        lines.append(f"TAP {'answers' if found.is_answering else 'does not answer'}.")
    lines.append(f"{'':12}{'published':>12}{'archive':>12}")
    for name, published, archived in (
        ("events", found.n_events_published, found.n_events_archived),
        ("reports", found.n_reports_published, found.n_reports_archived),
    ):
        lines.append(f"{name:12}{_number(published):>12}{_number(archived):>12}")
    lines.append(f"{'files':12}{'':12}{_number(found.n_files_archived):>12}")
    lines += [f"Accepted by --override: {name}: {reason}" for name, reason in found.overridden.items()]
    lines += [f"Not published: {one.part} {one.identifier}: {one.reason}" for one in found.set_aside]
    sizes = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in found.disk.items())
    lines.append(f"Disk: {sizes}.")
    return "\n".join(lines)


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)
