"""The network picture: cards, edges, live tiles, drag and drop."""
