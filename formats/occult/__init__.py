"""Formats of the program Occult: event elements, and the archive of observations in XML and in fixed columns."""
