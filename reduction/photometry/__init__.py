"""Calibration of photometry: cross-match, zero points, bands and filters."""
