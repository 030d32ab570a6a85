"""DaCHS for this site: its settings, the set-up of its database, imports, and the server process."""

import hashlib
import http.client
import importlib.metadata
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TypeAlias

from ingest.ephemerides.ephemeris_files import INDEX as EPHEMERIDES_INDEX
from ingest.ephemerides.ephemeris_files import ephemerides_folder
from schemas.errors import UmbraError
from service.ground.account import find_account, find_group, has_web_account
from service.ground.cluster import Cluster, explain_failure, read_from, rotate_log, write_file
from service.ground.launcher import LaunchedServer, Launcher
from service.ground.layout import ASTROPY_SETTINGS, PROJECT, Layout
from service.ground.pages import install_pages
from service.ground.vocabularies import seed_vocabularies

#: DaCHS' profile files and the database role of each.
_PROFILES = {"gavoadmin": "feed", "gavo": "trustedquery", "untrusted": "untrustedquery"}
#: Seconds until a server that does not answer is given up.
_START_TIMEOUT = 120
_STOP_TIMEOUT = 8
#: Path for a site without an archive.
_NO_SITE = Path("/nonexistent")
#: Resources of DaCHS itself that the site publishes.
_SYSTEM_SERVICES = ("//services", "//tap", "//adql")


#: A server of DaCHS that was started.
Server: TypeAlias = "subprocess.Popen[bytes] | LaunchedServer"


class DachsError(UmbraError):
    """DaCHS cannot be set up or started."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where the site is reached."""

    port: int
    #: Interface to listen on.
    bind: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """Address of the front page, as the site itself names it, without a slash at the end."""
        return os.environ.get("UMBRA_URL", f"http://localhost:{self.port}").rstrip("/")

    @property
    def probe_host(self) -> str:
        """Host under which this machine reaches the server."""
        everywhere = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared only
        return everywhere.get(self.bind, self.bind)


def database_dsn(var: Path, role: str = "gavoadmin") -> dict[str, str]:
    """Return psycopg's connection parameters for a role of the site's database.

    Parameters
    ----------
    var
        The site's directory.
    role
        ``gavoadmin`` (owns the tables), ``gavo`` (reads) or ``untrusted`` (reads what ADQL may see).

    Raises
    ------
    DachsError
        The site has not been set up yet.
    """
    folder = Layout(var).gavo / "etc"
    try:
        place = _read_profile(folder / "dsn")
        login = _read_profile(folder / _PROFILES[role])
    except OSError as error:
        raise DachsError(f"There is no site in {var} yet.", "start it once with 'umbra serve'") from error
    return {
        "host": place["host"],
        "port": place["port"],
        "dbname": place["database"],
        "user": login["user"],
        "password": login["password"],
    }


def site_address(var: Path) -> str:
    """Return the address that the site names as its own, as its settings have it."""
    settings = ConfigParser(interpolation=None)
    settings.read(Layout(var).gavo / "etc/gavo.rc", encoding="utf-8")
    return settings.get("web", "serverURL", fallback="").rstrip("/")


def _read_profile(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {key.strip(): value.strip() for key, mark, value in (line.partition("=") for line in lines) if mark}


class Dachs:
    """DaCHS of one site.

    Parameters
    ----------
    layout
        Places of the site.
    address
        Where the server listens.
    launcher
        Starts the server under an account of its own; without it, the server runs under the caller's.
    """

    def __init__(self, layout: Layout, address: Address, launcher: Launcher | None = None) -> None:
        self.layout = layout
        self.address = address
        self._launcher = launcher
        self.log = layout.logs / "dachs-setup.log"
        self.server_log = layout.web / "logs/dachs-server.log"
        self._state = layout.gavo / "umbra-state.json"

    def make_environment(self) -> dict[str, str]:
        """Return the environment of every DaCHS process: of the caller's settings only those of its processor get in.

        A machine that names the kernels of its linear algebra does so because others are slow or wrong there; and
        with the same kernels a table made anew has the same digits.
        """
        programs = Path(sys.executable).parent
        kernels = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}
        return {
            "OPENBLAS_NUM_THREADS": "1",
            **kernels,
            "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.layout.gavo),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "GAVOSETTINGS": str(self.layout.gavo / "etc/gavo.rc"),
            "GAVOCUSTOM": str(self.layout.operator_settings),
            "UMBRA_VAR": str(self.layout.var),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "ignore",
            "NUMBA_CACHE_DIR": str(self.layout.gavo / "cache"),
            "ASTROPY_CONFIG_DIR": str(ASTROPY_SETTINGS),
        }

    def make_server_environment(self) -> dict[str, str]:
        """Return the environment of the server and its jobs, which write to their own directory only."""
        return {
            **self.make_environment(),
            "HOME": str(self.layout.web),
            "GAVOSETTINGS": str(self.layout.gavo / "etc/server.rc"),
            "NUMBA_CACHE_DIR": str(self.layout.web / "cache"),
        }

    def configure(self) -> None:
        """Write DaCHS' settings and link the collections and pages into its directories."""
        etc = self.layout.gavo / "etc"
        etc.mkdir(parents=True, exist_ok=True)
        self._open_settings()
        values = {
            "root": self.layout.gavo,
            "jobs": self.layout.web / "state/uwsjobs",
            "group": find_group(),
            "user": find_account().pw_name,
            "bind": self.address.bind,
            "port": self.address.port,
            "url": self.address.url,
        }
        settings = Template((PROJECT / "etc/gavo.rc").read_text(encoding="utf-8"))
        mode = self._settings_mode
        text = settings.substitute(values, work=self.layout.gavo, logs=self.layout.logs)
        write_file(etc / "gavo.rc", text, mode=mode)
        text = settings.substitute(values, work=self.layout.web, logs=self.layout.web / "logs")
        write_file(etc / "server.rc", text, mode=mode)
        write_file(etc / "defaultmeta.txt", self._find_meta().read_text(encoding="utf-8"), mode=mode)
        write_file(etc / "userconfig.rd", (PROJECT / "etc/userconfig.rd").read_text(encoding="utf-8"), mode=mode)
        self._link_collections()
        install_pages(self.layout.gavo / "web/nv_static")
        seed_vocabularies(self.layout.gavo / "cache")

    @property
    def _settings_mode(self) -> int:
        # The server's account reads them by its group. It is alone in that group.
        return 0o640 if has_web_account(self.layout.web) else 0o600

    def _open_settings(self) -> None:
        etc = self.layout.gavo / "etc"
        etc.chmod(0o750 if has_web_account(self.layout.web) else 0o700)
        for name in ("dsn", *_PROFILES.values()):
            if (etc / name).exists():
                (etc / name).chmod(self._settings_mode)

    def _find_meta(self) -> Path:
        own = self.layout.operator_meta
        return own if own.exists() else PROJECT / "etc/defaultmeta.txt"

    def _link_collections(self) -> None:
        # DaCHS makes directories in its inputs; links keep them out of the checkout.
        inputs = self.layout.gavo / "inputs"
        inputs.mkdir(exist_ok=True)
        for old in inputs.iterdir():
            if old.is_symlink():
                old.unlink()
        for collection in list_collections():
            (inputs / collection.name).symlink_to(collection)

    @property
    def is_initialised(self) -> bool:
        """Whether the database was set up, completely."""
        return "version" in self._read_state()

    def initialise(self, cluster: Cluster) -> None:
        """Make DaCHS' database, roles and system tables, from nothing.

        Raises
        ------
        DachsError
            A step failed.
        """
        cluster.make_database()
        for name in ("dsn", *_PROFILES.values()):
            (self.layout.gavo / "etc" / name).unlink(missing_ok=True)
        self.run("init", "-d", f"dbname=gavo host={cluster.socket} user=umbra")
        self._open_settings()
        cluster.run_sql(
            # DaCHS needs this right while it makes the roles, and never again.
            "ALTER ROLE gavoadmin NOCREATEROLE",
            "REVOKE CONNECT ON DATABASE gavo FROM PUBLIC",
            "GRANT CONNECT, TEMPORARY ON DATABASE gavo TO gavo, untrusted",
        )
        self.run("imp", "//obscore")
        self._write_state({"version": find_version()})

    def upgrade(self) -> None:
        """Bring the database up to date after another version of DaCHS was installed."""
        state = self._read_state()
        if state.get("version") != find_version():
            self.run("upgrade")
            self._write_state({**state, "version": find_version()})

    def recall(self, key: str) -> str | None:
        """Return a remark on the site's set-up that was kept with `remember`."""
        return self._read_state().get(key)

    def remember(self, key: str, value: str) -> None:
        """Keep a remark on the site's set-up."""
        self._write_state({**self._read_state(), key: value})

    def list_changed(self) -> list[str]:
        """List the collections that must be made anew: what makes their tables changed since the last time."""
        state = self._read_state()
        return [
            path.name for path in list_collections() if state.get(path.name) != sum_makers(path, self._find_outside())
        ]

    def rebuild(self, collection: str, *, with_rows: bool = True) -> None:
        """Make a collection's tables anew from the archive, with their statistics.

        Parameters
        ----------
        collection
            Its name.
        with_rows
            False: leave out the rows that come from the archive.

        Raises
        ------
        DachsError
            The import failed; the old tables are still there.
        """
        for descriptor in list_descriptors(PROJECT / "resources" / collection):
            self.run("imp", descriptor, var=self.layout.var if with_rows else _NO_SITE)
            # Statistics of single columns would add attributes to /tables that its schema does not know.
            self.run("limits", "--tables-only", descriptor)
        state = self._read_state()
        state[collection] = sum_makers(PROJECT / "resources" / collection, self._find_outside())
        state.pop("published", None)
        self._write_state(state)

    def _find_outside(self) -> str:
        """Return what tables depend on besides archive, descriptors and code: address and ephemerides of the site."""
        index = ephemerides_folder(self.layout.archive) / EPHEMERIDES_INDEX
        return self.address.url + (index.read_text(encoding="utf-8") if index.exists() else "")

    def publish(self) -> bool:
        """Publish all services unless nothing changed since the last time; tell whether it was done."""
        state = self._read_state()
        etc = self.layout.gavo / "etc"
        files = [etc / "defaultmeta.txt", etc / "userconfig.rd", *(PROJECT / "resources").glob("*/*.rd")]
        current = sum_files(files, extra=self.address.url)
        if state.get("published") == current:
            return False
        descriptors = [name for path in list_collections() for name in list_descriptors(path)]
        self.run("pub", *_SYSTEM_SERVICES, *descriptors)
        state["published"] = current
        self._write_state(state)
        return True

    def run(self, *arguments: str, var: Path | None = None) -> str:
        """Run a DaCHS command and return what it printed.

        Parameters
        ----------
        arguments
            Of the command.
        var
            Directory whose archive gives the rows, if that is not the site's.

        Raises
        ------
        DachsError
            It failed; the message has its last words.
        """
        # If this process is killed, an import must not go on and make tables anew that the next start has filled.
        command = ["setpriv", "--pdeathsig", "KILL", str(Path(sys.executable).parent / "gavo"), *arguments]
        environment = self.make_environment() | ({} if var is None else {"UMBRA_VAR": str(var)})
        done = subprocess.run(
            command, env=environment, cwd=self.layout.gavo, capture_output=True, text=True, check=False
        )
        rotate_log(self.log)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ dachs {' '.join(arguments)}\n{done.stdout}{done.stderr}\n")
        if done.returncode != 0 or "*** DaCHS init failed" in done.stderr:
            message, hint = explain_failure(f"{done.stdout}\n{done.stderr}")
            raise DachsError(f"'dachs {' '.join(arguments[:2])}' failed: {message}", hint or f"see {self.log}")
        return done.stdout

    def start(self) -> "Server":
        """Start the server and wait until it answers.

        Raises
        ------
        DachsError
            It ends or does not answer in time.
        """
        if self._launcher is None:
            self.server_log.parent.mkdir(parents=True, exist_ok=True)
            rotate_log(self.server_log)
        begin = self.server_log.stat().st_size if self.server_log.exists() else 0
        # If this process is killed, the server goes as well and leaves the port free.
        command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-P", "-m", "service.answers.program"]
        command += ["serve", "start", "--foreground"]
        environment = self.make_server_environment()
        if self._launcher is not None:
            server: Server = self._launcher.start(command, environment, self.layout.web, self.server_log)
        else:
            with self.server_log.open("ab") as log:
                server = subprocess.Popen(
                    command,
                    env=environment,
                    cwd=self.layout.web,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        try:
            self._wait_for_answer(server, begin)
        except BaseException:
            stop_server(server)
            raise
        return server

    def _wait_for_answer(self, server: "Server", begin: int) -> None:
        give_up = time.monotonic() + _START_TIMEOUT
        while not answers(self.address):
            if server.poll() is not None:
                message, hint = explain_failure(read_from(self.server_log, begin))
                raise DachsError(f"The DaCHS server ended: {message}", hint or f"see {self.server_log}")
            if time.monotonic() > give_up:
                raise DachsError(
                    f"The DaCHS server did not answer within {_START_TIMEOUT} s.", f"see {self.server_log}"
                )
            time.sleep(0.1)

    def _read_state(self) -> dict[str, str]:
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _write_state(self, state: dict[str, str]) -> None:
        write_file(self._state, json.dumps(state, indent=1))


def stop_server(server: "Server") -> None:
    """Stop a server: politely, and after some seconds by force."""
    server.terminate()
    try:
        server.wait(_STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def answers(address: Address, path: str = "/tap/availability", timeout: float = 30) -> bool:
    """Tell whether the server answers a request with success."""
    connection = http.client.HTTPConnection(address.probe_host, address.port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def list_collections() -> list[Path]:
    """List the folders of the collections, in order of name."""
    return sorted(path.parent for path in (PROJECT / "resources").glob("*/q.rd"))


def list_descriptors(collection: Path) -> list[str]:
    """List the descriptors of a collection that have data, as DaCHS names them.

    ``q`` comes first, since the others refer to it; ``epn`` last, since it gathers what they hold.
    """
    stems = {path.stem for path in collection.glob("*.rd") if "<data" in path.read_text(encoding="utf-8")}
    return [f"{collection.name}/{stem}" for stem in sorted(stems, key=lambda stem: (stem != "q", stem == "epn", stem))]


def find_version() -> str:
    """Return DaCHS' version."""
    return importlib.metadata.version("gavodachs")


def sum_makers(collection: Path, outside: str) -> str:
    """Return a checksum of what makes a collection's tables: descriptors, code of the rows, and what is outside."""
    code = [path for room in ("schemas", "reduction", "formats", "ingest") for path in (PROJECT / room).rglob("*.py")]
    return sum_files([*collection.glob("*.rd"), *code], extra=outside)


def sum_files(files: Iterable[Path], *, extra: str = "") -> str:
    """Return a checksum of the texts of files."""
    total = hashlib.sha256(extra.encode())
    for path in sorted(files):
        total.update(path.read_bytes())
    return total.hexdigest()
