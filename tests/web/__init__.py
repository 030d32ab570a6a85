"""Tests of the scripts of the pages, in a browser."""
