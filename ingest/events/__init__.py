"""From the records of an event to chords, limbs and the rows of its tables."""
