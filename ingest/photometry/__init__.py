"""Source catalogues, reference stars, and the points calibrated with them."""
