"""Examples that go through the network: which one is looked at, and what is said of it."""
