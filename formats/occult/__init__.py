"""Parts of the records of Occult's archive."""
