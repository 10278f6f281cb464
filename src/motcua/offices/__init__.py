"""Where things are and who is competent: places and offices, two dated trees, and when offices are open.

A code means something only on a date; the surrogate key of a row is what other rooms point at.
"""
