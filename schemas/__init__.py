"""Records, code lists, positions, instants, findings and errors; they use the standard library and numpy only."""
