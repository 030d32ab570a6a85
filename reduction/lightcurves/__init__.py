"""Light curves: normalising."""
