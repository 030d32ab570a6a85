"""Queries in ADQL: what is wrong with those that fail, in words, and how they are run."""
