"""The site as a whole: cluster, DaCHS and tables are brought up in order, watched, and stopped."""

import errno
import logging
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from ingest.archive.archive import Archive, ArchiveBusyError
from schemas.errors import UmbraError
from service.commands.photometry_samples import ingest_phot_samples
from service.commands.samples import ingest_samples
from service.ground.account import (
    become_service,
    check_writable,
    close_files,
    find_account,
    find_web_account,
    prepare_directory,
    prepare_web_directory,
)
from service.ground.change_notes import list_change_notes
from service.ground.clock import now_mjd
from service.ground.cluster import Cluster, ClusterError, explain_os_error, write_file
from service.ground.dachs import Address, Dachs, DachsError, Server, answers, list_collections, stop_server
from service.ground.index_keeper import IndexKeeper
from service.ground.launcher import Launcher
from service.ground.layout import Layout
from service.ground.restrictions import list_restrictions
from service.ground.running import SiteError, describe, is_served
from service.ground.steps import Steps
from service.publishing.photometry_publishing import (
    has_missed_photometry,
    publish_missed_photometry,
    refresh_photometry,
)
from service.publishing.publishing import (
    find_missed,
    forget_published,
    publish,
    publish_missed,
    publish_released,
)
from service.publishing.set_aside import find_set_aside

_log = logging.getLogger(__name__)
#: What a first start writes, with some room for the database's logs [bytes].
FIRST_ROOM = 200_000_000
#: How often the site looks for what is to be published: embargoed records whose day has come, and what an intake that
#: was killed has left in the archive [s].
RELEASE_INTERVAL = 10.0
#: Marks a site whose first start left the sample data out.
_NO_SAMPLES = "left out"
#: DaCHS builds its parser of ADQL on the first query, which is slow; send one now so that no user waits.
_FIRST_QUERY = "/tap/sync?LANG=ADQL&QUERY=SELECT+TOP+1+event_id+FROM+occ.chord+JOIN+occ.limb+USING+(event_id)"
#: What a later start needs [bytes].
LATER_ROOM = 50_000_000


def open_site(layout: Layout) -> Launcher | None:
    """Make the site's directories and give up root for the account that owns them.

    Returns
    -------
    Launcher or None
        What starts the server under its own account; None where it has to be the same.

    Raises
    ------
    UmbraError
        The directory cannot be used.
    """
    prepare_directory(layout.var)
    if not is_served(layout):
        prepare_web_directory(layout.web)
    server = find_web_account()
    launcher = None if server is None else Launcher(server, find_account().pw_gid)
    become_service(permanent=True)
    check_writable(layout.var)
    os.umask(0o027)
    try:
        layout.logs.mkdir(exist_ok=True)
    except OSError as error:
        raise SiteError(*explain_os_error(error, layout.logs)) from error
    check_room(layout)
    return launcher


def check_room(layout: Layout) -> None:
    """Refuse to start what the disk cannot hold.

    Raises
    ------
    SiteError
        Too little free space.
    """
    free = shutil.disk_usage(layout.var).free
    need = LATER_ROOM if (layout.cluster / "data").exists() else FIRST_ROOM
    if free < need:
        raise SiteError(
            f"The disk is full: {layout.var} has {free / 1e6:.0f} MB left, the site needs {need / 1e6:.0f} MB.",
            "make room, or name a directory on another disk with --var",
        )


def check_port(address: Address) -> None:
    """Make sure that the port is free.

    Raises
    ------
    SiteError
        It is not, or may not be used.
    """
    family = socket.AF_INET6 if ":" in address.bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.bind, address.port))
        except OSError as error:
            reason = {
                errno.EADDRINUSE: "is in use by another program",
                errno.EACCES: "may only be used by root",
                errno.EADDRNOTAVAIL: f"cannot be used: {address.bind} is no address of this machine",
            }.get(error.errno or 0, f"cannot be used: {error.strerror}")
            raise SiteError(f"Port {address.port} {reason}.", "choose another with --port or UMBRA_PORT") from None


@contextmanager
def run_site(
    layout: Layout, address: Address, steps: Steps, *, with_samples: bool, launcher: Launcher | None = None
) -> Iterator["Site"]:
    """Bring everything up, and stop it at the end.

    The caller has called `open_site` and holds the lock.

    Raises
    ------
    UmbraError
        Something does not start.
    """
    cluster = Cluster(layout)
    dachs = Dachs(layout, address, launcher)
    index = IndexKeeper(layout.archive / "index.sqlite")
    with ExitStack() as stack:
        if not cluster.exists:
            with steps.step(f"Making a PostgreSQL cluster in {layout.cluster}"):
                cluster.create()
        with steps.step("Starting PostgreSQL"):
            stack.callback(cluster.stop)
            cluster.start()
        try:
            prepare_tables(dachs, cluster, steps, with_samples=with_samples)
        except OSError as error:
            raise SiteError(*explain_os_error(error, Path(error.filename or layout.gavo))) from error
        close_files((layout.gavo, layout.logs), [layout.logs, *layout.archive.glob("**/refused")])
        with steps.step("Starting the DaCHS server"):
            index.keep()
            stack.callback(index.close)
            server = dachs.start()
        stack.callback(stop_server, server)
        for name in list_collections():
            answers(address, f"/{name.name}/q/cone/info")
        answers(address, _FIRST_QUERY)
        write_file(layout.running, describe(address), mode=0o644)
        yield Site(cluster, dachs, server, index)


def prepare_tables(dachs: Dachs, cluster: Cluster, steps: Steps, *, with_samples: bool) -> None:
    """Finish the set-up of DaCHS, and bring its tables in line with archive and descriptors."""
    dachs.configure()
    if not dachs.is_initialised:
        with steps.step("Setting up DaCHS and its system tables"):
            dachs.initialise(cluster)
    dachs.upgrade()
    cluster.run_sql(*list_restrictions(), *list_change_notes())
    if dachs.recall("samples") is None and not with_samples:
        dachs.remember("samples", _NO_SAMPLES)
    is_empty = not (dachs.layout.archive / "identifier").exists()
    if dachs.recall("samples") == "begun" or (is_empty and dachs.recall("samples") != _NO_SAMPLES):
        with steps.step("Ingesting the sample reports"):
            dachs.remember("samples", "begun")
            ingest_samples(dachs.layout.var, now_mjd)
            ingest_phot_samples(dachs.layout.var, now_mjd)
            dachs.remember("samples", "done")
    with steps.step("Checking the archive"):
        enter_what_is_left(dachs.layout)
    for collection in dachs.list_changed():
        with steps.step(f"Making the tables of {collection} from the archive"):
            rebuild(dachs, collection)
    with steps.step("Publishing what the archive got meanwhile"):
        publish(dachs.layout.var, now_mjd)
        refresh_photometry(dachs.layout.var)
    if aside := find_set_aside(dachs.layout.var):
        steps.say(f"{len(aside)} could not be published and are set aside: 'umbra status' names them.")
    with steps.step("Publishing the services"):
        dachs.publish()


def enter_what_is_left(layout: Layout) -> None:
    """Finish what a killed intake left, and bring the index up to this version, if no intake is at work."""
    if not layout.archive.exists():
        return
    with suppress(ArchiveBusyError), Archive(layout.archive, writable=True, waits=False):
        pass


def rebuild(dachs: Dachs, collection: str) -> None:
    """Make the tables of a collection anew; if they refuse the rows together, make them empty.

    The publishing that follows fills empty tables event by event, and sets those aside that are refused.
    """
    try:
        dachs.rebuild(collection)
    except DachsError as problem:
        _log.warning("The rows of %s are refused together and published one by one: %s", collection, problem)
        dachs.rebuild(collection, with_rows=False)
        forget_published(dachs.layout.var)


class Site:
    """A running site.

    Parameters
    ----------
    cluster
        Its database.
    dachs
        Its DaCHS.
    server
        DaCHS' server process.
    index
        Keeps the archive's index readable for the server.
    """

    def __init__(self, cluster: Cluster, dachs: Dachs, server: Server, index: IndexKeeper) -> None:
        self.cluster = cluster
        self.dachs = dachs
        self.server = server
        self.index = index
        #: What was not published when it was looked at last.
        self._missed: tuple[int, int] | None = None
        self._has_missed_photometry = False

    def watch(self, interval: float = 1.0, release_interval: float = RELEASE_INTERVAL) -> None:
        """Wait as long as everything runs, and publish embargoed records when their day has come, and what was left.

        Parameters
        ----------
        interval
            How often server and database are looked at [s].
        release_interval
            How often it looks for what is to be published [s].

        Raises
        ------
        UmbraError
            The server or the database ended by itself.
        """
        next_look = time.monotonic() + release_interval
        while True:
            time.sleep(interval)
            self.index.keep()
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + release_interval
                self._look()
            if self.server.poll() is not None:
                raise DachsError(
                    f"The DaCHS server ended by itself (exit status {self.server.returncode}).",
                    f"see {self.dachs.server_log}; 'umbra serve' starts the site again",
                )
            if not self.cluster.is_running():
                raise ClusterError(
                    "PostgreSQL ended by itself.", f"see {self.cluster.log}; 'umbra serve' starts the site again"
                )

    def _look(self) -> None:
        var = self.dachs.layout.var
        for publish_some in (self._publish_released, self._publish_missed, self._publish_missed_photometry):
            try:
                publish_some(var)
            except (UmbraError, psycopg.Error) as problem:
                # The next look tries again; whether database and server run is watched apart from this.
                _log.warning("Nothing could be published: %s", problem)

    def _publish_released(self, var: Path) -> None:
        publish_released(var, now_mjd)

    def _publish_missed(self, var: Path) -> None:
        """Publish what has been waiting in the archive since the last look: a living intake publishes its own."""
        missed = find_missed(var)
        if missed is not None and missed == self._missed:
            publish_missed(var, now_mjd)
            missed = None
        self._missed = missed

    def _publish_missed_photometry(self, var: Path) -> None:
        has_missed = has_missed_photometry(var)
        if has_missed and self._has_missed_photometry:
            publish_missed_photometry(var)
            has_missed = False
        self._has_missed_photometry = has_missed
