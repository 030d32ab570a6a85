"""``umbra serve``: the whole site in the foreground."""

import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from service.commands.options import var_option
from service.commands.site import RELEASE_INTERVAL, check_port, open_site, run_site
from service.ground.dachs import Address
from service.ground.layout import Layout
from service.ground.running import hold_lock
from service.ground.steps import Steps

_QUERIES = """
Three queries to paste:

The latest events, in a shell:
  curl -s {url}/tap/sync -d LANG=ADQL -d FORMAT=csv \\
    -d "QUERY=SELECT TOP 5 event_id, n_positive, n_negative FROM occ.event ORDER BY event_id DESC"

All positive reports of Chariklo, in a shell:
  {python} -c 'import pyvo; print(pyvo.dal.TAPService("{url}/tap").run_sync(\"\"\"
    SELECT event_id, site, d_time, r_time FROM occ.report JOIN occ.event USING (event_id)
    WHERE body_number = 10199 AND n_positive > 0 AND d_time > 0 ORDER BY d_time\"\"\").to_table())'

Reports by outcome, in ADQL for TOPCAT or {url}/adql :
  SELECT outcome, COUNT(*) AS n FROM occ.report GROUP BY outcome
"""


@click.command(
    epilog="\b\nExamples:\n  umbra serve\n  umbra serve --port 9000 --var /srv/umbra\n  UMBRA_BIND=0.0.0.0 umbra serve"
)
@click.option(
    "--port",
    envvar="UMBRA_PORT",
    default=8080,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to serve at. [env: UMBRA_PORT]",
)
@click.option(
    "--samples/--no-samples",
    "with_samples",
    envvar="UMBRA_SAMPLES",
    default=True,
    show_default=True,
    help="At the first start, take the sample data in that ship with the project. [env: UMBRA_SAMPLES]",
)
@var_option
def serve(port: int, with_samples: bool, var: Path) -> None:
    """Start the site and stay in the foreground until Ctrl-C.

    The first start makes a private PostgreSQL cluster, sets up DaCHS in it and ingests the sample reports;
    later starts take seconds. Started by root, everything runs under the account 'umbra', and the server
    under 'umbra-web', which can only read the archive. The server listens on 127.0.0.1, or on the address in
    UMBRA_BIND; UMBRA_URL is the public address of the site if that is not http://localhost:PORT.
    """
    address = Address(port=port, bind=os.environ.get("UMBRA_BIND", "127.0.0.1"))
    serve_site(Layout(var.absolute()), address, with_samples=with_samples)


def serve_site(
    layout: Layout, address: Address, *, with_samples: bool = True, release_interval: float = RELEASE_INTERVAL
) -> None:
    """Bring a site up, print its addresses, and watch it until a signal ends it.

    Parameters
    ----------
    layout
        Folders of the site.
    address
        Its port and address.
    with_samples
        Take the sample data into the archive of a new site.
    release_interval
        How often the site looks for what is to be published [s].

    Raises
    ------
    UmbraError
        The site does not start, or one of its processes ended by itself.
    """
    steps = Steps()
    heed_signals()
    with ExitStack() as stack:
        stack.callback(ignore_signals)
        try:
            launcher = open_site(layout)
            if launcher is not None:
                stack.callback(launcher.close)
            stack.enter_context(hold_lock(layout))
            check_port(address)
            stack.callback(steps.say, "Stopped.")
            site = stack.enter_context(run_site(layout, address, steps, with_samples=with_samples, launcher=launcher))
            announce(address, steps)
            site.watch(release_interval=release_interval)
        except KeyboardInterrupt:
            ignore_signals()
            steps.say("Stopping the server and PostgreSQL")


def heed_signals() -> None:
    """Let SIGINT, SIGTERM and the end of the terminal stop the site.

    A shell starts commands in the background with SIGINT ignored, which Python then leaves as it is; nohup ignores the
    end of the terminal on purpose.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def ignore_signals() -> None:
    """Let nothing interrupt the stopping."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def announce(address: Address, steps: Steps) -> None:
    """Print the site's addresses."""
    url = address.url
    steps.say()
    steps.say(f"Umbra is ready:  {url}/")
    steps.say(f"  TAP            {url}/tap")
    steps.say(f"  Cone search    {url}/occ/q/cone/scs.xml?")
    steps.say(f"  Forms          {url}/occ/q/reports/form  {url}/adql")
    steps.say(_QUERIES.format(url=url, python=sys.executable))
    steps.say("Stop with Ctrl-C.")
