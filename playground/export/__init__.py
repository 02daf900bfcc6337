"""The shelf of exports: ways to take an experiment away."""
