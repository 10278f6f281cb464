"""The office's work on a dossier: the case, its ten statuses, its moves, its deadlines."""
