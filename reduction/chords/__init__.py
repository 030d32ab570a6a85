"""Chords: stations and their times on the fundamental plane."""
