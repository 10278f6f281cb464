"""Help that teams give: evenings, records with consent, the dossiers that they belong to, who later did it alone."""
