"""Kill -9 at random moments of intake, publication, start and calibration, round after round, on one site.

    python -m tests.torture.crash_run --rounds 500 [--seed N] [--folder DIR]

Prints the seed, a line now and then, and at the end how many rounds left something lost, doubled, half, or to do by
hand. Exit status 1 if any did.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from schemas.errors import UmbraError
from service.ground.layout import Layout
from tests.site_fixture import run_umbra, start_site, umbra_program
from tests.torture.crash_checks import Holdings, Verdict, compare
from tests.torture.crash_inbox import TARGET, Inbox, write_inbox
from tests.torture.crash_inbox import field as star_field

#: What is killed, and how often in a hundred rounds.
KINDS = {"intake": 62, "calibration": 27, "start": 6, "start anew": 2, "all": 3}
#: How long a site has to publish by itself what was left [s]: much, since machines are busy.
PATIENCE_S = 240.0
_LOOK_S = 1.0
#: Time that a command takes until it is known better [s].
_GUESS_S = 2.0


@dataclass
class Tally:
    """What came out of the rounds."""

    rounds: int = 0
    #: Kills that met the victim alive, by kind.
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    half: int = 0
    by_hand: int = 0
    troubles: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether no round left anything."""
        return not self.troubles

    def note(self, number: int, kind: str, verdict: Verdict, by_hand: list[str]) -> None:
        """Add a round."""
        self.rounds += 1
        for name in ("lost", "doubled", "half"):
            setattr(self, name, getattr(self, name) + bool(getattr(verdict, name)))
        self.by_hand += bool(by_hand)
        words = [*verdict.lost, *verdict.doubled, *verdict.half, *by_hand]
        self.troubles += [f"round {number} ({kind}): {word}" for word in words[:10]]

    def line(self) -> str:
        """Return the figures."""
        kills = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        return (
            f"{self.rounds} rounds, kills: {kills or 'none'}; {self.lost} lost, {self.doubled} doubled, "
            f"{self.half} half, {self.by_hand} by hand"
        )


class CrashRun:
    """A site that is tortured.

    Parameters
    ----------
    folder
        Where everything goes; open to the site's account.
    seed
        Of all that is random.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.var = folder / "var"
        self.rng = random.Random(seed)
        self.tally = Tally()
        self.holdings = Holdings(Layout(self.var).archive)
        self.site = start_site(self.var, release_interval=_LOOK_S)
        #: How long commands take, by their first word [s].
        self._takes: dict[str, float] = {}
        references = star_field().write_references(folder / "apass.csv")
        references.chmod(0o644)
        for words in (("references", "load", "APASS", str(references)), ("target", "add", TARGET, "--ra", "210")):
            more = ("--dec", "-20") if words[0] == "target" else ()
            run_umbra(*words, *more, UMBRA_VAR=str(self.var))

    def round(self, number: int) -> None:
        """Send files, kill something, and look what is left."""
        kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
        inbox = write_inbox(self.folder / f"inbox{number}", number, self.rng)
        told: list[Path] = []
        if kind in ("start", "start anew", "all"):
            told += self._crash_site(kind, inbox)
        else:
            told += self._crash_command(kind, self._command(kind, inbox))
        verdict, by_hand = self._wait_until_well(told)
        # Who was cut off sends again, and all is known or taken now; then all is published.
        for command in (self._command("intake", inbox), self._command("calibration", inbox)):
            by_hand += self._send_again(command)
        after, more = self._wait_until_well([])
        for name in ("lost", "doubled", "half"):
            getattr(verdict, name).extend(getattr(after, name))
        self.tally.note(number, kind, verdict, by_hand + more)
        shutil.rmtree(self.folder / f"inbox{number}", ignore_errors=True)

    def close(self) -> None:
        """Stop the site."""
        self.site.process.terminate()
        self.site.process.communicate(timeout=120)

    def _command(self, kind: str, inbox: Inbox) -> list[str]:
        if kind == "calibration":
            request = ["--target", TARGET, "--mjd", str(inbox.mjd), "--exposure", "60", "--offline"]
            return ["calibrate", *request, *map(str, inbox.catalogues)]
        return ["ingest", str(inbox.reports)]

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        with (self.folder / "printed").open("wb") as printed:
            return subprocess.Popen(
                [umbra_program(), *command],
                env={**os.environ, "UMBRA_VAR": str(self.var)},
                stdout=printed,
                stderr=subprocess.DEVNULL,
            )

    def _crash_command(self, kind: str, command: list[str]) -> list[Path]:
        """Kill a command at a random moment; return the files that it said were accepted."""
        process = self._start(command)
        begun = time.monotonic()
        try:
            process.wait(self.rng.uniform(0.0, 1.1 * self._takes.get(command[0], _GUESS_S)))
            self._learn(command[0], time.monotonic() - begun)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.tally.kills[kind] += 1
        lines = (self.folder / "printed").read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line.partition(": ") for line in lines]
        return [Path(name) for name, _, words in said if words.startswith("accepted") and Path(name).is_file()]

    def _learn(self, word: str, seconds: float) -> None:
        """Remember how long a command takes that was not killed."""
        known = self._takes.get(word, seconds)
        self._takes[word] = 0.7 * known + 0.3 * seconds

    def _crash_site(self, kind: str, inbox: Inbox) -> list[Path]:
        """Kill the site while an intake is at work, kill its next start too, and start it again."""
        told = []
        if kind == "all":
            process = self._start(self._command("intake", inbox))
            time.sleep(self.rng.uniform(0.0, self._takes.get("ingest", _GUESS_S)))
            process.kill()
            process.wait()
        self.site.process.kill()
        self.site.process.communicate()
        self.tally.kills[kind] += 1
        if kind == "start anew":
            # DaCHS makes all tables anew.
            state = Layout(self.var).gavo / "umbra-state.json"
            state.write_text(state.read_text().replace('"occ"', '"occ_before"'), encoding="utf-8")
        if kind != "all":
            told = self._crash_command("intake", self._command("intake", inbox))
        self._crash_start()
        begun = time.monotonic()
        self.site = start_site(self.var, release_interval=_LOOK_S)
        self._learn("serve", time.monotonic() - begun)
        return told

    def _crash_start(self) -> None:
        process = subprocess.Popen(
            [umbra_program(), "serve", "--var", str(self.var), "--port", str(self.site.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(self.rng.uniform(0.0, self._takes.get("serve", 10.0)))
            self.tally.troubles.append("the site ended by itself while it started")
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.tally.kills["start"] += 1

    def _send_again(self, command: list[str]) -> list[str]:
        begun = time.monotonic()
        done = subprocess.run(
            [umbra_program(), *command],
            env={**os.environ, "UMBRA_VAR": str(self.var)},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        self._learn(command[0], time.monotonic() - begun)
        # One file of each inbox is no report, and is refused.
        wanted = (0,) if command[0] == "calibrate" else (1,)
        if done.returncode in wanted and "Traceback" not in done.stderr and "fault" not in done.stdout:
            return []
        return [f"{command[0]} ends with {done.returncode}: {(done.stderr or done.stdout)[-500:]}"]

    def _wait_until_well(self, told: list[Path]) -> tuple[Verdict, list[str]]:
        """Wait until the site has put everything in order by itself; return what it did not, and what is left over."""
        give_up = time.monotonic() + PATIENCE_S
        while True:
            verdict, left = self._look(told)
            if (verdict.is_well and not left) or time.monotonic() > give_up:
                return verdict, left
            time.sleep(0.3)

    def _look(self, told: list[Path]) -> tuple[Verdict, list[str]]:
        verdict, left = self.holdings.look(), list_leftovers(self.var)
        if self.site.process.poll() is not None:
            left.append(f"the site ended with {self.site.process.returncode}")
        try:
            tables = compare(self.var, self.holdings)
        except (psycopg.Error, UmbraError, OSError) as problem:
            return verdict, [*left, f"the site cannot be asked: {problem}"]
        kept = {checksum for checksum, _ in self.holdings.files}
        reports = [path for path in told if path.suffix in (".txt", ".dat")]
        verdict.lost += [f"{one} was accepted" for one in reports if _checksum(one) not in kept]
        verdict.lost += tables.lost
        verdict.doubled += tables.doubled
        verdict.half += tables.half
        return verdict, left


def list_leftovers(var: Path) -> list[str]:
    """Return the processes of killed commands that live on."""
    left = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            environment = (folder / "environ").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except (OSError, ValueError):
            continue  # it has just ended
        is_ours = f"UMBRA_VAR={var}\0".encode() in environment and parent == "1"
        if is_ours and any(word in (b"ingest", b"calibrate") for word in words):
            left.append(f"process {folder.name} lives on: {b' '.join(words)[:200].decode('utf-8', 'replace')}")
    return left


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(folder: Path, *, rounds: int, seed: int, every: int = 10) -> Tally:
    """Torture a new site in a folder; print a line every some rounds."""
    crash = CrashRun(folder, seed)
    try:
        for number in range(1, rounds + 1):
            n_troubles = len(crash.tally.troubles)
            crash.round(number)
            for trouble in crash.tally.troubles[n_troubles:]:
                print(trouble, flush=True)
            if number % every == 0:
                print(crash.tally.line(), flush=True)
        return crash.tally
    finally:
        crash.close()


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--folder", type=Path, default=None, help="is made, and stays")
    wishes = parser.parse_args()
    seed = wishes.seed if wishes.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    folder = wishes.folder or Path(tempfile.mkdtemp(prefix="umbra-crash-", dir="/tmp"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    tally = run(folder, rounds=wishes.rounds, seed=seed)
    print(tally.line())
    if wishes.folder is None and tally.is_well:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if tally.is_well else 1)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
