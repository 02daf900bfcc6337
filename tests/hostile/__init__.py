"""Hostile input: whole kinds of files, names, numbers and moments that must do no harm, drawn by hypothesis."""
