"""The running site: private PostgreSQL cluster, DaCHS, and the ``umbra`` command."""
