"""Facts that ship with the project, each with its source and year."""
