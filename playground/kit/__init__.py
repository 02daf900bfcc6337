"""What shelves build on: the arithmetic of recurrence and attention, texts, tokens and windows of series."""
