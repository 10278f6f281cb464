"""The national index of QĐ 766/QĐ-TTg (Bộ chỉ số 766): its rows as data, how they are scored, what is left open."""
