"""The papers of one case: what stands on each, through whose hands it went, and the signed result."""
