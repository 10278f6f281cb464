"""Reports that are issued and stay as they were: composed in one snapshot, signed, kept, and compared with today."""
