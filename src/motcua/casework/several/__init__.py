"""Several cases at once: what one visit brings, one move for many, and papers about many."""
