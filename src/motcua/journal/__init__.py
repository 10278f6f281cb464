"""The append-only record of what happened, by whom, when.

Owns entries, the subjects they belong to, the gap-free series of numbers, and the cursors of readers. It holds
ids, codes, times and digests, never a name, a number of a person, an address or an answer.
"""
