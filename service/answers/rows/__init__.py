"""Rows of the database as it sends them, turned into the bytes of tables by compiled code."""
