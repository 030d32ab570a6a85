"""Zero points: cross-match, passbands, calibration."""
