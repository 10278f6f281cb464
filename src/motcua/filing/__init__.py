"""What a person files: the draft, the answers, the attached documents, and the dossier with its code."""
