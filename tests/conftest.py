"""Fixtures of all tests."""

pytest_plugins = ["tests.site_fixture"]
