"""Light curves: normalisation, and the depth of a drop."""
