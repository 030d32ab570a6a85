"""The steps of ``etc/bootstrap.py``; standard library only."""
