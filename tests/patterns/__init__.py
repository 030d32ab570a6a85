"""Every regular expression of the project, and whether it takes linear time."""
