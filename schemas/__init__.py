"""What things are: records, code lists, findings and errors. Standard library and numpy only."""
