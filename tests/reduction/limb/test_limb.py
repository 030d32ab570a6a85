"""The limb of Chariklo against published fits, and events that allow none."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.ephemerides.earth_orientation import packaged_orientation
from reduction.chords.chords import compute_chords
from reduction.geometry.fundamental_plane import Plane
from reduction.limb.limb import MixedEphemerisError, fit_limb
from reduction.limb.limb_conventions import Ellipse, SoraEllipse, to_sora
from reduction.limb.limb_errors import derive
from reduction.limb.limb_fit import Problem, Shape, fit_ellipse
from reduction.limb.limb_model import radial
from reduction.limb.limb_points import collect
from schemas.chord import Chord, Component
from schemas.codes import Outcome
from schemas.finding import FindingCode
from schemas.limb import Constrained
from tests import chariklo
from tests.records import make_chord
from tests.reduction.limb.synthetic_limb import Truth, chord_points


def chariklo_chords(corpus: Path, *, factor: float = 1.0) -> tuple[Chord, ...]:
    sightings = chariklo.sightings(corpus, factor=factor)
    return compute_chords(sightings, chariklo.plane(corpus), packaged_orientation()).chords


def synthetic_chords(
    plane: Plane, offsets: Sequence[float], *, seed: int = 0, sigma_km: float = 1.0, semi_minor: float = 80.0
) -> list[Chord]:
    rng = np.random.default_rng(seed)
    truth = Truth(5.0, -8.0, 110.0, semi_minor, 25.0)
    points = chord_points(truth, np.array(offsets), 0.1, np.full(2 * len(offsets), sigma_km), rng)
    return [
        Chord(
            chord_id=f"s{number}_c0",
            event_id="event",
            outcome=Outcome.POSITIVE,
            d_f=points.f_km[2 * number],
            d_g=points.g_km[2 * number],
            r_f=points.f_km[2 * number + 1],
            r_g=points.g_km[2 * number + 1],
            d_err_km=sigma_km,
            r_err_km=sigma_km,
            ephemeris=plane.ephemeris,
        )
        for number in range(len(offsets))
    ]


def test_chariklo_within_published_errors(corpus: Path) -> None:
    result = fit_limb(chariklo_chords(corpus), chariklo.plane(corpus))
    limb = result.limb
    assert limb is not None
    assert not result.findings
    assert (limb.n_chords, limb.n_points, limb.dof, limb.constrained) == (5, 10, 5, Constrained.FREE)
    assert limb.model_err == 0
    assert limb.position_angle is not None
    ellipse = to_sora(Ellipse(limb.center_f, limb.center_g, limb.semi_major, limb.semi_minor, limb.position_angle))
    assert ellipse.center_f == pytest.approx(-13.668, abs=1.124)
    assert ellipse.center_g == pytest.approx(-2.175, abs=4.183)
    assert ellipse.equatorial_radius == pytest.approx(138.894, abs=5.872)
    assert ellipse.oblateness == pytest.approx(0.087, abs=0.041)
    assert ellipse.position_angle == pytest.approx(127.6, abs=20.0)


def test_chariklo_by_the_residuals_of_sora(corpus: Path) -> None:
    """The same points, weights and residuals as published: the same minimum, and not above 0.060."""
    for factor, chi2 in ((1.0, 0.060), (0.0, 1.107), (-1.0, 4.85)):
        points = collect(chariklo_chords(corpus, factor=factor)).points
        fit = fit_ellipse(Problem(points=points, residuals=radial, shape_prior=None))
        assert fit is not None
        assert fit.chi2 == pytest.approx(chi2, abs=5e-3)
        if factor != 1:
            continue
        assert round(fit.chi2, 3) <= 0.060
        values = derive(fit.parameters)
        assert values.center_f == pytest.approx(-13.57, abs=0.01)
        assert values.center_g == pytest.approx(-2.30, abs=0.01)
        assert values.semi_major == pytest.approx(137.96, abs=0.05)
        assert values.semi_minor == pytest.approx(126.69, abs=0.05)
        assert values.position_angle == pytest.approx(125.1 - 90, abs=0.1)
        errors = np.sqrt(np.diag(fit.covariance))
        assert errors[:2] == pytest.approx([1.50, 6.06], abs=0.01)


def test_chariklo_beside_sora(corpus: Path) -> None:
    """What ``fit_ellipse`` of sora-astro 0.3.3 finds on the same points (``benchmarks/bench_limb.py`` runs it live)."""
    sora = SoraEllipse(-13.624, -2.240, 138.043, 0.0824, 125.07)
    fit = fit_ellipse(Problem(points=collect(chariklo_chords(corpus)).points, residuals=radial, shape_prior=None))
    assert fit is not None
    f0, g0, semi_major, semi_minor, *_, angle = (float(value) for value in derive(fit.parameters))
    ours = to_sora(Ellipse(f0, g0, semi_major, semi_minor, angle))
    assert fit.chi2 <= 0.0622
    for value, peer, tolerance in zip(ours, sora, (0.1, 0.1, 0.1, 0.001, 0.2), strict=True):
        assert value == pytest.approx(peer, abs=tolerance)


def test_chariklo_astrometry(corpus: Path) -> None:
    limb = fit_limb(chariklo_chords(corpus), chariklo.plane(corpus)).limb
    assert limb is not None
    assert limb.ra_offset == pytest.approx(-1.286, abs=0.05)
    assert limb.dec_offset == pytest.approx(-0.205, abs=0.05)
    assert limb.ra_offset_err == pytest.approx(0.106, rel=0.5)
    assert limb.time_ref == pytest.approx(chariklo.CLOSEST)
    mas = 3.6e6
    ra, dec = (18 + 55 / 60 + 15.6523907 / 3600) * 15, -(31 + 31 / 60 + 21.622102 / 3600)
    assert limb.ra is not None
    assert limb.dec is not None
    assert (limb.ra - ra) * mas * np.cos(np.radians(dec)) == pytest.approx(0, abs=0.05)
    assert (limb.dec - dec) * mas == pytest.approx(0, abs=0.05)


def test_hakos_is_outside(corpus: Path) -> None:
    result = fit_limb(chariklo_chords(corpus), chariklo.plane(corpus))
    ((chord_id, depth),) = result.negative_depths
    assert chord_id == "Hakos_c0"
    assert depth < -10


def test_residuals_belong_to_their_chords(corpus: Path) -> None:
    result = fit_limb(chariklo_chords(corpus), chariklo.plane(corpus))
    assert result.limb is not None
    assert len(result.residuals) == 10
    assert {residual.contact for residual in result.residuals} == {"D", "R"}
    chi2 = sum((residual.along / residual.sigma) ** 2 for residual in result.residuals)
    assert chi2 == pytest.approx(result.limb.chi2)
    rms = np.sqrt(np.mean([residual.radial**2 for residual in result.residuals]))
    assert rms == pytest.approx(result.limb.rms)


def test_outline_on_the_sky_is_true_to_scale(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    limb = fit_limb(chariklo_chords(corpus), plane).limb
    assert limb is not None
    assert limb.outline is not None
    assert limb.ra is not None
    assert limb.dec is not None
    assert plane.distance_km is not None
    vertices = np.array(limb.outline.split()[2:], dtype=np.float64).reshape(-1, 2)
    east = np.radians(vertices[:, 0] - limb.ra) * np.cos(np.radians(limb.dec)) * plane.distance_km
    north = np.radians(vertices[:, 1] - limb.dec) * plane.distance_km
    radius = np.hypot(east, north)
    assert radius.max() == pytest.approx(limb.semi_major, rel=2e-3)
    assert radius.min() == pytest.approx(limb.semi_minor, rel=2e-3)
    angle = np.degrees(np.arctan2(east, north))[radius.argmax()] % 180
    assert angle == pytest.approx(limb.position_angle, abs=3)


def test_outlier_is_named_and_kept(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    chords = synthetic_chords(plane, np.linspace(-0.8, 0.8, 8).tolist())
    assert chords[3].d_f is not None
    chords[3] = replace(chords[3], d_f=chords[3].d_f - 25)
    result = fit_limb(chords, plane, model_err_km=0.0)
    assert result.limb is not None
    assert result.limb.n_points == 16
    outliers = [finding for finding in result.findings if finding.code == FindingCode.CHORD_OUTLIER]
    assert len(outliers) == 1
    assert outliers[0].message.startswith("D of s3_c0")


def test_scatter_beyond_chance_becomes_a_model_error(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    chords = synthetic_chords(plane, np.linspace(-0.8, 0.8, 12).tolist(), sigma_km=4.0)
    confident = [replace(chord, d_err_km=0.5, r_err_km=0.5) for chord in chords]
    limb = fit_limb(confident, plane).limb
    assert limb is not None
    assert 1.5 < limb.model_err < 6
    assert limb.chi2 == pytest.approx(limb.dof, rel=0.05)
    honest = fit_limb(chords, plane).limb
    assert honest is not None
    assert honest.model_err == 0


def test_two_chords_give_a_circle(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    limb = fit_limb(synthetic_chords(plane, [-0.5, 0.4], semi_minor=110.0), plane).limb
    assert limb is not None
    assert limb.constrained == Constrained.CIRCLE
    assert limb.semi_major == limb.semi_minor == pytest.approx(110, abs=3)
    assert (limb.position_angle, limb.position_angle_err, limb.oblateness_err) == (None, None, None)


def test_fixed_shape_moves_only_the_centre(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    limb = fit_limb(
        synthetic_chords(plane, [-0.5, 0.4]),
        plane,
        constrained=Constrained.FIXED_SHAPE,
        shape=Shape(110.0, 80.0, 25.0),
    ).limb
    assert limb is not None
    assert (limb.center_f, limb.center_g) == pytest.approx((5.0, -8.0), abs=4)
    assert (limb.semi_major, limb.semi_minor, limb.position_angle) == pytest.approx((110, 80, 25))
    assert limb.semi_major_err is None


def test_components_are_fitted_apart(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    main = synthetic_chords(plane, [-0.6, 0.0, 0.6])
    second = [
        replace(chord, chord_id=chord.chord_id + "x", component=Component.SECOND_STAR)
        for chord in synthetic_chords(plane, [-0.6, 0.0, 0.6], seed=1)
    ]
    limb = fit_limb([*main, *second], plane, component=Component.SECOND_STAR).limb
    assert limb is not None
    assert limb.n_chords == 3
    assert limb.limb_id == "event_limb_second_star"


def test_negative_in_conflict_is_named(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    negative = make_chord(
        "n_c0", (-3000.0, -8.0), (3000.0, -8.0), middle=(5.0, -8.0), outcome=Outcome.NEGATIVE, ephemeris=plane.ephemeris
    )
    chords = [*synthetic_chords(plane, [-0.6, -0.2, 0.2, 0.6]), negative]
    result = fit_limb(chords, plane, model_err_km=0.0)
    cut = [finding for finding in result.findings if finding.code == FindingCode.LIMB_CUT]
    assert len(cut) == 1
    assert "n_c0" in cut[0].message
    left_out = fit_limb(chords, plane, unused={"n_c0"})
    assert not left_out.findings


def test_too_few_points(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    (chord,) = synthetic_chords(plane, [0.1])
    result = fit_limb([chord], plane)
    assert result.limb is None
    assert [finding.code for finding in result.findings] == [FindingCode.LIMB_POINTS]
    unweighted = [replace(one, d_err_km=None) for one in synthetic_chords(plane, [-0.1, 0.2])]
    assert fit_limb(unweighted, plane).findings[0].code == FindingCode.LIMB_POINTS
    assert fit_limb([], plane).findings[0].code == FindingCode.LIMB_POINTS
    few = fit_limb(synthetic_chords(plane, [-0.1, 0.2]), plane, constrained=Constrained.FREE)
    assert few.findings[0].code == FindingCode.LIMB_COLLINEAR


def test_collinear_chords(corpus: Path) -> None:
    """Two telescopes of one site see one line across the body."""
    plane = chariklo.plane(corpus)
    result = fit_limb(synthetic_chords(plane, [0.1, 0.1005, 0.101]), plane)
    assert result.limb is None
    assert [finding.code for finding in result.findings] == [FindingCode.LIMB_COLLINEAR]


def test_chords_of_two_ephemerides_are_not_mixed(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    chords = synthetic_chords(plane, [-0.6, -0.2, 0.2, 0.6])
    chords[2] = replace(chords[2], ephemeris="Chariklo.bsp + de438_small.bsp")
    with pytest.raises(MixedEphemerisError, match="s2_c0"):
        fit_limb(chords, plane)


def test_ends_without_their_other_half_count(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    chords = synthetic_chords(plane, [-0.6, -0.2, 0.2, 0.6])
    chords[1] = replace(chords[1], r_f=None, r_g=None, r_err_km=None)
    limb = fit_limb(chords, plane).limb
    assert limb is not None
    assert limb.n_points == 7
    assert limb.semi_major == pytest.approx(110, abs=12)
