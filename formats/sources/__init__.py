"""Readers of catalogues of stars, and of lists of calibrated points."""
