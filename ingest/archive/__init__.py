"""The write-once archive: originals, records, and the index of both."""
