"""The limb of a body: the ellipse through the ends of chords, its errors, and its conventions."""
