"""Which zero point a point rests on: the band asked for, one that can be the filter's, and enough stars that agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduction.photometry.filters import FilterBands, bands_of_filter
from reduction.photometry.zero_point import ZeroPoint
from schemas.finding import Finding, FindingCode

#: Least number of stars of a zero point. Two of five may then be variable or blended and the median is still
#: right, and the scatter, of four degrees of freedom, is known to a third of itself.
FEWEST_STARS = 5
#: Where the filter is not known, the band is chosen by its spread, and this many stars are needed for that: of
#: made fields without outliers, in which five other bands scatter three times as much as the right one or more, a
#: wrong one is chosen in 5 % with five stars, 1 % with eight and 0.3 % with ten.
FEWEST_TO_CHOOSE = 10
#: From this fraction of outliers on, the stars kept are not the majority, and the median, with which the clip begins,
#: may lie among the others: its breakdown point (Donoho & Huber 1983, in A Festschrift for E. L. Lehmann, 157).
MOST_OUTLIERS = 0.5
#: A band with fewer stars than this fraction of the best one is not chosen: a few stars scatter little by chance.
_FEWEST_OF_BEST = 0.25
#: With fewer stars than this the robust scatter after clipping is too vague to compare bands by: in the fields above
#: it is the least in a wrong band in 13 % of those of ten stars, 4 % of those of twenty. Then the mean distance of all
#: stars decides, in which a star counts with half a magnitude at most: outliers, the same in all bands, do not decide.
_MANY_STARS = 50
_LARGEST_DISTANCE = 0.5
_ANY = frozenset({"any", "auto", "no", ""})


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BandFit:
    """The zero point of one band of one survey; arrays have one value a matched star of the band (n,)."""

    survey: str
    band: str
    zero_point: ZeroPoint
    #: Scatter of the fit without a colour term [mag], by which bands are compared: with a term any band fits.
    plain_scatter: float
    #: Index of each star in the catalogue.
    star: NDArray[np.intp]
    #: Instrumental magnitude, NaN for stars that are no calibrators, and magnitude of the survey.
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
        """Whether the fit kept the least number of stars."""
        return self.zero_point.n_used >= FEWEST_STARS

    @property
    def is_of_majority(self) -> bool:
        """Whether the fit kept more than half of the stars that have both magnitudes."""
        return self.zero_point.n_used > (1.0 - MOST_OUTLIERS) * self.n_calibrators

    @property
    def is_sound(self) -> bool:
        """Whether a point may rest on it."""
        return self.has_enough_stars and self.is_of_majority


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BandChoice:
    """The zero point to use, None without one, and the findings on the choice."""

    fit: BandFit | None
    findings: tuple[Finding, ...] = ()


def split_filter(text: str | None) -> tuple[str | None, str | None]:
    """Split ``APASS/V``, ``any/V``, ``SDSS/any``, ``V`` or ``auto`` into survey and band, None for any.

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
    """Return the mean distance of stars from a fit [mag], NaN left out, none larger than half a magnitude."""
    return float(np.mean(np.minimum(np.abs(residual[np.isfinite(residual)]), _LARGEST_DISTANCE)))


def best_first(fits: Sequence[BandFit]) -> tuple[BandFit, ...]:
    """Return fits in the order of their scatter, where stars are few of their spread; those of fewest stars last."""
    most = max((fit.zero_point.n_used for fit in fits), default=0)
    fewest = max(FEWEST_STARS, _FEWEST_OF_BEST * most)
    is_many = most >= _MANY_STARS
    return tuple(
        sorted(fits, key=lambda fit: (fit.zero_point.n_used < fewest, fit.plain_scatter if is_many else fit.spread))
    )


def name_filter(used: str | None, written: str | None, column: str) -> tuple[FilterBands | None, tuple[Finding, ...]]:
    """Return the filter that the observer or the file names, and findings where they contradict or are not known.

    Parameters
    ----------
    used
        The filter as the observer named it with the catalogue.
    written
        The filter as the file itself names it.
    column
        Column or keyword of the file that does.
    """
    given = [(word, field) for word, field in ((used, "filter"), (written, column)) if word and word.strip()]
    found = [(bands_of_filter(word), word, field) for word, field in given]
    findings = tuple(
        Finding.warning(
            FindingCode.FILTER_BAND,
            f"The filter {word.strip()[:40]!r} is not known here, so that it does not decide the band.",
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
    """Choose the zero point that a point rests on.

    Parameters
    ----------
    fits
        All zero points, the best one first.
    force
        ``SURVEY/band`` that is wanted, either of them ``any``.
    used
        The filter in front of the detector, None where it is not known.
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
        # A band near the filter serves where no survey has the filter's own, not where its own has few stars.
        own, near = ([fit for fit in wanted if fit.band in group] for group in (used.own, used.near))
        wanted = own or near
    if not wanted:
        return BandChoice(fit=None)
    chosen = next((fit for fit in wanted if fit.is_sound), wanted[0])
    findings = [*_soundness(chosen)]
    if used is None and band is None and chosen.is_sound and chosen.zero_point.n_used < FEWEST_TO_CHOOSE:
        message = (
            f"{chosen.zero_point.n_used} stars fit the zero point in {chosen.name}, too few to tell by their spread "
            f"which band the filter is near: {FEWEST_TO_CHOOSE} are needed."
        )
        hint = "name the filter with --used-filter, or the band with --filter"
        findings.append(Finding.error(FindingCode.TOO_FEW_STARS, message, hint, field="filter"))
    if used is not None and chosen.band not in used.own:
        message = f"The filter is {used.name}; its magnitudes were put on the scale of {chosen.name}, a band near it."
        hint = f"load reference stars in {' or '.join(used.own)} if a survey has them"
        findings.append(Finding.warning(FindingCode.FILTER_BAND, message, hint, field="filter"))
    return BandChoice(fit=chosen, findings=tuple(findings))


def _impossible(
    fits: Sequence[BandFit], wanted: Sequence[BandFit], band: str | None, used: FilterBands
) -> Finding | None:
    """Return why no zero point that is wanted can be the filter's, None where one can."""
    hint = f"choose one of the bands that can be its: {', '.join(used.bands)}"
    if not used.bands:
        message = f"The filter {used.name} passes a spectral line only: no band of a survey is its scale."
        return Finding.error(FindingCode.FILTER_BAND, message, "send images of a broad band", field="filter")
    if band is not None and band not in used.bands:
        message = f"The filter is {used.name}: the band {band}, which --filter asks for, cannot be its."
        return Finding.error(FindingCode.FILTER_BAND, message, hint, field="filter")
    if wanted and not any(fit.band in used.bands for fit in wanted):
        there = ", ".join(fit.name for fit in fits)
        message = f"The filter is {used.name}; of the reference stars' bands none can be its: {there}."
        return Finding.error(FindingCode.FILTER_BAND, message, hint, field="filter")
    return None


def _soundness(chosen: BandFit) -> list[Finding]:
    """Return why no point may rest on a zero point."""
    findings, fit = [], chosen.zero_point
    if not chosen.has_enough_stars:
        message = f"The zero point in {chosen.name} rests on {fit.n_used} stars; at least {FEWEST_STARS} are needed."
        hint = "send the catalogue of the whole image, or name another survey with --filter"
        findings.append(Finding.error(FindingCode.TOO_FEW_STARS, message, hint))
    if not chosen.is_of_majority:
        n_out = chosen.n_calibrators - fit.n_used
        message = f"{n_out} of {chosen.n_calibrators} stars do not fit the zero point in {chosen.name}."
        findings.append(Finding.error(FindingCode.MANY_OUTLIERS, message, "try another band or radius"))
    return findings
