"""What the readers of source catalogues share."""
