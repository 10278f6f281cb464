"""Outside systems, a folder each, behind small protocols that lower rooms declare; `sandbox` is for local ones."""
