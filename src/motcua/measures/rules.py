"""Definitions of figures, and which counters an entry of the journal changes. Pure."""
