"""The subcommands of ``umbra``, and what they share."""
