"""The border between files and records."""
