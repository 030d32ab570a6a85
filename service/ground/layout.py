"""The folders and files under the directory that ``--var`` names."""

from dataclasses import dataclass
from pathlib import Path

#: The checkout, or the place the project was installed to.
PROJECT = Path(__file__).resolve().parents[2]
#: Folder of the settings of astropy, for its variable ASTROPY_CONFIG_DIR.
ASTROPY_SETTINGS = PROJECT / "etc/astropy"


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files of one site.

    Parameters
    ----------
    var
        Absolute path of the site's directory.
    """

    var: Path

    @property
    def cluster(self) -> Path:
        """Everything of PostgreSQL."""
        return self.var / "pg"

    @property
    def gavo(self) -> Path:
        """DaCHS' root directory."""
        return self.var / "gavo"

    @property
    def archive(self) -> Path:
        """The accepted files, from which everything else can be rebuilt."""
        return self.var / "archive"

    @property
    def photometry(self) -> Path:
        """The accepted catalogues of stars, with targets and observatories."""
        return self.archive / "photometry"

    @property
    def references(self) -> Path:
        """Files of reference stars."""
        return self.archive / "references"

    @property
    def logs(self) -> Path:
        """All log files."""
        return self.var / "logs"

    @property
    def web(self) -> Path:
        """All that the server writes: its logs, caches, and asynchronous jobs. It belongs to the server's account."""
        return self.var / "web"

    @property
    def lock(self) -> Path:
        """File that the serving process holds a lock on."""
        return self.var / "serve.lock"

    @property
    def running(self) -> Path:
        """The note of the serving process on itself."""
        return self.var / "serve.json"

    @property
    def operator_settings(self) -> Path:
        """The operator's own DaCHS settings, read after ours."""
        return self.var / "gavo.rc"

    @property
    def operator_meta(self) -> Path:
        """The operator's own publisher and contact, used instead of ours."""
        return self.var / "defaultmeta.txt"

    @property
    def upload_hosts(self) -> Path:
        """The operator's list of servers that queries may bring tables from by address; none where it is missing."""
        return self.var / "upload_hosts.txt"
