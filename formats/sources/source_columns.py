"""Which columns of a catalogue of stars hold position, magnitude, error and flags."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode

#: Degrees in each unit of positions on the sky.
DEGREES = {
    **dict.fromkeys(("", "deg", "degree", "degrees", "d"), 1.0),
    **dict.fromkeys(("h", "hr", "hour", "hours", "hourangle"), 15.0),
    **dict.fromkeys(("rad", "radian", "radians"), 57.29577951308232),
}
_SEXTRACTOR_PLACES = (
    "_J2000",
    "WIN_J2000",
    "PSF_J2000",
    "MODEL_J2000",
    "PEAK_J2000",
    "_SKY",
    "WIN_SKY",
    "PSF_SKY",
    "MODEL_SKY",
    "PEAK_SKY",
)
_WORLD_PLACES = ("", "WIN", "PSF", "MODEL", "PEAK")
_PLAIN_PLACES = (
    "_J2000",
    "J2000",
    "_ICRS",
    "ICRS",
    "_DEG",
    "DEG",
    "",
    "_2000",
    "2000",
    "_D",
    "MEAN",
    "_MEAN",
    "_PSF",
    ".ICRS",
)
#: Pairs of right ascension and declination, in the order of preference: first the names of SExtractor (manual,
#: "Measurements: positional parameters"), then those usual in plain tables and in VizieR, then those that astropy
#: gives to the sky positions of photutils.
POSITION_PAIRS = (
    *((f"ALPHA{name}", f"DELTA{name}") for name in _SEXTRACTOR_PLACES),
    *((f"X{name}_WORLD", f"Y{name}_WORLD") for name in _WORLD_PLACES),
    *(
        (f"{mark}RA{name}", f"{mark}{dec}{name}")
        for mark in ("", "_")
        for name in _PLAIN_PLACES
        for dec in ("DEC", "DE", "DECL")
    ),
    ("ALPHA", "DELTA"),
    ("RIGHT_ASCENSION", "DECLINATION"),
    ("COORD_RA", "COORD_DEC"),
    # astrometry.net's list of matches: positions of the stars in the image, not of those in its index.
    ("FIELD_RA", "FIELD_DEC"),
    ("SKY_CENTROID.RA", "SKY_CENTROID.DEC"),
    ("SKY_CENTER.RA", "SKY_CENTER.DEC"),
)

_IMAGE_PAIRS = (("X_IMAGE", "Y_IMAGE"), ("XWIN_IMAGE", "YWIN_IMAGE"), ("XPSF_IMAGE", "YPSF_IMAGE"), ("X", "Y"))
#: Kinds of magnitude and flux in the order of preference: SExtractor's best total magnitude first.
_KINDS = (
    *("AUTO", "APER", "PSF", "BEST", "WIN", "MODEL", "ISOCOR", "ISO", "PETRO"),
    *("POINTSOURCE", "HYBRID", "DETMODEL", "PROFILE", "SOMFIT"),
)
_PLAIN_MAGNITUDES = ("MAG", "MAGNITUDE", "MAG_INST", "INST_MAG", "INSTMAG")
_MAGNITUDES = ("MAG_AUTO", *_PLAIN_MAGNITUDES, *(f"MAG_{kind}" for kind in _KINDS[1:]))
#: The fluxes of photutils come last: aperture, PSF fit and segments.
_PHOTUTILS_FLUXES = ("APERTURE_SUM", "FLUX_FIT", "KRON_FLUX", "SEGMENT_FLUX", "SOURCE_SUM")
_FLUXES = (*(f"FLUX_{kind}" for kind in _KINDS), "FLUX", *_PHOTUTILS_FLUXES)
_FLAGS = ("FLAGS", "FLAG")
#: Columns that name the filter in every row.
_FILTERS = ("FILTER", "PASSBAND", "FILTER_NAME", "FILTERNAME", "FILT", "BAND")
_TIMES = frozenset({"MJD", "JD", "HJD", "BJD", "TIME", "OBSJD", "OBSMJD", "DATE-OBS", "DATE_OBS", "DATE", "BJD_TDB"})
#: Hint for files with measurements of one star.
LIGHT_CURVE_HINT = "send it to umbra calibrate as CSV of time,filter,magnitude,error (time as MJD in UTC)"
_NUMBERED = re.compile(r"((?:MAG|FLUX)_APER|APERTURE_SUM)[_\[( ]?(\d{1,3})[\])]?")
#: A unit or equinox within the name: ``RA (deg)``, ``DEC [J2000]``; but not ``MAG_APER[2]``.
#: Placeholders in a column of filters.
_NO_FILTER = frozenset({"", "--", "-", "nan", "NaN", "masked"})
_RANGE = re.compile(r"(.*[^\s_])\[\d{1,3}\.\.\d{1,3}\]")
_BRACKETS = re.compile(r"(.*[^\s_])[\s_]*+[\[(](?=[^A-Za-z\[\]()]*+[A-Za-z])([^\[\]()]*+)[\])]")
#: Names of any magnitude, and words in a name that mean something else about a magnitude.
_SOME_MAGNITUDE = re.compile(r"(?:^|_)[A-Z]?(?:INST|CAL|PSF|APER|AP)?_?MAG(?:_.|\d*$)")
_NOT_MAGNITUDE = re.compile(r"ERR|UNC|SIG|LIM|ZP|ZERO|ABS|DIFF|DELTA|FLAG|STD|RMS|^E_|^D_?MAG|^N_|EXT")


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column as the file declares it."""

    name: str
    unit: str = ""
    #: Number of elements, more than 1 for a vector.
    width: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The columns that are read, by their roles."""

    #: Column by role: always ``ra``, ``dec`` and ``mag``; ``mag_err``, ``flags``, ``x``, ``y`` and ``filter`` where the
    #: file has them.
    columns: dict[str, Column]
    #: True where the column of the magnitude holds a flux.
    is_flux: bool
    #: Number of the aperture of the magnitude, counted from 1; None where the file has only one magnitude.
    aperture: int | None
    #: Index, from 0, of the element that is read of each column.
    elements: dict[str, int]
    findings: tuple[Finding, ...]


def has_source_columns(names: Sequence[str]) -> bool:
    """Return True if columns of these names hold positions on the sky and magnitudes or fluxes."""
    known = {plain_name(name) for name in names}
    known |= {match[1] for match in map(_NUMBERED.fullmatch, known) if match}
    return has_places(names) and any(name in known for name in (*_MAGNITUDES, *_FLUXES))


def has_places(names: Sequence[str]) -> bool:
    """Return True if columns of these names hold positions on the sky."""
    known = {plain_name(name) for name in names}
    return any(ra in known and dec in known for ra, dec in POSITION_PAIRS)


def plain_name(name: str) -> str:
    """Return the name of a column in capitals, without a unit or equinox in brackets."""
    bare = name.strip().strip('"').strip()
    # ASTAP writes ``ra[0..360]``.
    match = _BRACKETS.fullmatch(bare) or _RANGE.fullmatch(bare)
    return re.sub(r"\s+", "_", match[1] if match else bare).upper()


def unit_in_name(name: str) -> str:
    """Return the unit of positions on the sky within the name of a column, else an empty text."""
    match = _BRACKETS.fullmatch(name.strip().strip('"').strip())
    unit = match[2].strip().lower() if match else ""
    return unit if unit in DEGREES else ""


def looks_like_light_curve(names: Sequence[str]) -> bool:
    """Return True if columns of these names hold times and magnitudes, but no positions."""
    known = {plain_name(name) for name in names}
    return bool(_TIMES & known) and not has_places(names)


def choose_columns(
    columns: Sequence[Column], source: str, *, magnitude: str | None = None, aperture: int | None = None
) -> Choice:
    """Choose the columns of position, magnitude, error and flags.

    Parameters
    ----------
    columns
        The columns of the file in their order.
    source
        Name of the file, for messages.
    magnitude
        Column to use (``MAG_APER``, or short ``aper``); None: the first one in the order of preference.
    aperture
        Number of the aperture of ``MAG_APER`` to use, counted from 1; None: the first.

    Raises
    ------
    FormatError
        If the columns have no position, no magnitude, or not the magnitude or aperture that is asked for.
    """
    known = {plain_name(column.name): column for column in reversed(columns)}
    ra, dec = _position(known, source)
    mag, is_flux, label = _magnitude(known, source, magnitude, aperture)
    is_known = magnitude is not None or label is not None or plain_name(mag.name) in {*_MAGNITUDES, *_FLUXES}
    element = _element(mag, source, label, aperture)
    chosen = {"ra": ra, "dec": dec, "mag": mag}
    elements = {"mag": element} if mag.width > 1 else {}
    error = next((known[name] for name in _error_names(plain_name(mag.name)) if name in known), None)
    if error is not None and error.width in {1, mag.width} and (error.width > 1 or element == 0):
        chosen["mag_err"] = error
        elements |= {"mag_err": element} if error.width > 1 else {}
    flags = next((known[name] for name in _FLAGS if name in known), None)
    if flags is not None:
        chosen["flags"] = flags
    pair = next(((x, y) for x, y in _IMAGE_PAIRS if x in known and y in known), None)
    if pair is not None:
        chosen |= {"x": known[pair[0]], "y": known[pair[1]]}
    used = next((known[name] for name in _FILTERS if name in known), None)
    if used is not None and used.width == 1:
        chosen["filter"] = used
    n_apertures = mag.width if label is None else len(_numbered(known, mag.name))
    has_apertures = n_apertures > 1 or label is not None
    return Choice(
        columns=chosen,
        is_flux=is_flux,
        aperture=(label or element + 1) if has_apertures else None,
        elements=elements,
        findings=(*_remarks(chosen, is_flux, n_apertures, aperture), *(() if is_known else _only_magnitude(mag.name))),
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
            "write ALPHA_J2000, DELTA_J2000",
        )
    half = next((name for pair in POSITION_PAIRS for name in pair if name in known), None)
    problem = f"There is a column {half}, but not its counterpart." if half else "The catalogue has no sky positions."
    hint = "solve the astrometry of the image and have SExtractor write ALPHA_J2000 and DELTA_J2000"
    if half is None and any(x in known and y in known for x, y in _IMAGE_PAIRS):
        problem = "The list has positions in pixels only, no sky positions."
        hint = "match it to the sky (WCS) and send RA, Dec and the magnitude or flux of each star"
    if half is None and looks_like_light_curve(list(known)):
        problem = "This looks like the light curve of one star: there are times, but no sky positions."
        hint = LIGHT_CURVE_HINT
    raise FormatError(source, None, "ALPHA_J2000, DELTA_J2000", problem, hint)


def _magnitude(
    known: dict[str, Column], source: str, magnitude: str | None, aperture: int | None
) -> tuple[Column, bool, int | None]:
    """Return the column, whether it is a flux, and the aperture where each one has a column of its own."""
    names = [*_MAGNITUDES, *_FLUXES]
    if magnitude is not None:
        names = [plain_name(magnitude)]
        names += [f"MAG_{names[0]}", f"FLUX_{names[0]}"]
    elif aperture is not None:
        names = ["MAG_APER", "FLUX_APER", *names]
    for name in names:
        if name in known:
            return known[name], _is_flux(name), None
        numbered = _numbered(known, name)
        label = aperture if aperture in numbered else min(numbered, default=0)
        if numbered and (aperture is None or aperture in numbered):
            return numbered[label], _is_flux(name), label
    some = [name for name in known if _SOME_MAGNITUDE.search(name) and not _NOT_MAGNITUDE.search(name)]
    if magnitude is None and aperture is None and len(some) == 1:
        return known[some[0]], False, None
    there = ", ".join(sorted({*some, *(name for name in known if name.startswith(("MAG_", "FLUX_")))}))
    what = "no magnitude" if magnitude is None else f"no column {magnitude}"
    message = f"The catalogue has {what}{f'; it has {there}' if there else ''}."
    hint = "have SExtractor write MAG_AUTO and MAGERR_AUTO, or MAG_APER"
    hint += "; or name a column with --magnitude" if there else ""
    raise FormatError(source, None, names[0], message, hint)


def _is_flux(name: str) -> bool:
    return name.startswith("FLUX") or name in _PHOTUTILS_FLUXES


def _only_magnitude(name: str) -> tuple[Finding, ...]:
    """Return a warning on a column that was used because it is the only magnitude."""
    message = "No magnitude has a name as SExtractor writes it; the only magnitude, this column, was used."
    hint = "name the column of the instrumental magnitude with --magnitude"
    return (Finding.warning(FindingCode.COLUMN_CHOICE, message, hint, field=name),)


def _numbered(known: dict[str, Column], name: str) -> dict[int, Column]:
    """Return the columns of single apertures (``MAG_APER_2``) by the number of the aperture."""
    stem = plain_name(name)
    own = _NUMBERED.fullmatch(stem)
    stem = own[1] if own else stem
    matches = ((_NUMBERED.fullmatch(other), column) for other, column in known.items())
    return {int(match[2]): column for match, column in matches if match and match[1] == stem}


def _element(mag: Column, source: str, label: int | None, aperture: int | None) -> int:
    if label is not None or aperture is None:
        return 0
    if not 1 <= aperture <= mag.width:
        message = f"There is no aperture {aperture}: the column holds {mag.width}, counted from 1."
        raise FormatError(source, None, mag.name, message, "choose another one with --aperture")
    return aperture - 1


def _error_names(name: str) -> tuple[str, ...]:
    """Return possible names of the column with the errors of a magnitude or flux, the most likely ones first."""
    kind, _, rest = name.partition("_")
    common = tuple(
        pattern.format(name)
        for pattern in ("{}_ERR", "{}ERR", "E_{}", "ERR_{}", "{}_ERROR", "{}ERROR", "{}_UNC", "D{}", "SIGMA_{}", "E{}")
    )
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        stem = {"MAG_APER": "MAGERR_APER", "FLUX_APER": "FLUXERR_APER"}.get(numbered[1], "APERTURE_SUM_ERR")
        return (name.replace(numbered[1], stem, 1), *common)
    if name in _PLAIN_MAGNITUDES:
        # stellarphot has mag_error beside mag_inst.
        return ("MAGERR", "MAG_ERR", "MAGERR_AUTO", *common, "MAG_ERROR", "MERR", "MAG_UNC", "ERR", "ERROR")
    if name == "FLUX_FIT":
        return ("FLUX_ERR", "FLUX_UNC", *common)
    general = () if name in {*_MAGNITUDES, *_FLUXES} else ("MAGERR", "MAG_ERR", "MAG_UNC")
    return (f"{kind}ERR_{rest}", *common, *general)


def _remarks(chosen: dict[str, Column], is_flux: bool, n_apertures: int, aperture: int | None) -> tuple[Finding, ...]:
    name, findings = chosen["mag"].name, []
    if n_apertures > 1 and aperture is None:
        message = f"There are {n_apertures} apertures; the first was used."
        findings.append(Finding.info(FindingCode.COLUMN_CHOICE, message, "choose one with --aperture", field=name))
    if is_flux:
        message = "The catalogue has no magnitude; it was computed from this flux."
        findings.append(Finding.info(FindingCode.VALUE_DERIVED, message, field=name))
    if "mag_err" not in chosen:
        message = "The magnitude has no column of errors; the point will have no statistical error."
        hint = "have SExtractor write MAGERR_AUTO or MAGERR_APER"
        findings.append(Finding.warning(FindingCode.VALUE_MISSING, message, hint, field=name))
    if "flags" not in chosen:
        message = "There is no column FLAGS: saturated stars cannot be recognised."
        findings.append(Finding.info(FindingCode.VALUE_MISSING, message, "have SExtractor write FLAGS", field="FLAGS"))
    return tuple(findings)


def one_filter(words: Sequence[str], name: str, source: str) -> str | None:
    """Return the filter that a column names, or None.

    Raises
    ------
    FormatError
        If the rows are of several filters, and therefore of several images.
    """
    kinds = sorted({word.strip() for word in words} - _NO_FILTER)
    if not kinds or all(kind.replace(".", "", 1).isdigit() for kind in kinds):
        return None
    if len(kinds) > 1:
        message = f"The rows are of {len(kinds)} filters ({', '.join(kind[:20] for kind in kinds[:5])})."
        raise FormatError(source, None, name, message, "send the catalogue of each image singly")
    return kinds[0][:64]
