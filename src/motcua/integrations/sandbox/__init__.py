"""Local counterparts of outside systems: they speak the real protocols over real HTTP, for the demo and the tests."""
