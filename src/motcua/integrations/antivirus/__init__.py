"""Searching files for malware: clamd."""
