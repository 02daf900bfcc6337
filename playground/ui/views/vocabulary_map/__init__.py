"""The view Vocabulary map, with all that only it uses."""
