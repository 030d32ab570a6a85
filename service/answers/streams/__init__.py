"""Answers to queries straight from the database: rows are encoded as they come, and sent as they are encoded."""
