"""Mass organisations, and the community teams of villages: who leads them, who belongs to them, who may help."""
