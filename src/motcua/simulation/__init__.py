"""A synthetic province: people, filings, officers' work over a year, made through the same rules and marked."""
