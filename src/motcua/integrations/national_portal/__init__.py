"""The national portal (Cổng Dịch vụ công quốc gia): dossiers filed there arrive here, by file."""
