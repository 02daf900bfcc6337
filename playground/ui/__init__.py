"""The window: PySide6 and pyqtgraph, and never torch."""
