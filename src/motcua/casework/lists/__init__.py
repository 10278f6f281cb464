"""Reading many cases at once: the queue, the register, what is due, and what a person has here. Nothing is written."""
