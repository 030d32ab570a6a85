"""The site's private PostgreSQL cluster: made, started and stopped without any system service."""

import errno
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from schemas.errors import UmbraError
from service.ground.account import find_account, has_web_account
from service.ground.layout import PROJECT, Layout

#: The database of the site.
DATABASE = "gavo"
#: The superuser of the cluster, reached by peer authentication only.
SUPERUSER = "umbra"
#: Size of ``sun_path`` less the closing NUL (unix(7)).
SOCKET_PATH_LIMIT = 107
SOCKET_NAME = ".s.PGSQL.5432"
#: A log that is longer is put aside at the next start [bytes].
LOG_LIMIT = 20_000_000
#: Seconds that crash recovery may take before we give up.
START_TIMEOUT = 300
_SERVERS = Path("/usr/lib/postgresql")
_EXTENSIONS = ("q3c", "pg_sphere")
_HBA = f"""# Written by umbra at every start.
local all    {SUPERUSER}                peer map=site
local {DATABASE} gavoadmin,gavo,untrusted scram-sha-256
"""


class ClusterError(UmbraError):
    """The PostgreSQL cluster cannot be made, started or stopped."""


def list_servers(root: Path = _SERVERS) -> dict[int, Path]:
    """List the installed PostgreSQL servers that have q3c and pg_sphere: major version to ``bin``."""
    found = {}
    for binary in root.glob("*/bin/postgres"):
        major = binary.parent.parent.name
        extensions = Path("/usr/share/postgresql") / major / "extension"
        if major.isdigit() and all((extensions / f"{name}.control").exists() for name in _EXTENSIONS):
            found[int(major)] = binary.parent
    return found


def find_socket_directory(cluster: Path) -> Path:
    """Return the directory of the cluster's socket: beside the data, or a short one if that is too long.

    DaCHS' connection profiles know no quotes, so a path with unusual characters will not do either.
    """
    beside = cluster / "socket"
    fits = len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
    if fits and re.fullmatch(r"[A-Za-z0-9_./-]+", str(beside)):
        return beside
    key = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    runtime = Path(f"/run/user/{os.geteuid()}")
    if runtime.is_dir() and os.access(runtime, os.W_OK):
        return runtime / f"umbra-{key}"
    return Path(f"/tmp/umbra-{os.geteuid()}-{key}")  # noqa: S108 - made 0700 and its owner is checked


def explain_failure(log: str) -> tuple[str, str]:
    """Return message and hint for the output of a PostgreSQL program or DaCHS that failed."""
    if re.search(r"No space left on device|Check free disk space|could not extend file", log):
        return "The disk is full.", "make room and start again; nothing was lost"
    if "Permission denied" in log:
        return "A file of the site may not be read or written by this user.", "was the site started by another user?"
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    marks = [number for number, line in enumerate(lines) if line.startswith("*** Error:")]
    if marks:
        # DaCHS tells what is wrong on the lines that follow its mark.
        return " ".join(lines[marks[-1] :]).removeprefix("*** Error:").strip()[:400], ""
    words = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|error:|\*\*\*", line)] or lines
    return (words[-1] if words else "It printed nothing."), ""


class Cluster:
    """One PostgreSQL cluster with a lifetime.

    Parameters
    ----------
    layout
        Places of the site.
    """

    def __init__(self, layout: Layout) -> None:
        self.home = layout.cluster
        self.data = layout.cluster / "data"
        self.log = layout.logs / "postgresql.log"
        self.socket = find_socket_directory(layout.cluster)
        self._web = layout.web

    @property
    def exists(self) -> bool:
        """Whether the cluster has been made, completely."""
        return (self.data / "PG_VERSION").exists()

    def find_binaries(self) -> Path:
        """Return the directory of the server's programs: the version of the data, or the newest.

        Raises
        ------
        ClusterError
            None with q3c and pg_sphere is installed, or the data belong to another version.
        """
        servers = list_servers()
        if not servers:
            raise ClusterError("No PostgreSQL server with q3c and pg_sphere is installed.", "'make serve' installs it")
        if not self.exists:
            return servers[max(servers)]
        major = int((self.data / "PG_VERSION").read_text(encoding="ascii").strip())
        if major not in servers:
            have = ", ".join(map(str, sorted(servers)))
            raise ClusterError(
                f"{self.data} was made by PostgreSQL {major}; installed here is {have}. Nothing was touched.",
                f"install postgresql-{major}-q3c and postgresql-{major}-pgsphere, or move {self.home} away: "
                "it is then rebuilt from the archive",
            )
        return servers[major]

    def create(self) -> None:
        """Make the cluster unless it exists; a half-made one is thrown away first.

        Raises
        ------
        ClusterError
            ``initdb`` failed.
        """
        if self.exists:
            return
        binaries = self.find_binaries()
        unfinished = self.home / "unfinished"
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        if self.data.exists():
            raise ClusterError(
                f"{self.data} exists but is not a PostgreSQL cluster. Nothing was touched.",
                f"move {self.home} away: the site is rebuilt from the archive",
            )
        command = [str(binaries / "initdb"), "-D", str(unfinished), "-U", SUPERUSER, "--auth-local=peer"]
        command += ["--auth-host=reject", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"]
        try:
            self._run(command, "PostgreSQL could not make its files")
        except ClusterError:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        unfinished.rename(self.data)

    def configure(self) -> None:
        """Write the server's configuration: ours from ``etc/``, who may log in, where the socket is.

        Raises
        ------
        ClusterError
            The disk is full, or the socket's directory belongs to another account.
        """
        self._make_socket_directory()
        settings = (PROJECT / "etc/postgresql.conf").read_text(encoding="utf-8")
        place = str(self.socket).replace("'", "''")
        owner = find_account().pw_name
        texts = {
            "postgresql.conf": f"{settings}\nunix_socket_directories = '{place}'\n{self._socket_permissions()}",
            "pg_hba.conf": _HBA,
            "pg_ident.conf": f'site "{owner}" {SUPERUSER}\n',
        }
        try:
            for name, text in texts.items():
                write_file(self.data / name, text)
        except OSError as error:
            raise ClusterError(*explain_os_error(error, self.data)) from error

    def start(self) -> None:
        """Start the server, after stopping one that an earlier, killed run left behind.

        Raises
        ------
        ClusterError
            It does not start; the message has its last words.
        """
        binaries = self.find_binaries()
        if self.is_running():
            self.stop()
        self._remove_stale_pid()
        self.configure()
        rotate_log(self.log)
        begin = self.log.stat().st_size if self.log.exists() else 0
        command = [str(binaries / "pg_ctl"), "-D", str(self.data), "-l", str(self.log), "-s", "-w"]
        command += ["-t", str(START_TIMEOUT), "start"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.home, check=False)
        if done.returncode != 0:
            message, hint = explain_failure(f"{read_from(self.log, begin)}\n{done.stderr}")
            raise ClusterError(f"PostgreSQL does not start: {message}", hint or f"see {self.log}")

    def stop(self) -> None:
        """Stop the server, ending its sessions; at once if it takes more than 20 s."""
        if not self.is_running():
            return
        control = str(self.find_binaries() / "pg_ctl")
        for mode in ("fast", "immediate"):
            command = [control, "-D", str(self.data), "-s", "-w", "-t", "20", "-m", mode, "stop"]
            done = subprocess.run(command, capture_output=True, text=True, cwd=self.home, check=False)
            if done.returncode == 0 or not self.is_running():
                return
        raise ClusterError(f"PostgreSQL does not stop: {done.stderr.strip()}", f"see {self.log}")

    def is_running(self) -> bool:
        """Tell whether a server runs on this cluster's data: a postmaster lives in its data directory."""
        pid = self._read_pid()
        if pid is None:
            return False
        try:
            return Path(f"/proc/{pid}/cwd").samefile(self.data)
        except OSError:
            return False

    def make_database(self) -> None:
        """Make the site's database anew, dropping one whose set-up was not finished."""
        self.run_sql(
            f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)",
            f"CREATE DATABASE {DATABASE} ENCODING 'UTF8' TEMPLATE template0",
            "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC",
            database="postgres",
        )

    def run_sql(self, *statements: str, database: str = DATABASE) -> str:
        """Run statements as the superuser and return what they print.

        Raises
        ------
        ClusterError
            A statement failed.
        """
        command = [str(self.find_binaries() / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.socket), "-U", SUPERUSER, "-d", database]
        for statement in statements:
            command += ["-c", statement]
        return self._run(command, "The database refused a step of the set-up")

    def _run(self, command: Sequence[str], failure: str) -> str:
        # If this process is killed, initdb and psql go as well, and leave the next start alone.
        command = ["setpriv", "--pdeathsig", "KILL", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.home, check=False)
        if done.returncode != 0:
            message, hint = explain_failure(f"{done.stdout}\n{done.stderr}")
            raise ClusterError(f"{failure}: {message}", hint)
        return done.stdout

    def _read_pid(self) -> int | None:
        try:
            first = (self.data / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0]
            return int(first)
        except (OSError, ValueError):
            return None

    def _remove_stale_pid(self) -> None:
        # PostgreSQL takes any process of this user that has got the old number for a postmaster;
        # in a restarted container the numbers are always the same. The site's lock is held here.
        if not self.is_running():
            for path in (self.data / "postmaster.pid", self.socket / SOCKET_NAME, self.socket / f"{SOCKET_NAME}.lock"):
                path.unlink(missing_ok=True)

    def _make_socket_directory(self) -> None:
        self.socket.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = self.socket.lstat()
        if self.socket.is_symlink() or status.st_uid != os.geteuid():
            raise ClusterError(
                f"{self.socket} belongs to another account, so the database's socket cannot be put there.",
                "name a directory with a shorter path with --var",
            )
        if has_web_account(self._web):
            # The server's account comes by the group to the socket, and by its passwords further.
            self.home.chmod(0o710)
            self.socket.chmod(0o710)
        else:
            self.home.chmod(0o700)
            self.socket.chmod(0o700)

    def _socket_permissions(self) -> str:
        return "unix_socket_permissions = 0770\n" if has_web_account(self._web) else ""


def explain_os_error(error: OSError, path: Path) -> tuple[str, str]:
    """Return message and hint for a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {path} could not be written.", "make room and start again; nothing was lost"
    return f"{path} could not be written: {error.strerror}.", "does the directory belong to another user?"


def write_file(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a small file whole or not at all."""
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_text(text, encoding="utf-8")
    scratch.chmod(mode)
    scratch.replace(path)


def rotate_log(path: Path) -> None:
    """Put a long log aside; one older file is kept."""
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_name(f"{path.name}.1"))


def read_from(path: Path, begin: int, limit: int = 20_000) -> str:
    """Return what a log got since a byte offset, at most its last ``limit`` bytes."""
    if not path.exists():
        return ""
    with path.open("rb") as stream:
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(begin, end - limit) if end >= begin else 0)
        return stream.read().decode("utf-8", "replace")
