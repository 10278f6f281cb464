"""Notifications through Zalo (ZNS): texts that the provider has approved, by telephone number."""
