"""What brings people to do it online: targets and plans, classes, teams, help, difficulties, and whether it worked.

One folder for each of these, with the usual doors; their tables stand together in `models`.
"""
