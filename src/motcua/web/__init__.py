"""Pages, split by who is looking. A view parses, calls one action or query, and renders."""
