"""Outreach: channels, what was sent when, and the filings that came through each, counted without following anybody."""
