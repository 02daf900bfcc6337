"""What the window knows: the document, runs and focus, and who is told of changes."""
