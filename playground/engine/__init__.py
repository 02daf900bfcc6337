"""The engine room: what an experiment does. torch, and no Qt."""
