"""The shelf of live views: one file a view, walked at start."""
