"""Files of documents and pictures: opening, saving, and what is open."""
