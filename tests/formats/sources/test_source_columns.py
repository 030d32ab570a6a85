"""Which columns are taken."""

import pytest

from formats.sources.source_columns import Choice, Column, choose_columns, has_source_columns, unit_in_name
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity


def choose(*names: str, magnitude: str | None = None) -> Choice:
    return choose_columns([Column(name=name) for name in names], "a.csv", magnitude=magnitude)


@pytest.mark.parametrize(
    ("ra", "dec"),
    [
        ("ALPHA_J2000", "DELTA_J2000"),
        ("alphawin_j2000", "deltawin_j2000"),
        ("ALPHAPEAK_J2000", "DELTAPEAK_J2000"),
        ("ALPHAPSF_SKY", "DELTAPSF_SKY"),
        ("X_WORLD", "Y_WORLD"),
        ("XPEAK_WORLD", "YPEAK_WORLD"),
        ("RA", "Dec"),
        ("RA (deg)", "DEC (deg)"),
        ("RA[J2000]", "Dec[J2000]"),
        ("ra_deg", "de_deg"),
        ("RAJ2000", "DEJ2000"),
        ("_RAJ2000", "_DEJ2000"),
        ("_RA.icrs", "_DE.icrs"),
        ("RA_ICRS", "DE_ICRS"),
        ("raMean", "decMean"),
        ("right_ascension", "declination"),
        ("sky_centroid.ra", "sky_centroid.dec"),
    ],
)
def test_places(ra: str, dec: str) -> None:
    assert has_source_columns([ra, dec, "MAG_AUTO"])
    chosen = choose("id", dec, ra, "MAG_AUTO").columns
    assert (chosen["ra"].name, chosen["dec"].name) == (ra, dec)


@pytest.mark.parametrize(
    "names", [("RA", "MAG_AUTO"), ("lon", "lat", "MAG_AUTO"), ("ALPHA_B1950", "DELTA_B1950", "MAG_AUTO")]
)
def test_no_places(names: tuple[str, ...]) -> None:
    assert not has_source_columns(names)
    with pytest.raises(FormatError):
        choose(*names)


@pytest.mark.parametrize(
    ("mag", "err"),
    [
        ("MAG_ISO", "MAGERR_ISO"),
        ("MAG_POINTSOURCE", "MAGERR_POINTSOURCE"),
        ("mag", "dmag"),
        ("mag", "emag"),
        ("mag_auto", "mag_auto_err"),
        ("mag_aper", "err_mag_aper"),
        ("MAG_APER_2", "MAGERR_APER_2"),
        ("FLUX_WIN", "FLUXERR_WIN"),
        ("flux_fit", "flux_err"),
        ("aperture_sum_1", "aperture_sum_err_1"),
        ("segment_flux", "segment_fluxerr"),
        ("psf_mag", "psf_mag_err"),
        ("calmag", "calmagerr"),
        ("MAG_CAL", "MAGERR_CAL"),
        ("mag_fit", "mag_unc"),
    ],
)
def test_magnitudes_and_their_errors(mag: str, err: str) -> None:
    choice = choose("RA", "DEC", err, mag, "FLAGS")
    assert (choice.columns["mag"].name, choice.columns["mag_err"].name) == (mag, err)
    assert choice.is_flux == ("flux" in mag.lower() or "sum" in mag)


def test_the_only_magnitude_of_another_name_is_used_and_said() -> None:
    (finding, *_) = [
        one for one in choose("RA", "DEC", "MAG_R", "FLAGS").findings if one.code is FindingCode.COLUMN_CHOICE
    ]
    assert (finding.field, finding.severity) == ("MAG_R", Severity.WARNING)
    assert not [
        one for one in choose("RA", "DEC", "MAG_R", magnitude="mag_r").findings if one.code is FindingCode.COLUMN_CHOICE
    ]


def test_of_two_magnitudes_of_other_names_none_is_guessed() -> None:
    with pytest.raises(FormatError, match="MAG_B, MAG_V") as trouble:
        choose("RA", "DEC", "MAG_B", "MAG_V")
    assert "--magnitude" in str(trouble.value)


@pytest.mark.parametrize("name", ["MAGERR_AUTO", "mag_limit", "X_IMAGE", "MAG_ZEROPOINT", "FLUX_MAX", "e_mag", "m"])
def test_what_is_no_magnitude_is_not_taken_for_one(name: str) -> None:
    with pytest.raises(FormatError, match="no magnitude"):
        choose("RA", "DEC", name)


def test_unit_that_stands_with_the_name() -> None:
    assert [unit_in_name(name) for name in ("RA [h]", "RA(deg)", "RA (J2000)", "MAG_APER[2]", "RA")] == [
        "h",
        "deg",
        "",
        "",
        "",
    ]
