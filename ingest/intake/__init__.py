"""From a file to records that belong to an event: reading, checks, matching, tying."""
