"""Positions of Earth, stations, star, body and shadow; the fundamental plane; time scales."""
