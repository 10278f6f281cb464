"""Difficulties: an officer is stuck, the right controller answers, the next one who opens the procedure finds it."""
