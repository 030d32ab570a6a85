"""From records to the tables of PostgreSQL."""
