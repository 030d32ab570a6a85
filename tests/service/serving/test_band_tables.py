"""A table a band, under a name that XML and DaCHS take."""

import re

from service.serving.band_tables import band_tables, table_key


def test_the_key_of_a_band_is_a_name() -> None:
    assert table_key("PS1 (DR2)", "r'") == "PS1DR2_r"


def test_every_band_has_a_table_of_its_own_with_words_that_the_descriptor_wants() -> None:
    tables = list(band_tables())
    keys = [table["key"] for table in tables]
    assert len(set(keys)) == len(keys) > 20
    assert all(re.fullmatch(r"[A-Za-z0-9]+_[A-Za-z0-9]+", key) for key in keys)
    (sloan,) = (table for table in tables if (table["survey"], table["band"]) == ("SDSS", "r"))
    assert sloan["key"] == "SDSS_r"
    assert {"filter_id", "zero_flux", "mag_system", "wavelength"} <= sloan.keys()
    assert all(isinstance(value, str) for value in sloan.values())
