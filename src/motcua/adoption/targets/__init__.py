"""Targets of a year (chỉ tiêu): given from above, shared out below, and how far each office still has to go."""
