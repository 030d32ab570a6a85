"""Files that mutations begin with: everything real that is small, and made ones of every other kind that is read."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.table import Table
from pyarrow import Table as ArrowTable
from pyarrow import parquet

ROOT = Path(__file__).resolve().parents[2]
#: Of larger texts, only the first and last lines begin a mutation; larger files of other kinds are left out [byte].
_LARGEST = 40_000
_LARGEST_BINARY = 450_000
_PHOTOMETRY = ("/bhtom/", "/photcal/", "/sextractor/", "/phot/samples/", "cases/services/")
_REFERENCES = ("references", "refcat", "apass", "ref_kilonova")
_EPHEMERIDES = (".bsp", "ephem")
#: Folders of formats that are not read: fewer of their files are tried.
_UNREAD = tuple(
    f"/{name}"
    for name in "ades adv avi bess cds fits/ jmdc jsdc obsportal oifits ser/ specflux specraw vti cameras".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seed:
    """A file to begin with, and by which doors it may come in."""

    name: str
    data: bytes
    is_photometry: bool = False
    is_reference: bool = False
    is_ephemeris: bool = False
    #: How often it is taken.
    weight: float = 1.0


def gather(*folders: Path) -> list[Seed]:
    """Return the seeds below folders and those that are made; the same list for the same folders."""
    found = [seed for folder in folders for path in sorted(folder.rglob("*")) if (seed := _seed(path)) is not None]
    return [*found, *_made_catalogues(), *_made_bundles(found)]


def _seed(path: Path) -> Seed | None:
    if not path.is_file() or path.suffix in {".md", ".py", ".pyc", ".bin"}:
        return None
    data = path.read_bytes()
    name = path.as_posix()
    if len(data) > _LARGEST:
        is_text = b"\0" not in data[:4096] and not data.startswith((b"SIMPLE", b"\x1f\x8b", b"RIFF"))
        if not is_text and len(data) > _LARGEST_BINARY:
            return None
        if is_text:
            data = data[: data.find(b"\n", _LARGEST // 2) + 1] + data[data.rfind(b"\n", 0, -_LARGEST // 4) + 1 :]
            data = data[: 2 * _LARGEST]
    return Seed(
        name=path.name,
        data=data,
        is_photometry=any(part in name for part in _PHOTOMETRY),
        is_reference=any(part in name for part in _REFERENCES),
        is_ephemeris=any(part in path.name for part in _EPHEMERIDES),
        weight=0.1 if any(part in name for part in _UNREAD) else 1.0,
    )


def _stars(n_stars: int) -> Table:
    rng = np.random.default_rng(5)
    return Table(
        {
            "NUMBER": np.arange(1, n_stars + 1, dtype=np.int32),
            "ALPHA_J2000": 150.0 + rng.uniform(-0.1, 0.1, n_stars),
            "DELTA_J2000": 2.0 + rng.uniform(-0.1, 0.1, n_stars),
            "MAG_AUTO": rng.uniform(-12.0, -7.0, n_stars).astype(np.float32),
            "MAGERR_AUTO": np.full(n_stars, 0.01, dtype=np.float32),
            "MAG_APER": rng.uniform(-12.0, -7.0, (n_stars, 3)).astype(np.float32),
            "FLAGS": np.zeros(n_stars, dtype=np.int16),
        }
    )


def _made_catalogues() -> Iterator[Seed]:
    stars = _stars(60)
    for form, name in (("votable", "made.vot"), ("fits", "made.fits"), ("ascii.ecsv", "made.ecsv")):
        buffer = io.BytesIO()
        if form == "ascii.ecsv":
            text = io.StringIO()
            stars.write(text, format=form)
            buffer.write(text.getvalue().encode())
        else:
            stars.write(buffer, format=form)
        yield Seed(name=name, data=buffer.getvalue(), is_photometry=True)
        yield Seed(name=f"{name}.gz", data=gzip.compress(buffer.getvalue(), mtime=0), is_photometry=True)
    yield Seed(name="made.ldac", data=_ldac(stars), is_photometry=True)
    references = {"recno": np.arange(60), "RAJ2000": stars["ALPHA_J2000"], "DEJ2000": stars["DELTA_J2000"]}
    references |= {"Vmag": stars["MAG_AUTO"] + 25.0, "e_Vmag": stars["MAGERR_AUTO"]}
    for form in ("votable", "fits"):
        buffer = io.BytesIO()
        Table(references).write(buffer, format=form)
        yield Seed(name=f"references.{form}", data=buffer.getvalue(), is_reference=True)
    buffer = io.BytesIO()
    parquet.write_table(ArrowTable.from_pydict({name: list(column) for name, column in references.items()}), buffer)
    yield Seed(name="references.parquet", data=buffer.getvalue(), is_reference=True)


def _ldac(stars: Table) -> bytes:
    """Return a catalogue as SExtractor writes FITS_LDAC: the image's header in a table, then the stars."""
    header = fits.Header({"EXPTIME": 60.0, "DATE-OBS": "2024-02-01T01:02:03", "FILTER": "V"})
    cards = np.frombuffer(header.tostring(padding=False).encode(), dtype="S80")
    image = fits.BinTableHDU.from_columns(
        [fits.Column(name="Field Header Card", format=f"{80 * len(cards)}A", array=[b"".join(cards)])],
        name="LDAC_IMHEAD",
    )
    objects = fits.BinTableHDU(stars, name="LDAC_OBJECTS")
    buffer = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), image, objects]).writeto(buffer)
    return buffer.getvalue()


def _made_bundles(found: list[Seed]) -> Iterator[Seed]:
    small = [seed for seed in found if len(seed.data) < 10_000]
    for number in range(0, max(len(small) - 3, 0), max(len(small) // 6, 1)):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for seed in small[number : number + 3]:
                archive.writestr(f"{number}/{seed.name}", seed.data)
        yield Seed(name=f"bundle{number}.zip", data=buffer.getvalue())
