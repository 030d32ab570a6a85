"""Calibrates a catalogue of stars: the result is one point on a standard light curve.

The stars are matched with the reference stars of each survey, and a zero point is fitted in each band. The band with
the best fit is chosen, and gives the magnitude of the target, or a limit if the target was not detected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduction.photometry.band_choice import (
    FEWEST_STARS,
    BandFit,
    best_first,
    choose_band,
    mean_distance,
    name_filter,
)
from reduction.photometry.crossmatch import Match, match_mutual
from reduction.photometry.passbands import colour_of
from reduction.photometry.sky_position import center_of, distances, is_among, is_on_sky, what_would_match
from reduction.photometry.zero_point import ZeroPoint, fit_zero_point
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import Calibration, Measurement, ReferenceStars, SourceList

#: Stars with SExtractor's flag of saturation (4) or above, or with larger errors [mag], are not calibrators.
_FIRST_BAD_FLAG = 4
_LARGEST_ERR = 0.2
#: Largest scatter of a band near the filter [mag], and least rank correlation (Spearman 1904, Am. J. Psychol. 15, 72)
#: with the magnitudes of the survey that a larger scatter must have.
_MOST_SCATTER = 0.5
_LEAST_CORRELATION = 0.5


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CalibratedPoint:
    """The magnitude or limit of a target in a catalogue, and the zero points that were tried."""

    #: Zero points of all bands tried, the best one first.
    fits: tuple[BandFit, ...]
    #: The zero point that was used; None where there is no point.
    chosen: BandFit | None
    #: Magnitude of the target (None where it was not detected) and its statistical error [mag].
    mag: float | None = None
    mag_err: float | None = None
    #: Error of the calibration [mag]: that of the zero point, and that of the target's colour where this is unknown.
    calib_err: float | None = None
    is_limit: bool = False
    #: Magnitude of the faintest calibrator of any survey [mag].
    limiting_mag: float | None = None
    #: Index of the target in the catalogue and its distance from the target's position [arcsec].
    star: int | None = None
    separation: float | None = None
    #: Largest distance of a match [arcsec].
    radius: float
    findings: tuple[Finding, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether there is a point or limit, and no finding is an error."""
        return self.chosen is not None and not any(note.severity is Severity.ERROR for note in self.findings)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Target:
    """What the catalogue has at the target's position."""

    #: Index of its star, None where it was not detected; its magnitude as in the catalogue, and the error [mag].
    star: int | None = None
    mag: float | None = None
    mag_err: float | None = None
    #: Distance from the target's position [arcsec].
    separation: float | None = None
    findings: tuple[Finding, ...]


def calibrate(
    sources: SourceList,
    references: Sequence[ReferenceStars],
    *,
    target_ra: float,
    target_dec: float,
    radius_arcsec: float = 2.0,
    force: str | None = None,
    used_filter: str | None = None,
    use_colour: bool = False,
    target_colour: float | None = None,
) -> CalibratedPoint:
    """Calibrate a catalogue and measure its target.

    Parameters
    ----------
    sources
        The catalogue.
    references
        Reference stars of the field, a record for each survey.
    target_ra, target_dec
        Position of the target, ICRS [deg].
    radius_arcsec
        Largest distance of a star from its reference star, and of the target from its position.
    force
        ``SURVEY/band`` to use; each part may be ``any``. None: the best band of all.
    used_filter
        Filter in front of the detector, in the observer's words; None: that of the catalogue, if it names one.
    use_colour
        Whether a colour term is fitted, where the survey has the bands for it.
    target_colour
        Colour of the target [mag], in the bands of `reduction.photometry.passbands.COLOURS`; None: that of the
        calibrators, whose scatter is added to the error.

    Returns
    -------
    CalibratedPoint
        The point or limit; it must not be kept if a finding is an error.

    Notes
    -----
    Where the filter is known, only its own bands are used or, if no survey has one, bands near it. Of several bands,
    the best one has the least scatter, without colour terms, among those with at least five stars and a quarter of the
    stars of the band with most stars (2019CoSka..49..125Z uses the least scatter only). With few stars, the least mean
    distance decides. A zero point with fewer stars than `reduction.photometry.band_choice` allows, or with a minority
    of the stars, gives no point.

    The magnitude is the instrumental magnitude plus the zero point. Its statistical error is that of the catalogue. The
    error of the calibration is that of the zero point; it is kept apart, since it is common to all stars. A limit is
    the magnitude of the faintest calibrator of any survey.
    """
    places = (sources.ra, sources.dec)
    off = distances(places, target_ra, target_dec)
    matches = [match_mutual(*places, stars.ra, stars.dec, radius_arcsec=radius_arcsec) for stars in references]
    findings = _check_sky(sources, references, matches, (target_ra, target_dec), radius_arcsec)
    if findings:
        return CalibratedPoint(fits=(), chosen=None, radius=radius_arcsec, findings=findings)
    is_calibrator = (sources.flags < _FIRST_BAD_FLAG) & ~(sources.mag_err > _LARGEST_ERR) & np.isfinite(sources.mag)
    is_calibrator &= off > radius_arcsec
    fits = _fit_bands(np.where(is_calibrator, sources.mag, np.nan), references, matches, use_colour)
    used, notes = name_filter(used_filter, sources.filter, sources.columns.get("filter", "FILTER"))
    choice = choose_band(fits, force, used)
    chosen = choice.fit
    if chosen is None:
        unusable = None if is_calibrator.any() else sources
        findings = (*notes, *(choice.findings or (_no_band(force, fits, references, unusable),)))
        return CalibratedPoint(fits=fits, chosen=None, radius=radius_arcsec, findings=findings)
    known = np.unique(np.concatenate([match.first for match in matches]))
    faintest = float(np.max(sources.mag[known[is_calibrator[known]]]))
    shift, calib_err = _at_colour(chosen.zero_point, target_colour)
    limit = faintest + shift
    target = _find_target(sources, off, chosen, limit, radius_arcsec)
    notes = (*notes, *choice.findings, *_fit_findings(chosen, sources.columns.get("mag", "")), *target.findings)
    if target.star is None:
        notes = (*notes, *_doubts_of_limit(sources, target_ra, target_dec))
    return CalibratedPoint(
        fits=fits,
        chosen=chosen,
        mag=None if target.mag is None else target.mag + shift,
        mag_err=target.mag_err,
        calib_err=calib_err,
        is_limit=target.star is None,
        limiting_mag=limit,
        star=target.star,
        separation=target.separation,
        radius=radius_arcsec,
        findings=notes,
    )


def calibration_records(point: CalibratedPoint, catalogue_id: str) -> tuple[Calibration, ...]:
    """Return records of the zero points that were tried for a catalogue, the best one first."""
    return tuple(
        Calibration(
            catalogue_id=catalogue_id,
            survey=fit.survey,
            band=fit.band,
            zero_point=fit.zero_point.zero_point,
            zero_point_err=fit.zero_point.zero_point_err,
            scatter=fit.zero_point.scatter,
            colour_term=fit.zero_point.colour_term,
            n_matched=fit.zero_point.n_matched,
            n_used=fit.zero_point.n_used,
            outlier_fraction=fit.zero_point.outlier_fraction,
            chosen=fit is point.chosen,
        )
        for fit in point.fits
    )


def measurement_record(
    point: CalibratedPoint,
    *,
    measurement_id: str,
    target_id: str,
    catalogue_id: str,
    observatory_id: str | None,
    mjd: float,
) -> Measurement:
    """Return the record of a point or limit.

    Raises
    ------
    ValueError
        If no band was chosen, so that there is neither a point nor a limit.
    """
    if point.chosen is None:
        raise ValueError("there is no point")
    return Measurement(
        measurement_id=measurement_id,
        target_id=target_id,
        catalogue_id=catalogue_id,
        observatory_id=observatory_id,
        mjd=mjd,
        mag=point.mag,
        mag_err=point.mag_err,
        calib_err=point.calib_err,
        is_limit=point.is_limit,
        limiting_mag=point.limiting_mag,
        survey=point.chosen.survey,
        band=point.chosen.band,
        radius=point.radius,
    )


def _check_sky(
    sources: SourceList,
    references: Sequence[ReferenceStars],
    matches: Sequence[Match],
    target: tuple[float, float],
    radius_arcsec: float,
) -> tuple[Finding, ...]:
    """Return findings on why a catalogue cannot be calibrated: no reference stars, few stars, or wrong positions."""
    if not any(len(stars) for stars in references):
        return (
            Finding.error(
                FindingCode.NO_REFERENCE,
                "There are no reference stars in this field.",
                "load some: umbra references load SURVEY FILE",
            ),
        )
    places = (sources.ra, sources.dec)
    counts = [len(match) for match in matches]
    best = int(np.argmax(counts))
    others = (references[best].ra, references[best].dec)
    if len(sources) < FEWEST_STARS:
        if counts[best] >= 2:
            return ()
        message = f"The catalogue holds {len(sources)} stars, of which {counts[best]} are reference stars."
        return (Finding.error(FindingCode.TOO_FEW_STARS, message, "send the catalogue of the whole image"),)
    if is_on_sky(places, others, matches[best], radius_arcsec=radius_arcsec):
        return ()
    ra, dec = center_of(places)
    away = float(distances((np.array([ra]), np.array([dec])), *target)[0]) / 3600.0
    message = (
        f"The positions do not match the sky: {counts[best]} of {len(sources)} stars are within {radius_arcsec:g} "
        f"arcsec of a reference star, no more than by chance. The catalogue is centred at RA {ra:.3f}, Dec {dec:+.3f}, "
        f"{away:.1f} deg from the target at RA {target[0]:.3f}, Dec {target[1]:+.3f} deg."
    )
    cause = what_would_match(
        places, [(stars.ra, stars.dec) for stars in references], counts[best], radius_arcsec=radius_arcsec
    )
    field = f"{sources.columns.get('ra', '')}, {sources.columns.get('dec', '')}".strip(", ")
    hint = f"correct the positions: {cause}" if cause else "solve the astrometry of the image again"
    return (Finding.error(FindingCode.OFF_SKY, message, hint, field=field),)


def _fit_bands(
    mag: NDArray[np.float64], references: Sequence[ReferenceStars], matches: Sequence[Match], use_colour: bool
) -> tuple[BandFit, ...]:
    """Fit every band of every survey; the best band comes first."""
    fits = []
    for stars, match in zip(references, matches, strict=True):
        for number, band in enumerate(stars.bands):
            of_band = np.isfinite(stars.mag[number, match.second])
            first, second = match.first[of_band], match.second[of_band]
            colour = colour_of(stars, band) if use_colour else None
            reference = stars.mag[number, second]
            plain = fit_zero_point(mag[first], reference)
            sloped = None
            if colour is not None:
                sloped = fit_zero_point(mag[first], reference, colour=colour[second])
            if plain is not None:
                fits.append(
                    BandFit(
                        survey=stars.survey,
                        band=band,
                        zero_point=sloped or plain,
                        plain_scatter=plain.scatter,
                        star=first,
                        mag=mag[first],
                        mag_reference=reference,
                        spread=mean_distance(plain.residual),
                    )
                )
    return best_first(fits)


def _find_target(
    sources: SourceList, off: NDArray[np.float64], chosen: BandFit, limit: float, radius_arcsec: float
) -> _Target:
    """Return the nearest star with a magnitude within the radius, from the distances of all stars [arcsec]."""
    inside = np.flatnonzero(off <= radius_arcsec)
    inside = inside[np.argsort(off[inside])]
    detected = inside[np.isfinite(sources.mag[inside])]
    if not len(detected):
        what = "only a star without magnitude" if len(inside) else "no star"
        message = f"There is {what} within {radius_arcsec:g} arcsec of the target: it is fainter than {limit:.2f} mag."
        return _Target(findings=(Finding.warning(FindingCode.TARGET_NOT_DETECTED, message),))
    star = int(detected[0])
    err = float(sources.mag_err[star])
    return _Target(
        star=star,
        mag=float(sources.mag[star]),
        mag_err=err if np.isfinite(err) else None,
        separation=float(off[star]),
        findings=_target_findings(sources, star, len(inside), chosen),
    )


def _doubts_of_limit(sources: SourceList, target_ra: float, target_dec: float) -> Iterator[Finding]:
    """Yield what makes a limit worthless: the catalogue breaks off, or does not cover the target's position."""
    if sources.is_cut:
        message = "The target is not in the catalogue, which is cut off: no limit can be given."
        yield Finding.error(FindingCode.TARGET_NOT_DETECTED, message, "send the whole catalogue")
    if not is_among((sources.ra, sources.dec), target_ra, target_dec):
        yield Finding.error(
            FindingCode.TARGET_OUTSIDE,
            "The target's position is outside the part of the sky that the stars of the catalogue cover.",
            "check RA and Dec of the target, and send the catalogue of the image that holds it",
        )


def _at_colour(zero_point: ZeroPoint, colour: float | None) -> tuple[float, float]:
    """Return the zero point of a star of a colour, and its error; without a colour, those of the mean calibrator."""
    if zero_point.colour_term is None or zero_point.colour_center is None or zero_point.colour_scatter is None:
        return zero_point.center, zero_point.center_err
    if colour is None:
        return zero_point.center, float(
            np.hypot(zero_point.center_err, zero_point.colour_term * zero_point.colour_scatter)
        )
    # Zero point and slope are not correlated at the median colour of the calibrators.
    lever = colour - zero_point.colour_center
    slope_err = zero_point.colour_term_err or 0.0
    return zero_point.center + zero_point.colour_term * lever, float(np.hypot(zero_point.center_err, slope_err * lever))


def _fit_findings(chosen: BandFit, column: str) -> list[Finding]:
    findings, fit, name = [], chosen.zero_point, f"{chosen.survey}/{chosen.band}"
    if fit.scatter > _MOST_SCATTER:
        is_unrelated = _rank_correlation(chosen.mag, chosen.mag_reference) < _LEAST_CORRELATION
        message = f"The stars scatter by {fit.scatter:.2f} mag about the zero point in {name}"
        message += ", and their order of brightness is not that of the survey." if is_unrelated else "."
        hint = "does the column hold magnitudes?" if is_unrelated else "try another band"
        make = Finding.error if is_unrelated else Finding.warning
        findings.append(make(FindingCode.LARGE_SCATTER, message, hint, field=column))
    return findings


def _rank_correlation(mag: NDArray[np.float64], mag_reference: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation of two magnitudes, from -1 to 1; 1 for fewer than three stars."""
    good = np.isfinite(mag) & np.isfinite(mag_reference)
    ranks = np.array([np.argsort(np.argsort(values[good])) for values in (mag, mag_reference)])
    return float(np.corrcoef(ranks)[0, 1]) if good.sum() > 2 else 1.0


def _target_findings(sources: SourceList, star: int, n_inside: int, chosen: BandFit) -> tuple[Finding, ...]:
    findings = []
    row = int(sources.row[star])
    if n_inside > 1:
        message = f"{n_inside} stars are within the radius of the target; the closest one, in row {row}, was used."
        findings.append(Finding.warning(FindingCode.TARGET_BLENDED, message, "choose a smaller radius"))
    if sources.flags[star] >= _FIRST_BAD_FLAG or sources.mag_err[star] > _LARGEST_ERR:
        message = (
            f"The target in row {row} has FLAGS {sources.flags[star]} and an error of {sources.mag_err[star]:.2f} mag."
        )
        findings.append(Finding.warning(FindingCode.TARGET_FLAGGED, message, field=sources.columns["mag"]))
    if np.isnan(sources.mag_err[star]) and "mag_err" in sources.columns:
        message = f"The target in row {row} has no error: the point has no statistical error."
        field = sources.columns["mag_err"]
        findings.append(Finding.warning(FindingCode.ACCURACY_MISSING, message, field=field))
    if sources.mag_err[star] == 0:
        message = f"The error of the target in row {row} is zero: it was not measured, or is too small for its digits."
        field = sources.columns.get("mag_err", "")
        findings.append(Finding.warning(FindingCode.ACCURACY_UNLIKELY, message, field=field))
    used = chosen.mag[chosen.zero_point.used]
    if not used.min() <= sources.mag[star] <= used.max():
        word = "brighter" if sources.mag[star] < used.min() else "fainter"
        message = f"The target is {word} than all {len(used)} stars of the zero point; it was extrapolated."
        findings.append(Finding.warning(FindingCode.TARGET_BRIGHTNESS, message))
    return tuple(findings)


def _no_band(
    force: str | None,
    fits: Sequence[BandFit],
    references: Sequence[ReferenceStars],
    unusable: SourceList | None,
) -> Finding:
    """Return a finding on why the wanted band has no zero point; ``unusable`` is a catalogue without calibrators."""
    if unusable is not None:
        n_flagged, n_vague = (unusable.flags >= _FIRST_BAD_FLAG).sum(), (unusable.mag_err > _LARGEST_ERR).sum()
        message = (
            f"No star can be a calibrator: of {len(unusable)} stars, {n_flagged} have FLAGS of {_FIRST_BAD_FLAG} or "
            f"more, and {n_vague} have errors above {_LARGEST_ERR} mag."
        )
        field = unusable.columns.get("flags" if n_flagged else "mag_err", "")
        return Finding.error(FindingCode.TOO_FEW_STARS, message, "is this the right column?", field=field)
    there = ", ".join(f"{fit.survey}/{fit.band}" for fit in fits)
    if there:
        return Finding.error(
            FindingCode.NO_REFERENCE, f"There are no reference stars in {force}.", f"choose one of {there}"
        )
    bands = ", ".join(f"{stars.survey}/{band}" for stars in references for band in stars.bands)
    message = f"Fewer than two stars of the catalogue are reference stars with magnitudes in {bands or 'any band'}."
    return Finding.error(FindingCode.TOO_FEW_STARS, message, "send the catalogue of the whole image")
