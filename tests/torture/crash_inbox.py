"""What observers send in a round of the crash run: new every time, and the same for the same seed."""

import random
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from service.ground.layout import PROJECT
from tests.curves import pymovie, vizier
from tests.photometry_field import MadeField, make_field

_FORM = (PROJECT / "resources/occ/samples/20170622_10199_chariklo_hakos.txt").read_text(encoding="utf-8")
_FIRST_DAY = date(1990, 1, 1)
TARGET = "crash1"


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """Files of one round."""

    #: For `umbra ingest`.
    reports: Path
    #: For `umbra calibrate`, and the instant that is given with them, UTC [MJD].
    catalogues: tuple[Path, ...]
    mjd: float


def field() -> MadeField:
    """Return the field of the target `TARGET`."""
    return make_field(ra0=210.0, dec0=-20.0)


def form(day: date, observer: str) -> str:
    """Return a negative report of an occultation by Hildrun on a day."""
    words = f"{day.day} {day:%B} {day.year}"
    text = _FORM.replace("22 June 2017", words).replace("#PREDICTTIME: 22 Jun; 2017", f"#PREDICTTIME: {words}")
    text = text.replace("ASTEROID: Chariklo", "ASTEROID: Hildrun").replace("Nr: 10199", "Nr: 928")
    text = text.replace("Gaia DR3 6760223758801661440", "UCAC4 350-187717")
    return text.replace("#Observer1:", f"#Observer1: {observer}")


def write_inbox(folder: Path, number: int, rng: random.Random) -> Inbox:
    """Write the files of a round into a new folder.

    Parameters
    ----------
    folder
        Made here.
    number
        Of the round: no two rounds write equal files.
    rng
        Decides how many.
    """
    reports, frames = folder / "reports", folder / "frames"
    for one in (reports, frames):
        one.mkdir(parents=True)
    day = _FIRST_DAY + timedelta(days=2 * number)
    # From 200 files on several processes read.
    n_forms = 220 if rng.random() < 0.05 else rng.randint(1, 12)
    for count in range(n_forms):
        text = form(day + timedelta(days=rng.randint(0, 1)), f"Observer {number} {count}")
        (reports / f"form{count:03d}.txt").write_text(text, encoding="utf-8")
    (reports / "again.txt").write_bytes((reports / "form000.txt").read_bytes())
    (reports / "nothing.txt").write_text(f"no report at all, {number}\n", encoding="utf-8")
    for count in range(rng.randint(1, 3)):
        clock = f"20:{rng.randint(2, 40)}:{rng.randint(0, 59)}.00"
        when, name = f"{day.year}-{day.month}-{day.day} {clock}", f"curve{count}.dat"
        vizier(reports, body="3: Juno", star="501-7", observer=f"O. {number} {count}", date=when, name=name)
    _write_bundle(reports / "bundle.zip", form(day, f"Bundler {number}"), folder)
    catalogues = tuple(
        field().write_catalogue(frames / f"frame{count}.cat", target_mag=14.0 + 0.001 * number + 0.3 * count)
        for count in range(rng.randint(1, 3))
    )
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return Inbox(reports=reports, catalogues=catalogues, mjd=58000.0 + number)


def _write_bundle(path: Path, text: str, folder: Path) -> None:
    """Write a submission of a report, a light curve and a picture."""
    curve = pymovie(folder, start="21:12:00", n_readings=60)
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("report.txt", text)
        bundle.writestr("curve.csv", curve.read_text(encoding="utf-8") + f"# {len(text)} {text[-1:]}\n")
        bundle.writestr("sky.png", b"\x89PNG\r\n\x1a\n" + text.encode()[:200])
