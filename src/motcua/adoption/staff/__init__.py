"""Staff go first: how much of what officers file for themselves and their families is filed online."""
