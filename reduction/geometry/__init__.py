"""Earth, star, body and shadow: positions, planes and time scales."""
