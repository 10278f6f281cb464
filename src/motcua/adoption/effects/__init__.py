"""What the programme did where and when, and whether the figures moved with it."""
