"""What citizens and offices say to each other: questions, notes, messages from templates, choices, how it went."""
