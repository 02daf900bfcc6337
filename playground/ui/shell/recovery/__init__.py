"""Recovered work: copies of unsaved documents, and the list of them."""
