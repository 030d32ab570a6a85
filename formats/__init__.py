"""The formats that Umbra reads: one module a format, found by looking at the first bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from formats import corrections_csv
from formats.curves import limovie_csv, pymovie_csv, pyote_csv, sora_ascii, tangra_csv, vizier_occ
from formats.files.decoding import as_utf8
from formats.foreign_files import photometry_program
from formats.forms import iota_text_form, iota_workbook, legacy_form, sodis_form
from formats.occult import occelmnt, occult_fixed, occult_xml
from formats.timings import aota_text, aota_xml, fit_metrics, pyote_log
from schemas.reading import Reading

#: Bytes that `identify` may look at.
HEAD_SIZE = 65536


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """How a format is recognised and read."""

    #: True if the first bytes of a file look like this format.
    identify: Callable[[bytes], bool]
    #: Read a file. Every reader takes all its bytes and its name, for messages, and raises `FormatError` where nothing
    #: can be read.
    read: Callable[[bytes, str], Reading]
    #: A file larger than this is refused unread [bytes].
    max_size: int


#: In the order in which they are tried: light curves with header lines before the forms, whose `#KEY:` lines
#: some of them share; bare columns of numbers last.
FORMATS: dict[str, Format] = {
    "vizier_occ": Format(identify=vizier_occ.identify, read=vizier_occ.read, max_size=200_000_000),
    "tangra_csv": Format(identify=tangra_csv.identify, read=tangra_csv.read, max_size=600_000_000),
    "limovie_csv": Format(identify=limovie_csv.identify, read=limovie_csv.read, max_size=600_000_000),
    "pyote_csv": Format(identify=pyote_csv.identify, read=pyote_csv.read, max_size=600_000_000),
    "pymovie_csv": Format(identify=pymovie_csv.identify, read=pymovie_csv.read, max_size=600_000_000),
    "pyote_log": Format(identify=pyote_log.identify, read=pyote_log.read, max_size=20_000_000),
    "fit_metrics": Format(identify=fit_metrics.identify, read=fit_metrics.read, max_size=5_000_000),
    "aota_text": Format(identify=aota_text.identify, read=aota_text.read, max_size=1_000_000),
    "aota_xml": Format(identify=aota_xml.identify, read=aota_xml.read, max_size=1_000_000),
    "sodis_form": Format(identify=sodis_form.identify, read=sodis_form.read, max_size=1_000_000),
    "iota_text_form": Format(identify=iota_text_form.identify, read=iota_text_form.read, max_size=1_000_000),
    "legacy_form": Format(identify=legacy_form.identify, read=legacy_form.read, max_size=1_000_000),
    "iota_workbook": Format(identify=iota_workbook.identify, read=iota_workbook.read, max_size=10_000_000),
    "occult_xml": Format(identify=occult_xml.identify, read=occult_xml.read, max_size=200_000_000),
    "occult_fixed": Format(identify=occult_fixed.identify, read=occult_fixed.read, max_size=200_000_000),
    "occelmnt": Format(identify=occelmnt.identify, read=occelmnt.read, max_size=200_000_000),
    "corrections_csv": Format(identify=corrections_csv.identify, read=corrections_csv.read, max_size=1_000_000),
    "sora_ascii": Format(identify=sora_ascii.identify, read=sora_ascii.read, max_size=600_000_000),
}


def identify(head: bytes) -> str | None:
    """Return the name of the format that a file's first bytes look like, None if none fits."""
    plain = as_utf8(head[:HEAD_SIZE])
    photometry = photometry_program(plain)
    if photometry is not None and not photometry.has_flux:
        return None  # `formats.foreign_files.explain` says what it is
    return next((name for name, kind in FORMATS.items() if kind.identify(plain)), None)
