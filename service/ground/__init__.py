"""The ground of the site: PostgreSQL, DaCHS, directories, the account of the system, pages."""
