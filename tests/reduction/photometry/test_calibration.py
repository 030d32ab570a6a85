"""From a catalogue to a point: the real frame through the reader, synthetic fields, and what must be refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from numpy.typing import NDArray

from formats.sources import sextractor
from reduction.photometry.band_choice import split_filter
from reduction.photometry.calibration import (
    CalibratedPoint,
    calibrate,
    calibration_records,
    measurement_record,
)
from reduction.photometry.passbands import with_standard_bands
from schemas.finding import FindingCode, Severity
from schemas.photometry import ReferenceStars, SourceList

Floats = NDArray[np.float64]
RA, DEC = 150.0, 2.0


def stars_of(ra: Floats, dec: Floats, mag: Floats, *, mag_err: float = 0.01) -> SourceList:
    count = len(ra)
    return SourceList(
        format="table",
        ra=ra % 360.0,
        dec=dec,
        mag=mag,
        mag_err=np.full(count, mag_err),
        flags=np.zeros(count, dtype=np.int64),
        chip=np.ones(count, dtype=np.int64),
        row=np.arange(1, count + 1),
        columns={"ra": "ALPHA_J2000", "dec": "DELTA_J2000", "mag": "MAG_AUTO", "mag_err": "MAGERR_AUTO"},
    )


def survey(name: str, ra: Floats, dec: Floats, **mags: Floats) -> ReferenceStars:
    return ReferenceStars(
        survey=name,
        source_id=np.array([str(number) for number in range(len(ra))]),
        ra=ra % 360.0,
        dec=dec,
        bands=tuple(mags),
        mag=np.array(list(mags.values())),
        mag_err=np.full((len(mags), len(ra)), 0.01),
    )


class Field:
    """A field of stars seen in V through a telescope whose zero point is 22."""

    def __init__(self, *, ra: float = RA, dec: float = DEC, n_stars: int = 200, seed: int = 4) -> None:
        rng = np.random.default_rng(seed)
        self.dec = np.clip(dec + rng.uniform(-0.2, 0.2, n_stars), -89.9999, 89.9999)
        self.ra = ra + rng.uniform(-0.2, 0.2, n_stars) / np.cos(np.radians(self.dec))
        self.mag = rng.uniform(13, 18, n_stars)
        self.colour = rng.normal(0.7, 0.2, n_stars)
        noise = rng.normal(0, 0.02, n_stars)
        self.references = [
            survey("APASS", self.ra, self.dec, V=self.mag, B=self.mag + self.colour),
            survey("PS1", self.ra[::2], self.dec[::2], g=(self.mag + 0.5 * self.colour)[::2]),
        ]
        self.sources = stars_of(self.ra + 0.1 / 3600, self.dec, self.mag - 22.0 + noise)

    def with_target(self, mag: float, *, offset_arcsec: float = 0.3, flags: int = 0) -> SourceList:
        """Add a star of a magnitude near the middle of the field, where the reference survey has none."""
        stars = self.sources
        return replace(
            stars,
            ra=np.append(stars.ra, RA),
            dec=np.append(stars.dec, DEC + offset_arcsec / 3600),
            mag=np.append(stars.mag, mag - 22.0),
            mag_err=np.append(stars.mag_err, 0.013),
            flags=np.append(stars.flags, flags),
            chip=np.append(stars.chip, 1),
            row=np.append(stars.row, len(stars) + 1),
        )


def run(sources: SourceList, references: list[ReferenceStars], **options: object) -> CalibratedPoint:
    return calibrate(sources, references, **({"target_ra": RA, "target_dec": DEC} | options))  # type: ignore[arg-type]


def codes(point: CalibratedPoint) -> list[FindingCode]:
    return [note.code for note in point.findings]


def test_target_on_the_scale_of_the_best_band() -> None:
    field = Field()
    point = run(field.with_target(16.5), field.references)
    assert point.is_accepted
    assert point.chosen is not None
    assert (point.chosen.survey, point.chosen.band) == ("APASS", "V")
    assert [(fit.survey, fit.band) for fit in point.fits] == [("APASS", "V"), ("PS1", "g"), ("APASS", "B")]
    assert point.mag == pytest.approx(16.5, abs=0.005)
    assert point.mag_err == pytest.approx(0.013)
    assert point.calib_err == pytest.approx(0.02 / 200**0.5, rel=0.2)
    assert point.separation == pytest.approx(0.3, abs=1e-3)
    assert point.limiting_mag == pytest.approx(18.0, abs=0.1)
    assert point.findings == ()


@pytest.mark.parametrize(
    ("force", "band"), [("APASS/B", "B"), ("any/g", "g"), ("PS1/any", "g"), ("apass/V", "V"), ("auto", "V"), ("V", "V")]
)
def test_forced_band(force: str, band: str) -> None:
    field = Field()
    point = run(field.with_target(16.5), field.references, force=force)
    assert point.chosen is not None
    assert point.chosen.band == band


def test_forced_band_without_references() -> None:
    field = Field()
    point = run(field.with_target(16.5), field.references, force="SDSS/r")
    assert codes(point) == [FindingCode.NO_REFERENCE]
    assert "APASS/V" in point.findings[0].hint
    assert not point.is_accepted


def test_filter_of_three_parts() -> None:
    with pytest.raises(ValueError, match="SURVEY/band"):
        split_filter("a/b/c")


def test_target_not_detected_is_a_limit() -> None:
    field = Field()
    point = run(field.sources, field.references)
    assert point.is_accepted
    assert point.is_limit
    assert point.mag is None
    assert point.mag_err is None
    assert point.limiting_mag == pytest.approx(18.0, abs=0.1)
    assert codes(point) == [FindingCode.TARGET_NOT_DETECTED]
    record = measurement_record(
        point, measurement_id="m", target_id="t", catalogue_id="c", observatory_id=None, mjd=59000.5
    )
    assert (record.is_limit, record.mag, record.radius) == (True, None, 2.0)


def test_target_without_magnitude_is_a_limit() -> None:
    field = Field()
    point = run(field.with_target(np.nan), field.references)
    assert point.is_limit
    assert "without magnitude" in point.findings[0].message


def test_no_limit_outside_the_image() -> None:
    field = Field()
    point = run(field.sources, field.references, target_ra=RA + 1.0)
    assert codes(point) == [FindingCode.TARGET_NOT_DETECTED, FindingCode.TARGET_OUTSIDE]
    assert not point.is_accepted


@pytest.mark.parametrize(("mag", "word"), [(12.0, "brighter"), (19.0, "fainter")])
def test_target_beyond_the_calibrators(mag: float, word: str) -> None:
    field = Field()
    point = run(field.with_target(mag), field.references)
    assert codes(point) == [FindingCode.TARGET_BRIGHTNESS]
    assert word in point.findings[0].message


def test_flagged_and_blended_target() -> None:
    field = Field()
    assert codes(run(field.with_target(16.5, flags=4), field.references)) == [FindingCode.TARGET_FLAGGED]
    stars = field.with_target(16.5)
    stars = replace(stars, ra=np.append(stars.ra[:-2], [RA, RA]), dec=np.append(stars.dec[:-2], [DEC + 0.0004, DEC]))
    assert FindingCode.TARGET_BLENDED in codes(run(stars, field.references))


def test_target_is_no_calibrator_of_itself() -> None:
    field = Field()
    sources = replace(field.sources, mag=np.where(np.arange(200) == 7, -3.0, field.sources.mag))
    options = {"target_ra": float(field.ra[7]), "target_dec": float(field.dec[7])}
    point = run(sources, field.references, **options)
    assert point.chosen is not None
    assert np.isnan(point.chosen.mag[point.chosen.star == 7]).all()
    assert point.mag == pytest.approx(19.0, abs=0.01)


def test_many_outliers() -> None:
    field = Field()
    noise = np.where(np.arange(200) < 130, np.random.default_rng(2).uniform(-4, 4, 200), 0)
    point = run(replace(field.sources, mag=field.sources.mag + noise), field.references, force="APASS/V")
    assert FindingCode.MANY_OUTLIERS in codes(point)


def test_flagged_and_uncertain_stars_are_no_calibrators() -> None:
    field = Field()
    flags = np.where(np.arange(200) < 20, 4, np.where(np.arange(200) < 40, 3, 0))
    err = np.where(np.arange(200) >= 180, 0.3, field.sources.mag_err)
    point = run(replace(field.sources, flags=flags, mag_err=err), field.references, force="APASS/V")
    assert point.chosen is not None
    assert np.flatnonzero(np.isnan(point.chosen.mag)).tolist() == [*range(20), *range(180, 200)]
    assert point.chosen.zero_point.n_matched == 200


@pytest.mark.parametrize("n_stars", [1, 2, 3, 4])
def test_few_stars(n_stars: int) -> None:
    field = Field()
    index = slice(0, n_stars)
    sources = stars_of(field.ra[index], field.dec[index], field.mag[index] - 22.0)
    point = run(sources, field.references)
    assert FindingCode.TOO_FEW_STARS in codes(point)
    assert not point.is_accepted


def test_no_reference_stars() -> None:
    field = Field()
    empty = survey("APASS", np.empty(0), np.empty(0), V=np.empty(0))
    for references in ([], [empty]):
        assert codes(run(field.sources, references)) == [FindingCode.NO_REFERENCE]


@pytest.mark.parametrize(("ra", "dec"), [(0.0, 0.0), (0.0, 89.95), (123.0, -89.95), (359.99, 60.0)])
def test_any_place_on_the_sky(ra: float, dec: float) -> None:
    field = Field(ra=ra, dec=dec)
    point = run(field.sources, field.references, target_ra=float(field.ra[0] % 360), target_dec=float(field.dec[0]))
    assert point.is_accepted
    assert point.mag == pytest.approx(field.mag[0], abs=0.08)


@pytest.mark.parametrize(
    ("cause", "change"),
    [
        ("swapped", lambda ra, dec: (dec, ra)),
        ("hours", lambda ra, dec: (ra / 15, dec)),
        ("radians", lambda ra, dec: (np.radians(ra), np.radians(dec))),
        ("solve", lambda ra, dec: (ra + 0.01, dec)),
        ("solve", lambda ra, dec: (ra, -dec - 40)),
    ],
)
def test_positions_that_are_not_the_skys(cause: str, change) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    field = Field(ra=70.0)
    ra, dec = change(field.ra, field.dec)
    point = run(stars_of(ra, dec, field.sources.mag), field.references, target_ra=70.0)
    [finding] = point.findings
    assert finding.code is FindingCode.OFF_SKY
    assert finding.severity is Severity.ERROR
    assert "positions do not match the sky" in finding.message
    assert finding.field == "ALPHA_J2000, DELTA_J2000"
    assert cause in finding.hint


def test_crowded_wrong_field_is_found_by_counting_chance() -> None:
    """In a dense field hundreds of stars lie within 6 arcsec of some star wherever the catalogue points."""
    rng = np.random.default_rng(8)
    references = survey(
        "PS1", RA + rng.uniform(-0.2, 0.2, 20000), DEC + rng.uniform(-0.2, 0.2, 20000), r=np.full(20000, 15.0)
    )
    stars = stars_of(RA + rng.uniform(-0.1, 0.1, 500), DEC + rng.uniform(-0.1, 0.1, 500), rng.uniform(-9, -6, 500))
    assert codes(run(stars, [references], radius_arcsec=6.0)) == [FindingCode.OFF_SKY]
    right = stars_of(references.ra[:500] + 1e-5, references.dec[:500], rng.uniform(-9, -6, 500))
    assert FindingCode.OFF_SKY not in codes(run(right, [references], radius_arcsec=6.0))


@pytest.mark.parametrize("ending", ["cat", "fits"])
@pytest.mark.parametrize("place", [(85.43, -1.85), (163.0, -72.0)])
def test_broken_astrometry_is_refused(corpus: Path, ending: str, place: tuple[float, float]) -> None:
    """The field is NGC 2024; references are those around it, or those around the places of the catalogue."""
    [path] = (corpus / "sextractor").glob(f"bad_wcs*.{ending}")
    sources = sextractor.read_sources(path.read_bytes(), path.name)
    rng = np.random.default_rng(85)
    half = 0.3 if place[0] < 100 else 20.0
    ra = place[0] + rng.uniform(-half, half, 30000)
    dec = np.clip(place[1] + rng.uniform(-half, half, 30000), -90, 90)
    references = [survey("PS1", ra, dec, r=rng.uniform(10, 20, 30000))]
    for radius_arcsec in (1.0, 2.0, 4.0, 6.0):
        point = calibrate(sources, references, target_ra=85.43, target_dec=-1.85, radius_arcsec=radius_arcsec)
        assert codes(point) == [FindingCode.OFF_SKY]
        assert "do not match the sky" in point.findings[0].message


def real_references(corpus: Path) -> ReferenceStars:
    [path] = (corpus / "photcal").glob("cpt1m012*.fits")
    table = fits.getdata(path, 1, memmap=False)
    return ReferenceStars(
        survey="ATLAS",
        source_id=np.arange(len(table)).astype(np.str_),
        ra=table["ra"].astype(np.float64),
        dec=table["dec"].astype(np.float64),
        bands=("g", "r", "i", "z"),
        mag=np.array([table[f"{band}mag"] for band in "griz"], dtype=np.float64),
        mag_err=np.array([table[f"{band}magerr"] for band in "griz"], dtype=np.float64),
    )


@pytest.mark.parametrize(
    ("name", "exposure"),
    [("sextractor/derived_cpt1m012_i_ascii_head.cat", 250.032), ("photcal/cpt1m012*.fits", 250.032)],
)
def test_real_frame_through_the_whole_chain(corpus: Path, name: str, exposure: float) -> None:
    """Reader, match and zero point give 23.104 a second, scatter 0.042, outlier fraction 0.19 in i."""
    [path] = corpus.glob(name)
    sources = sextractor.read_sources(path.read_bytes(), path.name)
    references = [real_references(corpus)]
    target = {"target_ra": float(references[0].ra[100]), "target_dec": float(references[0].dec[100])}
    point = run(sources, references, use_colour=True, **target)
    assert point.chosen is not None
    assert (point.chosen.survey, point.chosen.band) == ("ATLAS", "i")
    fit = point.chosen.zero_point
    assert fit.zero_point - 2.5 * np.log10(exposure) == pytest.approx(23.104, abs=0.01)
    assert fit.colour_term == pytest.approx(-0.029, abs=0.006)
    assert fit.scatter == pytest.approx(0.042, abs=0.003)
    assert fit.outlier_fraction == pytest.approx(0.19, abs=0.01)
    assert fit.n_matched == 2752
    assert point.mag == pytest.approx(references[0].mag[2, 100], abs=0.15)
    records = calibration_records(point, "upload")
    assert [record.band for record in records if record.chosen] == ["i"]
    plain = run(sources, references, **target).chosen
    assert plain is not None
    assert plain.zero_point.zero_point == pytest.approx(29.10, abs=0.02)


def test_standard_bands_of_the_sloan_survey() -> None:
    field = Field()
    mags = {"g": field.mag + 0.3, "r": field.mag - 0.1, "i": field.mag - 0.2, "z": field.mag - 0.3}
    references = [with_standard_bands(survey("SDSS", field.ra, field.dec, **mags))]
    point = run(field.with_target(16.5), references, force="any/V")
    assert point.chosen is not None
    assert (point.chosen.survey, point.chosen.band) == ("SDSS", "V")
    assert point.mag == pytest.approx(16.5 + 0.3 - 0.5784 * 0.4 - 0.0038, abs=0.01)


def test_colour_of_the_target() -> None:
    field = Field()
    sources = replace(field.sources, mag=field.sources.mag - 0.1 * (field.colour - 0.7))
    sources = replace(Field.with_target(field, 16.5), mag=np.append(sources.mag, -5.5))
    unknown = run(sources, field.references, force="APASS/V", use_colour=True)
    assert unknown.mag == pytest.approx(16.5, abs=0.02)
    assert unknown.calib_err == pytest.approx(0.1 * 0.2, rel=0.3)
    red = run(sources, field.references, force="APASS/V", use_colour=True, target_colour=1.7)
    assert red.mag == pytest.approx(16.6, abs=0.03)
