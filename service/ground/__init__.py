"""What the site stands on: PostgreSQL, DaCHS, directories, the account of the system, pages."""
