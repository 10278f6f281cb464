"""Files: what people hand in and what offices issue, stored by content, checked, and found again."""
