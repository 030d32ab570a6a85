"""Ephemerides of bodies (kernels and tables), the orientation of the Earth, and the geoid."""
