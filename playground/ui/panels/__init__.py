"""The fixed parts of the window: data, training, transport, inspector."""
