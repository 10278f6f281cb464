"""Dossiers that other systems keep: what their exports say, each counted once, none of them worked on here."""
