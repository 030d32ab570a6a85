"""The outline of a body: ellipse through the ends of chords, its errors and conventions."""
