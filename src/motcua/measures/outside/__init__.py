"""Figures from outside: the national average and what the national portal says of us, as somebody read them."""
