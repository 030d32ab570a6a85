"""What the readers of light curves share."""
