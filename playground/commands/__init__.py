"""The commands of the command line. None of them loads Qt but the two that need a window."""
