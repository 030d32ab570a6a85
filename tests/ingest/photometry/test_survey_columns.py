"""How the surveys of reference stars call their columns."""

import pytest

from ingest.photometry.survey_columns import SURVEYS, find_column, survey_of
from reduction.photometry.passbands import PASSBANDS


@pytest.mark.parametrize(
    ("wanted", "column"), [("Gmag", "Gmag"), ("gmag", "gmag"), ("RAMEAN", "raMean"), ("GMAG", None), ("x", None)]
)
def test_case_counts_only_where_it_must(wanted: str, column: str | None) -> None:
    assert find_column(["Gmag", "gmag", "raMean"], wanted) == column


def test_surveys_by_name_in_any_case() -> None:
    assert survey_of("gaiasp") is SURVEYS["GaiaSP"]
    assert survey_of("2mass") is SURVEYS["2MASS"]
    assert survey_of("Gaia") is None


@pytest.mark.parametrize("name", SURVEYS)
def test_every_band_has_a_passband_and_a_name_of_its_own(name: str) -> None:
    survey = SURVEYS[name]
    assert set(survey.bands) <= set(PASSBANDS[name])
    first = [names[0] for names in survey.bands.values()]
    assert len(set(first)) == len(first)
    assert set(survey.fluxes) <= set(survey.bands)
    assert len(survey.bibcode) == 19
