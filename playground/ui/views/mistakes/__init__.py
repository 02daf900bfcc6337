"""The view Worst mistakes, with all that only it uses."""
