"""The model room: what an experiment is. Standard library, numpy and msgspec only."""
