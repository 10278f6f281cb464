"""Who people are, how they prove it, what roles they hold at which offices, and what each may see and do."""
