"""Chooses the zero point of a measurement: a band that is wanted, can be that of the filter, and has enough stars."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduction.photometry.filters import FilterBands, bands_of_filter
from reduction.photometry.zero_point import ZeroPoint
from schemas.finding import Finding, FindingCode

#: Least number of stars of a zero point. Two of five may be variable or blended, and the median is still right; the
#: scatter, with four degrees of freedom, is known to a third of its value.
FEWEST_STARS = 5
#: Least number of stars for the choice of a band by its spread, where the filter is not known. In synthetic fields
#: without outliers, in which five other bands scatter at least three times as much as the right one, a wrong band is
#: chosen in 5 % of the fields with five stars, 1 % with eight and 0.3 % with ten.
FEWEST_TO_CHOOSE = 10
#: From this fraction of outliers on, the stars that are kept are not the majority, and the first median may be that of
#: the outliers: breakdown point of the median (Donoho & Huber 1983, in A Festschrift for E. L. Lehmann, 157).
MOST_OUTLIERS = 0.5
#: Least number of stars of a band relative to the band with most stars, since few stars may scatter little by chance.
_FEWEST_OF_BEST = 0.25
#: Least number of stars for the comparison of bands by their robust scatter after clipping. In the fields above, a
#: wrong band has the least scatter in 13 % of the fields with ten stars, and in 4 % with twenty. With fewer stars, the
#: mean distance of all stars decides, to which each star contributes at most half a magnitude, so that outliers do not.
_MANY_STARS = 50
_LARGEST_DISTANCE = 0.5
_ANY = frozenset({"any", "auto", "no", ""})


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BandFit:
    """The zero point of one band of one survey; arrays have a value for each matched star of the band, shape (n,)."""

    survey: str
    band: str
    zero_point: ZeroPoint
    #: Scatter of the fit without a colour term [mag], by which bands are compared, since any band fits with such a
    #: term.
    plain_scatter: float
    #: Index of each star in the catalogue.
    star: NDArray[np.intp]
    #: Instrumental magnitude (NaN for stars that are not calibrators) and magnitude of the survey.
    mag: NDArray[np.float64]
    mag_reference: NDArray[np.float64]
    #: Mean distance of all stars from the fit without a colour term [mag], see `mean_distance`.
    spread: float = np.nan

    @property
    def name(self) -> str:
        """Survey and band."""
        return f"{self.survey}/{self.band}"

    @property
    def n_calibrators(self) -> int:
        """Number of stars with both magnitudes."""
        return int(np.isfinite(self.zero_point.residual).sum())

    @property
    def has_enough_stars(self) -> bool:
        """Whether the fit kept enough stars."""
        return self.zero_point.n_used >= FEWEST_STARS

    @property
    def is_of_majority(self) -> bool:
        """Whether the fit kept more than half of the stars that have both magnitudes."""
        return self.zero_point.n_used > (1.0 - MOST_OUTLIERS) * self.n_calibrators

    @property
    def is_sound(self) -> bool:
        """Whether a measurement may use this zero point."""
        return self.has_enough_stars and self.is_of_majority


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BandChoice:
    """The zero point to use, or None, and the findings on the choice."""

    fit: BandFit | None
    findings: tuple[Finding, ...] = ()


def split_filter(text: str | None) -> tuple[str | None, str | None]:
    """Split ``APASS/V``, ``any/V``, ``SDSS/any``, ``V`` or ``auto`` into survey and band; None means any.

    Raises
    ------
    ValueError
        If the text has more than two parts.
    """
    parts = [part.strip() for part in (text or "").split("/")]
    if len(parts) > 2:
        raise ValueError(f"{text!r} is not SURVEY/band")
    survey, band = ["", parts[0]] if len(parts) == 1 else parts
    return (None if survey.lower() in _ANY else survey, None if band.lower() in _ANY else band)


def mean_distance(residual: NDArray[np.float64]) -> float:
    """Return the mean of residuals [mag], shape (n,), without their signs and NaN; each counts as at most 0.5 mag."""
    return float(np.mean(np.minimum(np.abs(residual[np.isfinite(residual)]), _LARGEST_DISTANCE)))


def best_first(fits: Sequence[BandFit]) -> tuple[BandFit, ...]:
    """Return fits in the order of their scatter or, with few stars, of their spread; those with too few are last."""
    most = max((fit.zero_point.n_used for fit in fits), default=0)
    fewest = max(FEWEST_STARS, _FEWEST_OF_BEST * most)
    is_many = most >= _MANY_STARS
    return tuple(
        sorted(fits, key=lambda fit: (fit.zero_point.n_used < fewest, fit.plain_scatter if is_many else fit.spread))
    )


def name_filter(used: str | None, written: str | None, column: str) -> tuple[FilterBands | None, tuple[Finding, ...]]:
    """Return the filter that the observer or the file names, and findings on contradictions and unknown names.

    Parameters
    ----------
    used
        The filter as the observer names it with the catalogue, or None.
    written
        The filter as the file names it, or None.
    column
        Column or keyword of the file that names it.
    """
    given = [(word, field) for word, field in ((used, "filter"), (written, column)) if word and word.strip()]
    found = [(bands_of_filter(word), word, field) for word, field in given]
    findings = tuple(
        Finding.warning(
            FindingCode.FILTER_BAND,
            f"The filter {word.strip()[:40]!r} is not known; it was ignored in the choice of the band.",
            "name it as B, V, Sloan r, clear ... with --used-filter",
            field=field,
        )
        for bands, word, field in found
        if bands is None
    )
    known = [bands for bands, _, _ in found if bands is not None]
    if len(known) == 2 and known[0].own != known[1].own and not set(known[0].own) & set(known[1].own):
        message = f"The file names the filter {known[1].name} ({column}), the observer {known[0].name}."
        hint = "name the filter that was used in both, or in the file only"
        return known[1], (Finding.error(FindingCode.FILTER_BAND, message, hint, field=column), *findings)
    return (known[0] if known else None), findings


def choose_band(fits: Sequence[BandFit], force: str | None, used: FilterBands | None) -> BandChoice:
    """Choose the zero point of a measurement.

    Parameters
    ----------
    fits
        All zero points, the best one first.
    force
        ``SURVEY/band`` that is wanted; each part may be ``any``. None: any.
    used
        The filter in front of the detector; None if it is not known.
    """
    survey, band = split_filter(force)
    wanted = [
        fit
        for fit in fits
        if (survey is None or fit.survey.lower() == survey.lower()) and (band is None or fit.band == band)
    ]
    if used is not None and (finding := _impossible(fits, wanted, band, used)) is not None:
        return BandChoice(fit=None, findings=(finding,))
    if used is not None:
        # A band near the filter is used where no survey has the band of the filter, but not where that has few stars.
        own, near = ([fit for fit in wanted if fit.band in group] for group in (used.own, used.near))
        wanted = own or near
    if not wanted:
        return BandChoice(fit=None)
    chosen = next((fit for fit in wanted if fit.is_sound), wanted[0])
    findings = [*_soundness(chosen)]
    if used is None and band is None and chosen.is_sound and chosen.zero_point.n_used < FEWEST_TO_CHOOSE:
        message = (
            f"The filter is not known, and {chosen.zero_point.n_used} stars of the zero point in {chosen.name} are too "
            f"few to find its band by their spread: {FEWEST_TO_CHOOSE} are needed."
        )
        hint = "name the filter with --used-filter, or the band with --filter"
        findings.append(Finding.error(FindingCode.TOO_FEW_STARS, message, hint, field="filter"))
    if used is not None and chosen.band not in used.own:
        message = f"The filter is {used.name}; its magnitudes were calibrated in {chosen.name}, a band near it."
        hint = f"load reference stars in {' or '.join(used.own)} if a survey has them"
        findings.append(Finding.warning(FindingCode.FILTER_BAND, message, hint, field="filter"))
    return BandChoice(fit=chosen, findings=tuple(findings))


def _impossible(
    fits: Sequence[BandFit], wanted: Sequence[BandFit], band: str | None, used: FilterBands
) -> Finding | None:
    """Return a finding on why no wanted zero point is in a band that the filter can be, or None."""
    hint = f"choose a band of this filter: {', '.join(used.bands)}"
    if not used.bands:
        message = f"The filter {used.name} passes a spectral line only: no survey has a band for it."
        return Finding.error(FindingCode.FILTER_BAND, message, "send images of a broad band", field="filter")
    if band is not None and band not in used.bands:
        message = f"The filter is {used.name}; the band {band}, which --filter asks for, does not belong to it."
        return Finding.error(FindingCode.FILTER_BAND, message, hint, field="filter")
    if wanted and not any(fit.band in used.bands for fit in wanted):
        there = ", ".join(fit.name for fit in fits)
        message = f"The filter is {used.name}; no band of the reference stars belongs to it: {there}."
        return Finding.error(FindingCode.FILTER_BAND, message, hint, field="filter")
    return None


def _soundness(chosen: BandFit) -> list[Finding]:
    """Return findings on why no measurement may use a zero point."""
    findings, fit = [], chosen.zero_point
    if not chosen.has_enough_stars:
        message = f"The zero point in {chosen.name} has {fit.n_used} stars; at least {FEWEST_STARS} are needed."
        hint = "send the catalogue of the whole image, or name another survey with --filter"
        findings.append(Finding.error(FindingCode.TOO_FEW_STARS, message, hint))
    if not chosen.is_of_majority:
        n_out = chosen.n_calibrators - fit.n_used
        message = f"{n_out} of {chosen.n_calibrators} stars do not fit the zero point in {chosen.name}."
        findings.append(Finding.error(FindingCode.MANY_OUTLIERS, message, "try another band or radius"))
    return findings
