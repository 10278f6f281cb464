"""Everything that is a figure: counts, rates, rankings.

Owns the counters that are rolled up from the journal and the definitions by which a rate is made of them. It writes
counters, which can be thrown away and counted again at any time, and what somebody set about the 766 index.
"""
