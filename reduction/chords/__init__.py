"""Chords: the times of stations as lines across the body."""
