"""Two years across the reform of 2025: people with habits, who file at whatever office is theirs on the day."""
