"""Which columns of a catalogue of stars hold place, magnitude, error and flags."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity

#: Pairs of right ascension and declination, in the order of preference. The names ending in ``_J2000``,
#: ``_SKY`` and ``_WORLD`` are those of SExtractor (manual, "Measurements: positional parameters"), the others
#: are usual in plain tables and in VizieR.
POSITION_PAIRS = (
    ("ALPHA_J2000", "DELTA_J2000"),
    ("ALPHAWIN_J2000", "DELTAWIN_J2000"),
    ("ALPHAPSF_J2000", "DELTAPSF_J2000"),
    ("ALPHAMODEL_J2000", "DELTAMODEL_J2000"),
    ("ALPHAPEAK_J2000", "DELTAPEAK_J2000"),
    ("ALPHA_SKY", "DELTA_SKY"),
    ("ALPHAWIN_SKY", "DELTAWIN_SKY"),
    ("ALPHAPSF_SKY", "DELTAPSF_SKY"),
    ("ALPHAPEAK_SKY", "DELTAPEAK_SKY"),
    ("X_WORLD", "Y_WORLD"),
    ("XWIN_WORLD", "YWIN_WORLD"),
    ("XPSF_WORLD", "YPSF_WORLD"),
    ("RA_J2000", "DEC_J2000"),
    ("RAJ2000", "DEJ2000"),
    ("_RAJ2000", "_DEJ2000"),
    ("RA_ICRS", "DE_ICRS"),
    ("RA_ICRS", "DEC_ICRS"),
    ("RA_DEG", "DEC_DEG"),
    ("RADEG", "DECDEG"),
    ("RA", "DEC"),
    ("RA", "DECL"),
    ("ALPHA", "DELTA"),
)
_IMAGE_PAIRS = (("X_IMAGE", "Y_IMAGE"), ("XWIN_IMAGE", "YWIN_IMAGE"), ("XPSF_IMAGE", "YPSF_IMAGE"), ("X", "Y"))
#: Kinds of magnitude and flux in the order of preference: SExtractor's best total magnitude first.
_KINDS = ("AUTO", "APER", "PSF", "BEST", "WIN", "MODEL", "ISOCOR", "ISO", "PETRO")
_PLAIN_MAGNITUDES = ("MAG", "MAGNITUDE", "MAG_INST", "INST_MAG", "INSTMAG")
_MAGNITUDES = ("MAG_AUTO", *_PLAIN_MAGNITUDES, *(f"MAG_{kind}" for kind in _KINDS[1:]))
_FLUXES = (*(f"FLUX_{kind}" for kind in _KINDS), "FLUX")
_FLAGS = ("FLAGS", "FLAG")
_NUMBERED = re.compile(r"((?:MAG|FLUX)_APER)[_\[( ]?(\d{1,3})[\])]?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column as the file announces it."""

    name: str
    unit: str = ""
    #: Number of elements, more than 1 for a vector.
    width: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The columns to read."""

    #: Column by role: ``ra``, ``dec``, ``mag`` always, ``mag_err``, ``flags``, ``x``, ``y`` where there are some.
    columns: dict[str, Column]
    #: True where the column of the magnitude holds a flux.
    is_flux: bool
    #: Which aperture the magnitude is of, counted from 1; None where the file has only one magnitude.
    aperture: int | None
    #: Which element of each column to read, counted from 0.
    elements: dict[str, int]
    findings: tuple[Finding, ...]


def has_source_columns(names: Sequence[str]) -> bool:
    """Return True if columns of these names hold places on the sky and magnitudes or fluxes."""
    known = {name.upper() for name in names}
    known |= {match[1] for match in map(_NUMBERED.fullmatch, known) if match}
    has_place = any(ra in known and dec in known for ra, dec in POSITION_PAIRS)
    return has_place and any(name in known for name in (*_MAGNITUDES, *_FLUXES))


def choose_columns(
    columns: Sequence[Column], source: str, *, magnitude: str | None = None, aperture: int | None = None
) -> Choice:
    """Choose the columns of place, magnitude, error and flags.

    Parameters
    ----------
    columns
        The columns of the file in their order.
    source
        Name of the file, for messages.
    magnitude
        Column to use (``MAG_APER``, or short ``aper``); None: the best known one.
    aperture
        Which aperture of ``MAG_APER`` to use, counted from 1; None: the first.

    Raises
    ------
    FormatError
        If there is no place or no magnitude among the columns, or not the one asked for.
    """
    known = {column.name.upper(): column for column in reversed(columns)}
    ra, dec = _position(known, source)
    mag, is_flux, label = _magnitude(known, source, magnitude, aperture)
    element = _element(mag, source, label, aperture)
    chosen = {"ra": ra, "dec": dec, "mag": mag}
    elements = {"mag": element} if mag.width > 1 else {}
    error = next((known[name] for name in _error_names(mag.name.upper()) if name in known), None)
    if error is not None and error.width in {1, mag.width} and (error.width > 1 or element == 0):
        chosen["mag_err"] = error
        elements |= {"mag_err": element} if error.width > 1 else {}
    flags = next((known[name] for name in _FLAGS if name in known), None)
    if flags is not None:
        chosen["flags"] = flags
    pair = next(((x, y) for x, y in _IMAGE_PAIRS if x in known and y in known), None)
    if pair is not None:
        chosen |= {"x": known[pair[0]], "y": known[pair[1]]}
    n_apertures = mag.width if label is None else len(_numbered(known, mag.name))
    has_apertures = n_apertures > 1 or label is not None
    return Choice(
        columns=chosen,
        is_flux=is_flux,
        aperture=(label or element + 1) if has_apertures else None,
        elements=elements,
        findings=_remarks(chosen, is_flux, n_apertures, aperture),
    )


def _position(known: dict[str, Column], source: str) -> tuple[Column, Column]:
    pair = next(((known[ra], known[dec]) for ra, dec in POSITION_PAIRS if ra in known and dec in known), None)
    if pair is not None:
        return pair
    if any(name.endswith("_B1950") for name in known):
        raise FormatError(
            source,
            None,
            "ALPHA_J2000",
            "The sky positions are for the equinox B1950.",
            "Write ALPHA_J2000, DELTA_J2000.",
        )
    half = next((name for pair in POSITION_PAIRS for name in pair if name in known), None)
    problem = f"There is {half} without its partner." if half else "The catalogue has no sky positions."
    raise FormatError(
        source,
        None,
        "ALPHA_J2000, DELTA_J2000",
        problem,
        "Solve the astrometry of the image and have SExtractor write ALPHA_J2000 and DELTA_J2000.",
    )


def _magnitude(
    known: dict[str, Column], source: str, magnitude: str | None, aperture: int | None
) -> tuple[Column, bool, int | None]:
    """Return the column, whether it is a flux, and the number in the name of a column an aperture."""
    names = [*_MAGNITUDES, *_FLUXES]
    if magnitude is not None:
        names = [magnitude.strip().upper()]
        names += [f"MAG_{names[0]}", f"FLUX_{names[0]}"]
    elif aperture is not None:
        names = ["MAG_APER", "FLUX_APER", *names]
    for name in names:
        if name in known:
            return known[name], name.startswith("FLUX"), None
        numbered = _numbered(known, name)
        label = aperture if aperture in numbered else min(numbered, default=0)
        if numbered and (aperture is None or aperture in numbered):
            return numbered[label], name.startswith("FLUX"), label
    there = ", ".join(sorted(name for name in known if name.startswith(("MAG_", "FLUX_"))))
    what = "no magnitude" if magnitude is None else f"no column {magnitude}"
    message = f"The catalogue has {what}{f'; it has {there}' if there else ''}."
    raise FormatError(source, None, names[0], message, "Have SExtractor write MAG_AUTO and MAGERR_AUTO, or MAG_APER.")


def _numbered(known: dict[str, Column], name: str) -> dict[int, Column]:
    """Return the columns of one number an aperture (``MAG_APER_2``) by their number."""
    stem = name.upper()
    own = _NUMBERED.fullmatch(stem)
    stem = own[1] if own else stem
    matches = ((_NUMBERED.fullmatch(other), column) for other, column in known.items())
    return {int(match[2]): column for match, column in matches if match and match[1] == stem}


def _element(mag: Column, source: str, label: int | None, aperture: int | None) -> int:
    if label is not None or aperture is None:
        return 0
    if not 1 <= aperture <= mag.width:
        message = f"There is no aperture {aperture}: the column holds {mag.width}."
        raise FormatError(source, None, mag.name, message, "Count apertures from 1.")
    return aperture - 1


def _error_names(name: str) -> tuple[str, ...]:
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        return (name.replace("_APER", "ERR_APER", 1),)
    kind, _, rest = name.partition("_")
    if name in _PLAIN_MAGNITUDES:
        return ("MAGERR", "MAG_ERR", "MAGERR_AUTO", "E_MAG", "MAG_ERROR", f"{name}_ERR", "ERR", "ERROR", "MERR")
    if name == "FLUX":
        return ("FLUXERR", "FLUX_ERR", "E_FLUX")
    return (f"{kind}ERR_{rest}", f"{name}_ERR", f"E_{name}")


def _remarks(chosen: dict[str, Column], is_flux: bool, n_apertures: int, aperture: int | None) -> tuple[Finding, ...]:
    name, findings = chosen["mag"].name, []
    if n_apertures > 1 and aperture is None:
        message = f"There are {n_apertures} apertures; the first was used."
        findings.append(_info(FindingCode.COLUMN_CHOICE, name, message, "choose one with --aperture"))
    if is_flux:
        message = "There is no magnitude; it was computed from this flux."
        findings.append(_info(FindingCode.VALUE_DERIVED, name, message, ""))
    if "mag_err" not in chosen:
        message = "There is no column of its errors; the point will have no statistical error."
        hint = "have SExtractor write MAGERR_AUTO or MAGERR_APER"
        findings.append(
            Finding(code=FindingCode.VALUE_MISSING, severity=Severity.WARNING, message=message, hint=hint, field=name)
        )
    if "flags" not in chosen:
        message = "There is no column FLAGS: saturated stars cannot be told."
        findings.append(_info(FindingCode.VALUE_MISSING, "FLAGS", message, "have SExtractor write FLAGS"))
    return tuple(findings)


def _info(code: FindingCode, field: str, message: str, hint: str) -> Finding:
    return Finding(code=code, severity=Severity.INFO, message=message, hint=hint, field=field)
