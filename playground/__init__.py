"""Playground: build neural networks by clicking, train them, and see inside while they learn."""

__version__ = "0.1.0"
