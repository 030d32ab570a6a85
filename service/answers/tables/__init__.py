"""Tables as they are handed out: how many rows, and in which formats."""
