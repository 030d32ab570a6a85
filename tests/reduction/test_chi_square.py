"""The probability of a chi2, against SciPy's."""

import pytest
from scipy.special import chdtrc

from reduction.chi_square import chance


@pytest.mark.parametrize("dof", [1, 2, 3, 4, 5, 10, 37, 200, 1001])
@pytest.mark.parametrize("share", [0.0, 1e-9, 0.5, 1.0, 1.3, 2.0, 5.0])
def test_chance_is_that_of_scipy(dof: int, share: float) -> None:
    assert chance(share * dof, dof) == pytest.approx(float(chdtrc(dof, share * dof)), rel=1e-11, abs=1e-300)


def test_a_great_chi2_is_no_chance() -> None:
    assert chance(1e6, 3) == 0.0
    assert chance(1e6, 4) == 0.0
