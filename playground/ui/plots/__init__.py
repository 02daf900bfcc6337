"""Charts and images, drawn alike in every view."""
