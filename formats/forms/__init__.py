"""What the readers of report forms share."""
