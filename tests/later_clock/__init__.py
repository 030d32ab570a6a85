"""Runs programs with the calendar of the whole machine moved ahead."""
