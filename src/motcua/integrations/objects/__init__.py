"""Stores of objects that are reached through the network: the protocol of S3."""
